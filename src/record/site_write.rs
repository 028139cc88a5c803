use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The keys of `site:` for Azure's names of the same properties.
const KEYS: [(&str, &str); 5] = [
    ("alwaysOn", "always-on"),
    ("healthCheckPath", "health-check-path"),
    ("http20Enabled", "http-version"),
    ("linuxFxVersion", "stack"),
    ("minTlsVersion", "minimum-tls"),
];

/// What `site:` calls one of Azure's properties, for people who wrote the one and not the other.
pub fn site_key(property: &str) -> &str {
    KEYS.into_iter().find(|(name, _)| *name == property).map_or(property, |(_, key)| key)
}

/// The value of one of Azure's properties as `site:` writes it; `None`: there is none.
pub fn site_value(property: &str, value: &Value) -> Option<String> {
    match (property, value) {
        (_, Value::Null) => None,
        (_, Value::String(text)) => (!text.is_empty()).then(|| text.clone()),
        ("http20Enabled", Value::Bool(is_on)) => Some(if *is_on { "2.0" } else { "1.1" }.to_owned()),
        (_, other) => Some(other.to_string()),
    }
}

/// Properties of the slot's `config/web` that a release writes. None of them is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteWrite {
    /// The slot.
    pub slot: String,
    /// What is written, by name.
    pub written: BTreeMap<String, Value>,
    /// What was there before.
    pub former: BTreeMap<String, Value>,
}

impl SiteWrite {
    /// What it writes, for people.
    pub fn words(&self) -> String {
        let one = |(name, value): (&String, &Value)| {
            let of = |value: Option<&Value>| {
                value.and_then(|value| site_value(name, value)).unwrap_or_else(|| "nothing".to_owned())
            };
            format!("{}: {} → {}", site_key(name), of(self.former.get(name)), of(Some(value)))
        };
        self.written.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
