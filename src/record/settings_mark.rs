use serde::{Deserialize, Serialize};

use super::Digest;

/// The settings of both sides, without a value: their names, and one keyed digest over all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsMark {
    /// Names in the slot, sorted.
    pub slot: Vec<String>,
    /// Names in production, sorted.
    pub production: Vec<String>,
    /// Names that stay with their slot, sorted.
    pub sticky: Vec<String>,
    /// The key, made for this mark alone.
    pub key: String,
    /// HMAC-SHA256 over names, values and places.
    pub digest: Digest,
}
