use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::PackageError;
use super::content::Entry;

/// Checks that the entries are a function app, and finds the functions it holds where files say so:
/// folders with a `function.json`, or `functions.metadata` of an isolated .NET app. `None` when
/// they are declared in code.
pub(super) fn check(
    entries: &[Entry],
    mut bytes: impl FnMut(&str) -> Option<Vec<u8>>,
) -> Result<Option<Vec<String>>, PackageError> {
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    if !has("host.json") {
        let elsewhere = entries
            .iter()
            .filter_map(|entry| entry.name.strip_suffix("/host.json"))
            .filter(|folder| !folder.contains("node_modules") && !folder.contains(".python_packages"))
            .take(3)
            .map(str::to_owned)
            .collect();
        return Err(PackageError::NoHostJson { elsewhere });
    }
    let host = bytes("host.json").unwrap_or_default();
    let host = host.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&host);
    if let Err(error) = serde_json::from_slice::<Value>(host) {
        return Err(PackageError::HostJsonBroken { reason: error.to_string() });
    }
    let folders: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| entry.name.strip_suffix("/function.json"))
        .filter(|folder| !folder.contains('/'))
        .map(str::to_owned)
        .collect();
    if !folders.is_empty() {
        return Ok(Some(folders.into_iter().collect()));
    }
    Ok(bytes("functions.metadata").and_then(|bytes| metadata_names(&bytes)))
}

/// One function in `functions.metadata`.
#[derive(Deserialize)]
struct Metadata {
    name: String,
}

/// `None` also when one of them has no name: a part of the functions would be taken for all.
fn metadata_names(bytes: &[u8]) -> Option<Vec<String>> {
    let functions: Vec<Metadata> = serde_json::from_slice(bytes).ok()?;
    let mut names: Vec<String> = functions.into_iter().map(|function| function.name).collect();
    names.sort();
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    fn entries(names: &[&str]) -> Vec<Entry> {
        names.iter().map(|name| Entry { name: (*name).to_owned(), executable: false, hash: Digest::of(b"") }).collect()
    }

    #[test]
    fn functions_are_found_in_folders_or_in_the_metadata_of_dotnet() {
        let host = |name: &str| (name == "host.json").then(|| b"{}".to_vec());
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
        assert_eq!(metadata_names(br#"[{"name":"Take"},{"scriptFile":"x.dll"}]"#), None, "a part is not all");
    }
}
