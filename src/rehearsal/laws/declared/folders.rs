//! Functions in folders with a `function.json` (facts: functions-in-code; azure-functions-host, `HostFunctionMetadataProvider`). Whose language a function is
//! in follows from the ending of its script; one without a script is left to any worker, since no code of it is run here.

use serde_json::json;

use super::super::host_files;
use crate::state::{Content, FunctionInfo, Language, Loaded};

/// The functions in folders.
pub(super) fn load(content: &Content) -> Loaded {
    let mut loaded = Loaded::default();
    for (path, file) in content.files() {
        let Some(folder) = path.strip_suffix("/function.json").filter(|folder| !folder.contains('/')) else { continue };
        let Some(mut config) = host_files::function_json(&file.bytes) else { continue };
        match script(content, folder, config["scriptFile"].as_str().unwrap_or_default()) {
            Ok(script) => {
                if let Some(language) = script.as_deref().and_then(language) {
                    config["language"] = json!(language.name());
                }
                loaded.functions.push(FunctionInfo { name: folder.to_owned(), config });
            }
            Err(words) => loaded.words.push(format!("The '{folder}' function is in error: {words}")),
        }
    }
    loaded.functions.sort_by(|a, b| a.name.cmp(&b.name));
    loaded
}

/// The script of a function, as far as its folder tells.
fn script(content: &Content, folder: &str, named: &str) -> Result<Option<String>, String> {
    if !named.is_empty() {
        let missing =
            "Invalid script file name configuration. The 'scriptFile' property is set to a file that does not exist.";
        return match joined(folder, named) {
            Some(path) if content.get(&path).is_some() => Ok(Some(path)),
            _ => Err(missing.to_owned()),
        };
    }
    let inside = format!("{folder}/");
    let files: Vec<&str> = content
        .files()
        .filter_map(|(path, _)| path.strip_prefix(&inside))
        .filter(|name| !name.contains('/') && *name != "function.json")
        .collect();
    let is_main = |name: &&&str| {
        let name = name.to_lowercase();
        let is_run = name.rsplit_once('.').is_some_and(|(stem, _)| stem == "run");
        is_run || ["index.js", "index.mjs", "index.cjs", "__init__.py"].contains(&name.as_str())
    };
    Ok(match &files[..] {
        [only] => Some((*only).to_owned()),
        all => all.iter().find(is_main).map(|name| (*name).to_owned()),
    })
}

/// A path from a folder on, without its detours; `None` when it leads out of the app.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn language(script: &str) -> Option<Language> {
    match script.rsplit_once('.')?.1.to_lowercase().as_str() {
        "py" => Some(Language::Python),
        "js" | "mjs" | "cjs" => Some(Language::Node),
        "jar" => Some(Language::Java),
        "ps1" => Some(Language::PowerShell),
        "dll" | "csx" | "cs" => Some(Language::Dotnet),
        _ => None,
    }
}
