use std::collections::BTreeSet;

use super::content::Entry;
use super::{PackageError, host_files};

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
    if let Some(reason) = host_files::refuse_host_json(&bytes("host.json").unwrap_or_default()) {
        return Err(PackageError::HostJsonBroken { reason });
    }
    let folders: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.name.strip_suffix("/function.json"))
        .filter(|folder| !folder.contains('/'))
        .collect();
    for folder in &folders {
        let path = format!("{folder}/function.json");
        if let Some(reason) = host_files::refuse_function_json(&bytes(&path).unwrap_or_default()) {
            return Err(PackageError::FunctionFileBroken { path, reason });
        }
    }
    if !folders.is_empty() {
        return Ok(Some(folders.into_iter().map(str::to_owned).collect()));
    }
    let Some(metadata) = bytes("functions.metadata") else { return Ok(None) };
    host_files::metadata_names(&metadata)
        .map_err(|reason| PackageError::FunctionFileBroken { path: "functions.metadata".to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    fn entries(names: &[&str]) -> Vec<Entry> {
        names
            .iter()
            .map(|name| Entry { name: (*name).to_owned(), executable: false, hash: Digest::of(b""), size: 0 })
            .collect()
    }

    #[test]
    fn functions_are_found_in_folders_or_in_the_metadata_of_dotnet() {
        let host = |name: &str| match name {
            "host.json" => Some(b"{}".to_vec()),
            name => name.ends_with("/function.json").then(|| br#"{"bindings":[{}]}"#.to_vec()),
        };
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
}
