use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
            let of = |value: Option<&Value>| match value {
                None | Some(Value::Null) => "nothing".to_owned(),
                Some(Value::String(text)) if text.is_empty() => "nothing".to_owned(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            format!("{name}: {} → {}", of(self.former.get(name)), of(Some(value)))
        };
        self.written.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
