use serde_json::{Map, Value};

use super::{JsonNetError, read_json_net};

/// What a `host.json` says of Durable Functions (facts: task-hubs).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DurableHost {
    /// The name of the task hub, as it stands there.
    pub hub: Option<String>,
    /// The name of the connection to its storage.
    pub connection: Option<String>,
    /// The kind of its storage, in lower case.
    pub provider: Option<String>,
}

impl DurableHost {
    /// Reads it as the Functions host does.
    pub fn of(host_json: &[u8]) -> Result<Self, JsonNetError> {
        Ok(Self::in_host(&read_json_net(host_json)?))
    }

    /// What a `host.json` that was read says of it.
    pub fn in_host(host: &Map<String, Value>) -> Self {
        let durable =
            ["extensions", "durableTask"].iter().try_fold(host, |part, name| part_of(part, name)?.as_object());
        let Some(durable) = durable else { return Self::default() };
        let text = |part: &Map<String, Value>, name: &str| Some(part_of(part, name)?.as_str()?.to_owned());
        let storage = part_of(durable, "storageProvider").and_then(Value::as_object);
        let of_storage = |name: &str| storage.and_then(|storage| text(storage, name));
        Self {
            hub: text(durable, "hubName"),
            connection: of_storage("connectionName").or_else(|| of_storage("connectionStringName")),
            provider: of_storage("type").map(|kind| kind.to_lowercase()),
        }
    }
}

/// Names of a configuration are compared without regard to case.
fn part_of<'a>(part: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    part.iter().find(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hub_and_storage_are_read_as_the_host_reads_them() {
        let text = r#"{ // ours
            "version": "2.0", "Extensions": {"durableTask": {"hubName": "%Hub%",
            "storageProvider": {"type": "mssql", "connectionStringName": "Orders"}}}}"#;
        let host = DurableHost::of(text.as_bytes()).unwrap();
        let expected = [Some("%Hub%"), Some("Orders"), Some("mssql")].map(|text| text.map(str::to_owned));
        assert_eq!([host.hub, host.connection, host.provider], expected);
        for nothing in ["{}", r#"{"extensions": []}"#, r#"{"extensions": {"durableTask": {"hubName": 7}}}"#] {
            assert_eq!(DurableHost::of(nothing.as_bytes()), Ok(DurableHost::default()), "{nothing}");
        }
        assert!(DurableHost::of(b"{").is_err());
    }
}
