use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::either::either;
use super::text::FileText;
use crate::state::ContentHeaders;

/// A blob: its text alone, or `text` or `base64` with more of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobPart {
    /// What it holds.
    pub content: FileText,
    /// The headers that go out with it.
    pub headers: ContentHeaders,
    /// Its metadata.
    pub metadata: BTreeMap<String, String>,
    /// Its access tier, when one was chosen.
    pub tier: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct InFull {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    #[serde(skip_serializing_if = "ContentHeaders::is_empty")]
    headers: ContentHeaders,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<String>,
}

impl BlobPart {
    fn of(content: FileText) -> Self {
        Self { content, ..Self::default() }
    }
}

impl Serialize for BlobPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::of(self.content.clone()) {
            return self.content.serialize(serializer);
        }
        let Self { content: FileText { text, base64, .. }, headers, metadata, tier } = self.clone();
        InFull { text, base64, headers, metadata, tier }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for BlobPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |text: &str| Ok(Self::of(FileText { text: Some(text.to_owned()), ..FileText::default() }));
        either(deserializer, "a text, or `text` or `base64` with more", short, |full: InFull| Self {
            content: FileText { text: full.text, base64: full.base64, ..FileText::default() },
            headers: full.headers,
            metadata: full.metadata,
            tier: full.tier,
        })
    }
}
