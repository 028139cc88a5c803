use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::content::Entry;
use super::durable::is_durable;
use super::lacks::Files;
use super::lint::is_dependency;
use super::{PackageError, PackagedDurable, Source, host_files};
use crate::record::DurableHost;

/// What the files that say what an app is say of this one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The functions, where files list them: folders with a `function.json`, or `functions.metadata` of an isolated .NET app.
    /// `None` when they are declared in code.
    pub functions: Option<Vec<String>>,
    /// Those of them that no request starts.
    pub by_events: Option<Vec<String>>,
    /// What they say of Durable Functions.
    pub durable: PackagedDurable,
    /// Whether it lacks the extensions that its triggers may need.
    pub lacks_extensions: bool,
}

/// No file that says what an app is, is larger.
pub(super) const LARGEST_READ: u64 = 16 * 1024 * 1024;

/// Whether a file of this name says what the app is.
fn is_read(name: &str) -> bool {
    let of_function = name.strip_suffix("/function.json").is_some_and(|folder| !folder.contains('/'));
    of_function || name == "host.json" || name == "functions.metadata"
}

/// Whether `host.json` is among these names, which are those of all files.
pub(super) fn has_host_json<'a>(of: Source, names: impl Iterator<Item = &'a str> + Clone) -> Result<(), PackageError> {
    if names.clone().any(|name| name == "host.json") {
        return Ok(());
    }
    let elsewhere = names
        .clone()
        .filter(|name| !is_dependency(name))
        .filter_map(|name| name.strip_suffix("/host.json"))
        .take(3)
        .map(str::to_owned)
        .collect();
    let tops: BTreeSet<&str> = names.map(|name| name.split('/').next().unwrap_or_default()).collect();
    Err(PackageError::NoHostJson { elsewhere, is_wrapped: tops.len() == 1, of })
}

/// Checks that the entries are a function app, and reads each of these files once.
pub(super) fn read(
    entries: &[Entry],
    mut bytes: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Result<Manifest, PackageError> {
    let has = |name: &str| entries.iter().any(|entry| *entry.name == *name);
    // Of a folder this is known before it is packed.
    has_host_json(Source::Zip, entries.iter().map(|entry| &*entry.name))?;
    let too_large = entries.iter().find(|entry| is_read(&entry.name) && entry.size > LARGEST_READ);
    if let Some(entry) = too_large {
        let path = entry.name.to_string();
        return Err(PackageError::FileTooLarge { path, bytes: entry.size, largest: LARGEST_READ });
    }
    let host = host_files::read_host_json(&bytes("host.json").unwrap_or_default())
        .map_err(|reason| PackageError::HostJsonBroken { reason })?;
    let (mut folders, mut scripts, mut of_folders) = (BTreeMap::new(), Vec::new(), Vec::new());
    let in_folder = |entry: &Entry| entry.name.strip_suffix("/function.json").map(str::to_owned);
    for folder in entries.iter().filter_map(in_folder).filter(|folder| !folder.contains('/')) {
        let path = format!("{folder}/function.json");
        match host_files::read_function_json(&bytes(&path).unwrap_or_default()) {
            Ok(function) => {
                scripts.extend(function.script);
                of_folders.extend((!is_http(&function.bindings)).then(|| folder.clone()));
                folders.insert(folder, is_durable(&function.bindings));
            }
            Err(reason) => return Err(PackageError::FunctionFileBroken { path, reason }),
        }
    }
    let metadata = match bytes("functions.metadata").map(|text| host_files::read_metadata(&text)) {
        Some(Ok(functions)) => functions,
        Some(Err(reason)) if folders.is_empty() => {
            return Err(PackageError::FunctionFileBroken { path: "functions.metadata".to_owned(), reason });
        }
        // Beside folders it is not what lists the functions.
        Some(Err(_)) | None => Vec::new(),
    };
    let in_metadata = metadata.iter().any(|function| function.bindings.as_array().is_some_and(|all| is_durable(all)));
    let durable = PackagedDurable {
        host: DurableHost::in_host(&host),
        is_used: in_metadata || folders.values().any(|is_durable| *is_durable),
    };
    // Without a name a script is found in the folder of its function.
    let is_beside =
        |entry: &&Entry| entry.name.rsplit_once('/').is_some_and(|(folder, _)| folders.contains_key(folder));
    scripts.extend(entries.iter().filter(is_beside).map(|entry| entry.name.to_string()));
    let of_metadata = metadata.iter().filter(|function| !function.bindings.as_array().is_some_and(|all| is_http(all)));
    let of_metadata: Vec<String> = of_metadata.filter_map(|function| function.name.clone()).collect();
    let (functions, by_events) = if folders.is_empty() {
        (host_files::metadata_names(metadata), of_metadata)
    } else {
        (Some(folders.into_keys().collect()), of_folders)
    };
    let by_events = functions.is_some().then_some(by_events);
    let package = has("package.json").then(|| bytes("package.json")).flatten();
    let package = package.and_then(|text| serde_json::from_slice(&text).ok());
    let lacks_extensions = Files { entries, host: &host, package, scripts: &scripts }.lack_extensions();
    Ok(Manifest { functions, by_events, durable, lacks_extensions })
}

/// Whether a request starts a function with these bindings.
fn is_http(bindings: &[Value]) -> bool {
    bindings.iter().any(|binding| binding["type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("httpTrigger")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    fn entries(names: &[&str]) -> Vec<Entry> {
        names
            .iter()
            .map(|name| Entry { name: (*name).into(), executable: false, hash: Digest::of(b""), size: 0 })
            .collect()
    }

    #[test]
    fn what_no_request_starts_is_told_from_what_one_starts() {
        let found = |files: &[(&str, &str)]| {
            let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
            let read = read(&entries(&names), |wanted| {
                files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.as_bytes().to_vec())
            });
            read.unwrap().by_events
        };
        let host = ("host.json", "{}");
        let http = ("Ask/function.json", r#"{"bindings":[{"type":"HttpTrigger"},{"type":"queue"}]}"#);
        let queue = ("Take/function.json", r#"{"bindings":[{"type":"queueTrigger"},{"type":"http"}]}"#);
        assert_eq!(found(&[host, http, queue]), Some(vec!["Take".to_owned()]));
        assert_eq!(found(&[host, http]), Some(Vec::new()));
        assert_eq!(found(&[host, ("function_app.py", "")]), None, "only the code knows");
        let dotnet = r#"[{"name":"Count","bindings":[{"type":"timerTrigger"}]},{"name":"Ask","bindings":[{"type":"httpTrigger"}]},{"name":"Odd"}]"#;
        assert_eq!(found(&[host, ("functions.metadata", dotnet)]), Some(vec!["Count".to_owned(), "Odd".to_owned()]));
    }

    #[test]
    fn functions_are_found_in_folders_or_in_the_metadata_of_dotnet() {
        let host = |name: &str| match name {
            "host.json" => Some(b"{}".to_vec()),
            name => name.ends_with("/function.json").then(|| br#"{"bindings":[{}]}"#.to_vec()),
        };
        let check =
            |entries: &[Entry], bytes: fn(&str) -> Option<Vec<u8>>| read(entries, bytes).map(|read| read.functions);
        let found = check(&entries(&["host.json", "b/function.json", "a/function.json", "x/y/function.json"]), host);
        assert_eq!(found, Ok(Some(vec!["a".to_owned(), "b".to_owned()])));
        assert_eq!(check(&entries(&["host.json", "function_app.py"]), host), Ok(None));
        let dotnet = |name: &str| match name {
            "host.json" => Some(b"{}".to_vec()),
            "functions.metadata" => Some(br#"[{"name":"Take"},{"name":"Give"}]"#.to_vec()),
            _ => None,
        };
        let found = check(&entries(&["host.json", "functions.metadata"]), dotnet);
        assert_eq!(found, Ok(Some(vec!["Give".to_owned(), "Take".to_owned()])));
        let broken = |name: &str| (name == "host.json").then(|| b"{}".to_vec()).or(Some(b"{".to_vec()));
        let refused = check(&entries(&["host.json", "a/function.json"]), broken).unwrap_err();
        assert!(refused.to_string().contains("a/function.json"), "{refused}");
    }

    #[test]
    fn durable_functions_are_seen_in_either_listing_and_each_file_is_read_once() {
        let found = |files: &[(&str, &str)]| {
            let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
            let mut asked: Vec<String> = Vec::new();
            let read = read(&entries(&names), |wanted| {
                asked.push(wanted.to_owned());
                files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.as_bytes().to_vec())
            });
            let all = asked.len();
            asked.sort();
            asked.dedup();
            assert_eq!(asked.len(), all, "{asked:?}");
            read.unwrap().durable
        };
        let host = ("host.json", r#"{"version":"2.0","extensions":{"durableTask":{"hubName":"Orders"}}}"#);
        let orchestration = r#"{"bindings":[{"type":"orchestrationTrigger","name":"context"}]}"#;
        let http = ("Ask/function.json", r#"{"bindings":[{"type":"httpTrigger"}]}"#);
        assert!(!found(&[host, http]).is_used);
        let folders = found(&[host, http, ("Run/function.json", orchestration)]);
        assert_eq!((folders.is_used, folders.host.hub.as_deref()), (true, Some("Orders")));
        let dotnet = r#"[{"name":"Count","bindings":[{"type":"entityTrigger"}]}]"#;
        assert!(found(&[host, ("functions.metadata", dotnet)]).is_used);
        assert!(!found(&[host, ("vendor/run/function.json", orchestration)]).is_used, "no function lies deeper");
    }
}
