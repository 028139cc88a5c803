use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What an answer says that is a refusal. The gateway of ARM wraps it into `error`, the provider does not and writes its fields
/// in capitals, and Entra's `error` is a word next to its description. Everything is optional: whatever is not said in a form
/// that is known is not said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Refusal {
    #[serde(alias = "Error")]
    error: ErrorField,
    #[serde(flatten)]
    words: Words,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Words {
    #[serde(alias = "Code", deserialize_with = "text")]
    code: Option<String>,
    #[serde(alias = "Message", deserialize_with = "text")]
    message: Option<String>,
    #[serde(alias = "Error_description", deserialize_with = "text")]
    error_description: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum ErrorField {
    Wrapped(Words),
    Word(String),
    #[default]
    #[serde(skip)]
    Nothing,
    Other(IgnoredAny),
}

impl Refusal {
    /// The service's code.
    pub(crate) fn code(&self) -> Option<String> {
        match &self.error {
            ErrorField::Wrapped(words) => words.code.clone(),
            ErrorField::Word(word) => self.words.code.clone().or_else(|| Some(word.clone())),
            ErrorField::Nothing | ErrorField::Other(_) => self.words.code.clone(),
        }
    }

    /// The service's sentence.
    pub(crate) fn message(&self) -> Option<String> {
        let words = match &self.error {
            ErrorField::Wrapped(words) => words,
            _ => &self.words,
        };
        words.message.clone().or_else(|| words.error_description.clone())
    }
}

/// A text; anything else is none.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}

/// A refusal in the form of the resource provider itself: names in Pascal case and no wrapper (facts: arm-errors). Gateways and
/// front ends write others.
#[derive(Debug, Deserialize)]
pub(crate) struct ProviderRefusal {
    #[serde(rename = "Code")]
    _code: String,
    #[serde(rename = "Message")]
    _message: String,
}
