//! Which functions the host finds in the files: folders with a `function.json`, or
//! `functions.metadata` of isolated .NET (facts: packaging). Functions that only running code declares
//! are not known to this world.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::host_files;
use crate::state::settings::is_on;
use crate::state::{Content, FunctionInfo};

/// The functions of an app, sorted by name.
pub fn find(content: &Content) -> Vec<FunctionInfo> {
    let folders = content.files().filter_map(|(path, file)| {
        let folder = path.strip_suffix("/function.json").filter(|folder| !folder.contains('/'))?;
        Some(FunctionInfo { name: folder.to_owned(), config: host_files::function_json(&file.bytes)? })
    });
    let mut found: Vec<FunctionInfo> = folders.collect();
    if found.is_empty()
        && let Some(file) = content.get("functions.metadata")
        && let Some(Value::Array(metadata)) = host_files::metadata(&file.bytes)
    {
        found.extend(metadata.iter().filter_map(|function| {
            Some(FunctionInfo {
                name: function["name"].as_str()?.to_owned(),
                config: json!({"bindings": function["bindings"], "language": function["language"]}),
            })
        }));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Whether a setting or its own file switches a function off.
pub fn is_disabled(function: &FunctionInfo, settings: &BTreeMap<String, String>) -> bool {
    let name = &function.name;
    is_on(settings, &format!("AzureWebJobs.{name}.Disabled"))
        || is_on(settings, &format!("AzureWebJobs__{name}__Disabled"))
        || function.config["disabled"].as_bool().unwrap_or_default()
}
