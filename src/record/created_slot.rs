use serde::{Deserialize, Serialize};

use super::number_of;

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
    /// Whether another release had begun it.
    pub was_begun: bool,
}

impl CreatedSlot {
    /// What it is, in one clause.
    pub fn words(&self) -> String {
        let held = match self.held.as_slice() {
            [] => "no trigger to hold".to_owned(),
            held => format!("held there: {}", held.join(", ")),
        };
        format!("`{}` with {}; {held}", self.slot, number_of(self.settings.len(), "setting"))
    }
}
