use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::either::either;
use super::unsaid::is_false;

/// A setting's value: any scalar, or null for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub Option<String>);

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Scalar)
    }
}

struct Scalar;

impl de::Visitor<'_> for Scalar {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, a whole number, `true`, `false` or null")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Text, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Text, E> {
        // `1.10` would lose its zero: whoever means a text has to say so.
        Err(E::custom(format!("the number {value} can be written in several ways; put it in quotes")))
    }
}

/// A file: its text alone, or more of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileText {
    /// Its text.
    pub text: Option<String>,
    /// Its bytes, when they are no text.
    pub base64: Option<String>,
    /// Whether it may be executed.
    pub executable: bool,
    /// Its time of change, as a zip tells it.
    pub modified: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct FileInFull {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    executable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<u64>,
}

impl Serialize for FileText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { text, base64, executable, modified } = self.clone();
        match (&text, &base64, executable, modified) {
            (Some(text), None, false, None) => serializer.serialize_str(text),
            _ => FileInFull { text, base64, executable, modified }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FileText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |text: &str| Ok(Self { text: Some(text.to_owned()), ..Self::default() });
        either(deserializer, "a text, or `text` or `base64` with more", short, |full: FileInFull| Self {
            text: full.text,
            base64: full.base64,
            executable: full.executable,
            modified: full.modified,
        })
    }
}

/// The bytes of a file that is no text.
pub(super) fn decoded(encoded: &str) -> Option<Vec<u8>> {
    STANDARD.decode(encoded.as_bytes()).ok()
}
