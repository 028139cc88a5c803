//! Apps that are not run here say in a file of theirs what they answer, how long they take, and whether they start. The file
//! is this world's own; Azure knows nothing of it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::state::Content;

/// The file's name.
pub const FILE: &str = "scripted.json";

/// What an app says of itself.
pub struct Script(Value);

/// An answer; what is not said is `None`, null or nothing.
pub struct Scripted {
    /// The status.
    pub status: Option<u16>,
    /// The body, as JSON.
    pub json: Value,
    /// The body, as text.
    pub text: Option<String>,
    /// How much longer than usual it takes.
    pub delay: Duration,
}

impl Script {
    /// The script in this content; without one nothing is said.
    pub fn of(content: &Content) -> Self {
        Self(content.json(FILE).unwrap_or_default())
    }

    /// What a request is answered, under `answers: { GET /api/version: … }`. `GET /path when NAME=value` is what it is
    /// answered where that setting has that value, as by apps that differ in production.
    pub fn answer(&self, method: &str, path: &str, settings: &BTreeMap<String, String>) -> Scripted {
        let answers = &self.0["answers"];
        let asked = format!("{method} {path}");
        let mut by_setting = settings.iter().map(|(name, value)| &answers[format!("{asked} when {name}={value}")]);
        let said = by_setting.find(|said| !said.is_null()).unwrap_or(&answers[&asked]);
        Scripted {
            status: said["status"].as_u64().and_then(|status| u16::try_from(status).ok()),
            json: said["json"].clone(),
            text: said["body"].as_str().map(str::to_owned),
            delay: said["delay_ms"].as_u64().map(Duration::from_millis).unwrap_or_default(),
        }
    }

    /// What the host says when it cannot load the app.
    pub fn startup_error(&self) -> Option<&str> {
        self.0["startup_error"].as_str()
    }

    /// Settings without which it does not start: `needs: [PAYMENT_API_KEY]`.
    pub fn needs(&self) -> Vec<String> {
        let names = self.0["needs"].as_array().into_iter().flatten();
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// How long a function works on an event, up to a day: `executions: { TakeOrder: { seconds: 90 } }`.
    pub fn takes(&self, function: &str) -> Option<Duration> {
        let seconds = self.0["executions"][function]["seconds"].as_u64()?;
        Some(Duration::from_secs(seconds.min(24 * 3600)))
    }

    /// Whether a function throws on this event: `executions: { TakeOrder: { throws: true } }` on each, and
    /// `throws: TEXT` on those that contain the text.
    pub fn throws(&self, function: &str, event: &str) -> bool {
        match &self.0["executions"][function]["throws"] {
            Value::Bool(always) => *always,
            Value::String(text) => event.contains(text.as_str()),
            _ => false,
        }
    }
}
