//! What the Functions host makes of the files that say what an app is, and what it refuses.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::record::read_json_net;

/// This `host.json`, or why the host does not start with it (source: `HostJsonFileConfigurationSource` of azure-functions-host).
pub(super) fn read_host_json(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let host = read_json_net(bytes).map_err(|error| error.to_string())?;
    refuse_host(&host).map_or(Ok(host), Err)
}

fn refuse_host(host: &Map<String, Value>) -> Option<String> {
    // The host writes what is missing into one that says nothing.
    if host.is_empty() {
        return None;
    }
    match host.get("version") {
        Some(Value::String(version)) if version == "2.0" => None,
        Some(Value::String(version)) if !version.is_empty() => {
            Some(format!("its `version` is `{version}`, and every version of the host takes \"2.0\" only"))
        }
        None | Some(Value::Null | Value::String(_)) => Some("it has no `version`, which has to be \"2.0\"".to_owned()),
        Some(_) => Some("its `version` has to be the text \"2.0\", in quotes".to_owned()),
    }
}

/// The program that `host.json` starts, as the package names it, and as `host.json` does.
pub(super) fn handler(host: &Map<String, Value>) -> Option<(String, &str)> {
    let description = host.get("customHandler")?.get("description")?;
    let named = description["defaultExecutablePath"].as_str()?.trim_start_matches("./");
    let folder = description["workingDirectory"].as_str().unwrap_or_default().trim_matches(['.', '/']);
    Some((if folder.is_empty() { named.to_owned() } else { format!("{folder}/{named}") }, named))
}

/// What a `function.json` says.
#[derive(Debug, PartialEq)]
pub(super) struct FunctionFile {
    pub bindings: Vec<Value>,
    /// `scriptFile`
    pub script: Option<String>,
}

/// This `function.json`, or why the host takes no function from it (source: `HostFunctionMetadataProvider`).
pub(super) fn read_function_json(bytes: &[u8]) -> Result<FunctionFile, String> {
    let mut function = read_json_net(bytes).map_err(|error| error.to_string())?;
    let script = function.get("scriptFile").and_then(Value::as_str).map(str::to_owned);
    match function.remove("bindings") {
        Some(Value::Array(bindings)) if bindings.iter().any(|binding| !binding.is_object()) => {
            Err("one of its `bindings` is not an object".to_owned())
        }
        Some(Value::Array(bindings)) if !bindings.is_empty() => Ok(FunctionFile { bindings, script }),
        None | Some(Value::Null | Value::Array(_)) => Err("it declares no binding".to_owned()),
        Some(_) => Err("its `bindings` are not a list".to_owned()),
    }
}

/// One function in `functions.metadata`.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Metadata {
    pub name: Option<String>,
    #[serde(default)]
    pub bindings: Value,
}

/// The functions in `functions.metadata`. Unlike the other files it is read by the worker of .NET, whose reader takes a
/// byte-order mark of UTF-8 and no comments (source: `DefaultFunctionMetadataProvider` of azure-functions-dotnet-worker).
pub(super) fn read_metadata(bytes: &[u8]) -> Result<Vec<Metadata>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// Their names, sorted. `None` when there is none, and when one of them has no name: a part of the functions would be taken for
/// all.
pub(super) fn metadata_names(functions: Vec<Metadata>) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = functions.into_iter().map(|function| function.name).collect();
    names.filter(|names| !names.is_empty()).map(|mut names| {
        names.sort();
        names
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_json_needs_the_one_version_that_there_is() {
        for text in [r#"{"version":"2.0"}"#, "{}", "\u{feff}{ /* nothing */ }", "{version:'2.0',}"] {
            assert!(read_host_json(text.as_bytes()).is_ok(), "{text}");
        }
        for (text, says) in [
            (r#"{"logging":{}}"#, "no `version`"),
            (r#"{"version":null}"#, "no `version`"),
            (r#"{"Version":"2.0"}"#, "no `version`"),
            (r#"{"version":"4.0"}"#, "`4.0`"),
            (r#"{"version":2.0}"#, "in quotes"),
            (r#"{"version":["2.0"]}"#, "in quotes"),
            (r#"["2.0"]"#, "not an object"),
            ("", "not an object"),
        ] {
            assert!(read_host_json(text.as_bytes()).unwrap_err().contains(says), "{text}");
        }
    }

    #[test]
    fn a_function_needs_a_binding() {
        assert!(read_function_json(b"// in\n{\"bindings\":[{}]}").is_ok());
        for (text, says) in [
            (r#"{"bindings":[]}"#, "no binding"),
            ("{}", "no binding"),
            (r#"{"bindings":{}}"#, "not a list"),
            (r#"{"bindings":["http"]}"#, "not an object"),
            ("{", "a name is missing"),
        ] {
            assert!(read_function_json(text.as_bytes()).unwrap_err().contains(says), "{text}");
        }
    }

    #[test]
    fn the_metadata_of_dotnet_is_strict_json() {
        let names = |text: &str| read_metadata(text.as_bytes()).map(metadata_names);
        assert_eq!(names("\u{feff}[{\"name\":\"B\"},{\"name\":\"A\"}]"), Ok(Some(vec!["A".into(), "B".into()])));
        assert_eq!(names(r#"[{"name":"Take"},{"scriptFile":"x.dll"}]"#), Ok(None), "a part is not all");
        assert_eq!(names("[]"), Ok(None));
        assert!(names("[{\"name\":\"A\"},]").is_err() && names("// no\n[]").is_err() && names("{}").is_err());
    }
}
