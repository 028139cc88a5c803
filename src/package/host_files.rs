//! What the Functions host makes of the files that say what an app is, and what it refuses.

use serde::Deserialize;
use serde_json::Value;

use crate::record::read_json_net;

/// Why the host does not start with this `host.json` (source: `HostJsonFileConfigurationSource` of azure-functions-host).
pub(super) fn refuse_host_json(bytes: &[u8]) -> Option<String> {
    let host = match read_json_net(bytes) {
        Ok(host) => host,
        Err(error) => return Some(error.to_string()),
    };
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

/// Why the host takes no function from this `function.json` (source: `HostFunctionMetadataProvider`).
pub(super) fn refuse_function_json(bytes: &[u8]) -> Option<String> {
    let function = match read_json_net(bytes) {
        Ok(function) => function,
        Err(error) => return Some(error.to_string()),
    };
    match function.get("bindings") {
        Some(Value::Array(bindings)) if bindings.iter().any(|binding| !binding.is_object()) => {
            Some("one of its `bindings` is not an object".to_owned())
        }
        Some(Value::Array(bindings)) if !bindings.is_empty() => None,
        None | Some(Value::Null | Value::Array(_)) => Some("it declares no binding".to_owned()),
        Some(_) => Some("its `bindings` are not a list".to_owned()),
    }
}

/// One function in `functions.metadata`.
#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
}

/// The names in `functions.metadata`, sorted. Unlike the other files it is read by the worker of .NET, whose reader takes a
/// byte-order mark of UTF-8 and no comments (source: `DefaultFunctionMetadataProvider` of azure-functions-dotnet-worker). `None`
/// when there is none, and when one of them has no name: a part of the functions would be taken for all.
pub(super) fn metadata_names(bytes: &[u8]) -> Result<Option<Vec<String>>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let functions: Vec<Metadata> = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let names: Option<Vec<String>> = functions.into_iter().map(|function| function.name).collect();
    Ok(names.filter(|names| !names.is_empty()).map(|mut names| {
        names.sort();
        names
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_json_needs_the_one_version_that_there_is() {
        for text in [r#"{"version":"2.0"}"#, "{}", "\u{feff}{ /* nothing */ }", "{version:'2.0',}"] {
            assert_eq!(refuse_host_json(text.as_bytes()), None, "{text}");
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
            assert!(refuse_host_json(text.as_bytes()).unwrap().contains(says), "{text}");
        }
    }

    #[test]
    fn a_function_needs_a_binding() {
        assert_eq!(refuse_function_json(b"// in\n{\"bindings\":[{}]}"), None);
        for (text, says) in [
            (r#"{"bindings":[]}"#, "no binding"),
            ("{}", "no binding"),
            (r#"{"bindings":{}}"#, "not a list"),
            (r#"{"bindings":["http"]}"#, "not an object"),
            ("{", "a name is missing"),
        ] {
            assert!(refuse_function_json(text.as_bytes()).unwrap().contains(says), "{text}");
        }
    }

    #[test]
    fn the_metadata_of_dotnet_is_strict_json() {
        let names = |text: &str| metadata_names(text.as_bytes());
        assert_eq!(names("\u{feff}[{\"name\":\"B\"},{\"name\":\"A\"}]"), Ok(Some(vec!["A".into(), "B".into()])));
        assert_eq!(names(r#"[{"name":"Take"},{"scriptFile":"x.dll"}]"#), Ok(None), "a part is not all");
        assert_eq!(names("[]"), Ok(None));
        assert!(names("[{\"name\":\"A\"},]").is_err() && names("// no\n[]").is_err() && names("{}").is_err());
    }
}
