use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::record::{Digest, Event, Opening};
use crate::runner::RunKey;

/// The field that holds the hash of the others.
pub(super) const HASH: &str = "hash";
/// The field that holds the mark of the run on all but these two.
pub(super) const MARK: &str = "mark";

/// A line of a journal: an event, and its place in the chain of lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct JournalLine {
    pub seq: u64,
    pub at: String,
    /// The hash of the line before.
    pub prev: String,
    /// The event in its serialised form: one that this version does not know is a complete line as well.
    #[serde(flatten)]
    event: Value,
    /// The hash of all the rest, in the order of the names; the next line names it.
    #[serde(skip)]
    pub hash: String,
    /// The hash of what is marked.
    #[serde(skip)]
    pub body: String,
    /// The mark of the run on it, and by `prev` on all lines before; `None` in journals of earlier versions.
    #[serde(skip)]
    pub mark: Option<String>,
}

/// A line that cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// Why.
    pub why: String,
}

impl JournalLine {
    /// The line of an event; its text is what is written, without a line break.
    pub(super) fn new(seq: u64, at: OffsetDateTime, event: &Event, prev: String, key: &RunKey) -> (Self, String) {
        // Plain fields and an enum of plain values: this cannot fail to serialise.
        let event = serde_json::to_value(event).unwrap_or_default();
        let at = at.format(&Rfc3339).unwrap_or_default();
        let mut line = Self { seq, at, prev, event, hash: String::new(), body: String::new(), mark: None };
        let mut text = serde_json::to_value(&line).unwrap_or_default();
        line.body = hash(&text);
        line.mark = Some(key.mark(&line.body));
        text[MARK] = json!(line.mark);
        line.hash = hash(&text);
        text[HASH] = json!(line.hash);
        (line, text.to_string())
    }

    /// Whether the run that has this key wrote it.
    pub(super) fn is_of(&self, key: &RunKey) -> bool {
        self.mark.as_ref().is_some_and(|mark| key.verifies(&self.body, mark))
    }

    /// The event; an error when this version does not know it.
    pub(super) fn event(&self) -> Result<Event, String> {
        let event = Event::deserialize(&self.event).map_err(|error| error.to_string())?;
        match &event {
            Event::Opened(Opening { schema, .. }) if !(1..=Opening::SCHEMA).contains(schema) => {
                Err(format!("it has the form {schema}, and this version reads up to {}", Opening::SCHEMA))
            }
            _ => Ok(event),
        }
    }
}

pub(super) fn hash(line: &Value) -> String {
    Digest::of(line.to_string().as_bytes()).to_string()
}
