use std::fmt;

use serde::{Deserialize, Serialize};

use super::number_of;
use super::role_names::built_in_role;

/// A slot that a release created, as it was read back: names only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedSlot {
    /// The slot.
    pub slot: String,
    /// The settings that it was given.
    pub settings: Vec<String>,
    /// Settings of production that Azure had copied into it, and that were taken away again.
    pub copied: Vec<String>,
    /// Connection strings of production that Azure had copied into it; they were left.
    pub strings: Vec<String>,
    /// The functions that are held in it.
    pub held: Vec<String>,
    /// The roles that its identity was given, as they were read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<GivenRole>,
    /// Whether another release had begun it.
    pub was_begun: bool,
}

/// A role that an identity was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenRole {
    /// The id of its definition.
    pub role: String,
    /// On what.
    pub scope: String,
}

impl fmt::Display for GivenRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match built_in_role(&self.role) {
            Some(name) => write!(f, "{name} ({}) on {}", self.role, self.scope),
            None => write!(f, "{} on {}", self.role, self.scope),
        }
    }
}

impl CreatedSlot {
    /// What it is, in one clause.
    pub fn words(&self) -> String {
        let held = match self.held.as_slice() {
            [] => "no trigger to hold".to_owned(),
            held => format!("held there: {}", held.join(", ")),
        };
        let named: Vec<&str> =
            self.roles.iter().map(|given| built_in_role(&given.role).unwrap_or(&given.role)).collect();
        let roles = match named.len() {
            0 => String::new(),
            count => {
                format!("; its identity was given {} of production's: {}", number_of(count, "role"), named.join(", "))
            }
        };
        format!("`{}` with {}; {held}{roles}", self.slot, number_of(self.settings.len(), "setting"))
    }
}
