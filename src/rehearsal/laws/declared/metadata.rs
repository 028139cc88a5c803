//! Isolated .NET: its build writes `functions.metadata`, from which the worker lists the functions, and the folder
//! `.azurefunctions`, from which the host loads its extensions; without that no function is found (facts: functions-in-code). What an app lists by generated code alone is in its DLLs, which are not read here.

use serde_json::{Value, json};

use super::super::host_files;
use crate::state::{Content, FunctionInfo, Language, Loaded};

/// Where the host's extensions lie.
const EXTENSIONS: &str = ".azurefunctions";

/// The functions of an isolated .NET app; `None` where the files show none.
pub(super) fn load(content: &Content) -> Option<Loaded> {
    let metadata = content.get("functions.metadata");
    let worker = content.json("worker.config.json");
    let is_isolated = worker.is_some_and(|worker| worker["description"]["language"] == Language::DotnetIsolated.name());
    if metadata.is_none() && !is_isolated {
        return None;
    }
    if !content.has_folder(EXTENSIONS) && !content.has_folder("bin") {
        return Some(nothing(extension_words(content)));
    }
    let Some(file) = metadata else {
        return Some(nothing(
            "this simulated Azure finds the functions of an isolated .NET app in functions.metadata, which is not in the \
             package; what its DLLs list it cannot read"
                .to_owned(),
        ));
    };
    let Some(Value::Array(listed)) = host_files::metadata(&file.bytes) else {
        return Some(nothing("functions.metadata could not be read".to_owned()));
    };
    let mut functions: Vec<FunctionInfo> = listed
        .iter()
        .filter_map(|function| {
            let config = json!({
                "scriptFile": function["scriptFile"], "entryPoint": function["entryPoint"],
                "language": function["language"].as_str().unwrap_or(Language::DotnetIsolated.name()),
                "bindings": function["bindings"],
            });
            Some(FunctionInfo { name: function["name"].as_str()?.to_owned(), config })
        })
        .collect();
    functions.sort_by(|a, b| a.name.cmp(&b.name));
    Some(Loaded { functions, words: Vec::new() })
}

fn nothing(words: String) -> Loaded {
    Loaded { functions: Vec::new(), words: vec![words] }
}

/// What the host logs of an extension whose file is not there.
fn extension_words(content: &Content) -> String {
    let listed = content.json("extensions.json").unwrap_or_default();
    let first = listed["extensions"].as_array().and_then(|all| all.first()).cloned().unwrap_or_default();
    let (name, kind) = (first["name"].as_str().unwrap_or("Startup"), first["typeName"].as_str().unwrap_or_default());
    format!(
        "Unable to load startup extension '{name}' (Type: '{kind}'). The type does not exist. Please validate the type and \
         assembly names. (The folder {EXTENSIONS} is not in the package.)"
    )
}
