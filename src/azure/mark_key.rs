use ring::hmac;

use crate::http::Secret;
use crate::record::{Covers, Digest, KeyedBy, SettingsMark};

/// The key that settings are marked with, and what is marked.
pub struct MarkKey {
    salt: String,
    by: KeyedBy,
    key: hmac::Key,
    pub(super) covers: Covers,
}

impl MarkKey {
    /// The salt is the key. For marks that stay in memory, and where no secret can be had.
    pub fn open(salt: impl Into<String>) -> Self {
        let salt = salt.into();
        Self { by: KeyedBy::Open, key: of(salt.as_bytes()), salt, covers: Covers::AllThatMoves }
    }

    /// `mixed` is what only the holder of the secret can make of the salt.
    pub fn mixed(salt: impl Into<String>, by: KeyedBy, mixed: &Secret) -> Self {
        Self { salt: salt.into(), by, key: of(mixed.expose().as_bytes()), covers: Covers::AllThatMoves }
    }

    /// For a mark over this, to be compared with one that was made before.
    pub fn covering(self, covers: Covers) -> Self {
        Self { covers, ..self }
    }

    /// The mark over this text, with these names: the slot's, production's, the sticky ones.
    pub(super) fn sign(&self, text: &[u8], [slot, production, sticky]: [Vec<String>; 3]) -> SettingsMark {
        let (digest, key) = (self.digest(text), self.salt.clone());
        SettingsMark { slot, production, sticky, key, keyed_by: self.by, covers: self.covers, digest, each: None }
    }

    /// The short mark of one value; `None` where whoever has the mark could try values against it.
    pub(super) fn sign_one(&self, name: &str, value: Option<&str>) -> Option<String> {
        let text = format!("{} {name}\n{}", u8::from(value.is_some()), value.unwrap_or_default());
        (self.by != KeyedBy::Open).then(|| self.digest(text.as_bytes()).short().to_owned())
    }

    fn digest(&self, text: &[u8]) -> Digest {
        Digest::from_hash(hmac::sign(&self.key, text).as_ref())
    }
}

fn of(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}
