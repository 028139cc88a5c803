use serde_json::Value;

use super::content::Entry;
use crate::record::{DurableHost, Function, read_json_net};

/// What the files of a package say of Durable Functions.
#[derive(Debug, Clone, Default)]
pub struct PackagedDurable {
    /// What its `host.json` says.
    pub host: DurableHost,
    /// Whether a function is listed that they start; where functions are declared in code, none is.
    pub is_used: bool,
}

/// Reads `host.json` and the files that list functions; whatever cannot be read was refused before.
pub(super) fn find(entries: &[Entry], mut bytes: impl FnMut(&str) -> Option<Vec<u8>>) -> PackagedDurable {
    let host = bytes("host.json").and_then(|text| DurableHost::of(&text).ok()).unwrap_or_default();
    let files = entries.iter().filter(|entry| entry.name.matches('/').count() == 1);
    let mut listed: Vec<Value> = files
        .filter(|entry| entry.name.ends_with("/function.json"))
        .filter_map(|entry| Some(Value::Object(read_json_net(&bytes(&entry.name)?).ok()?)))
        .collect();
    if let Some(Value::Array(functions)) = bytes("functions.metadata").and_then(|text| metadata(&text)) {
        listed.extend(functions);
    }
    PackagedDurable { host, is_used: listed.iter().any(is_durable) }
}

fn metadata(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)).ok()
}

fn is_durable(function: &Value) -> bool {
    let bindings = function["bindings"].as_array().into_iter().flatten();
    bindings.filter_map(|binding| binding["type"].as_str()).any(Function::is_durable_trigger)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    #[test]
    fn durable_functions_are_seen_in_either_listing() {
        let found = |files: &[(&str, &str)]| {
            let entry = |(name, _): &(&str, &str)| Entry {
                name: (*name).to_owned(),
                executable: false,
                size: 0,
                hash: Digest::of(b""),
            };
            let entries: Vec<Entry> = files.iter().map(entry).collect();
            find(&entries, |wanted| {
                files.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.as_bytes().to_vec())
            })
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
