//! Extensions: HTTP and timers are the host's own; every other binding needs the extension bundle that `host.json` names, or
//! extensions that the package brings with an `extensions.json`. Without them a function is in error and is not loaded
//! (facts: functions-in-code; azure-functions-host, `FunctionDescriptorProvider.VerifyResolvedBindings` and `ScriptStartupTypeLocator`). What is in a bundle is
//! not known here: one that is named has all.

use serde_json::Value;

use super::custom_handler_file;
use crate::state::{Content, FunctionInfo};

/// Bindings that need no extension.
const OF_THE_HOST: [&str; 5] = ["httptrigger", "http", "timertrigger", "manualtrigger", "warmuptrigger"];

/// Takes out the functions whose bindings are not there, with what the host logs of them. .NET brings its extensions compiled in,
/// and an app whose language is not known has no code here that could bind anything.
pub(super) fn take_out(
    functions: &mut Vec<FunctionInfo>,
    content: &Content,
    host: &Value,
) -> (Vec<FunctionInfo>, Vec<String>) {
    let brings = ["bin/extensions.json", "extensions.json", ".azurefunctions/extensions.json"];
    if host["extensionBundle"]["id"].is_string() || brings.iter().any(|path| content.get(path).is_some()) {
        return (Vec::new(), Vec::new());
    }
    let is_handled = custom_handler_file::is_described(host);
    let needs = |function: &FunctionInfo| match function.config["language"].as_str() {
        Some(language) => !language.starts_with("dotnet"),
        None => is_handled,
    };
    let is_in_error = |function: &mut FunctionInfo| needs(function) && !unregistered(function).is_empty();
    let in_error: Vec<FunctionInfo> = functions.extract_if(.., is_in_error).collect();
    let words = in_error.iter().map(|function| {
        format!(
            "The '{}' function is in error: The binding type(s) '{}' are not registered. Please ensure the type is correct and \
             the binding extension is installed.",
            function.name,
            unregistered(function).join(", ")
        )
    });
    let words = words.collect();
    (in_error, words)
}

fn unregistered(function: &FunctionInfo) -> Vec<&str> {
    let bindings = function.config["bindings"].as_array().into_iter().flatten();
    let types = bindings.filter_map(|binding| binding["type"].as_str());
    types.filter(|kind| !OF_THE_HOST.contains(&kind.to_lowercase().as_str())).collect()
}
