//! Which functions the host finds in the files: folders with a `function.json`, or
//! `functions.metadata` of isolated .NET (azure-wire §6). Functions that only running code declares
//! are not known to this world.

use serde_json::{Value, json};

use crate::rehearsal::state::{Content, FunctionInfo};

/// The functions of an app, sorted by name.
pub fn find(content: &Content) -> Vec<FunctionInfo> {
    let folders = content.files().filter_map(|(path, _)| {
        let folder = path.strip_suffix("/function.json").filter(|folder| !folder.contains('/'))?;
        Some(FunctionInfo { name: folder.to_owned(), config: content.json(path)? })
    });
    let mut found: Vec<FunctionInfo> = folders.collect();
    if found.is_empty()
        && let Some(Value::Array(metadata)) = content.json("functions.metadata")
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
pub fn is_disabled(function: &FunctionInfo, settings: &std::collections::BTreeMap<String, String>) -> bool {
    let by_setting =
        [format!("AzureWebJobs.{}.Disabled", function.name), format!("AzureWebJobs__{}__Disabled", function.name)]
            .iter()
            .any(|wanted| {
                settings.iter().any(|(name, value)| {
                    name.eq_ignore_ascii_case(wanted) && (value.eq_ignore_ascii_case("true") || value == "1")
                })
            });
    by_setting || function.config["disabled"].as_bool().unwrap_or_default()
}
