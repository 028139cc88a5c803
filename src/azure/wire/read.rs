use serde::de::DeserializeOwned;
use serde_json::Value;

use super::strict::Strict;
use crate::azure::{AzureError, Unreadable};
use crate::http::Response;

/// The answer as `T`; what is wrong with it otherwise, and what was being done.
pub(crate) fn read<T: DeserializeOwned>(doing: &str, response: &Response) -> Result<T, AzureError> {
    parse(response.json_body()).map_err(|what| AzureError::Unreadable { doing: doing.to_owned(), what })
}

/// JSON as `T`. An error names the field and never its value, which may be a secret.
pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, Unreadable> {
    let value: Value = serde_json::from_slice(json).map_err(|_| Unreadable::NotJson)?;
    serde_path_to_error::deserialize(Strict(&value))
        .map_err(|error| wrong(&error.path().to_string(), &error.inner().to_string()))
}

/// serde names a missing field in its message, and the place where it is missing in the path.
fn wrong(path: &str, message: &str) -> Unreadable {
    let parent = if path == "." { "" } else { path };
    match message.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
        Some((name, _)) if parent.is_empty() => Unreadable::Missing { field: name.to_owned() },
        Some((name, _)) => Unreadable::Missing { field: format!("{parent}.{name}") },
        None if parent.is_empty() => Unreadable::Unexpected { field: String::new() },
        None => Unreadable::Unexpected { field: parent.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::wire::AuthSettings;

    fn wrong(json: &str) -> Unreadable {
        parse::<AuthSettings>(json.as_bytes()).err().unwrap()
    }

    #[test]
    fn an_error_names_the_field_and_never_its_value() {
        let missing = wrong(r#"{"properties": {"platform": {}}}"#);
        assert_eq!(missing, Unreadable::Missing { field: "properties.platform.enabled".to_owned() });
        let missing = wrong("{}");
        assert_eq!(missing, Unreadable::Missing { field: "properties".to_owned() });
        let other = wrong(r#"{"properties": {"platform": {"enabled": "hunter2"}}}"#);
        assert_eq!(other, Unreadable::Unexpected { field: "properties.platform.enabled".to_owned() });
        assert!(!other.to_string().contains("hunter2"), "{other}");
        let list = wrong(r#"{"properties": [{"enabled": true}]}"#);
        assert_eq!(list, Unreadable::Unexpected { field: "properties".to_owned() });
        assert_eq!(wrong("<html>"), Unreadable::NotJson);
        assert_eq!(wrong(""), Unreadable::NotJson);
    }
}
