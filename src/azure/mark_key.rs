use ring::hmac;

use crate::http::Secret;
use crate::record::{KeyedBy, SettingsMark};

/// The key that settings are marked with.
pub struct MarkKey {
    salt: String,
    by: KeyedBy,
    key: hmac::Key,
}

impl MarkKey {
    /// The salt is the key. For marks that stay in memory, and where no secret can be had.
    pub fn open(salt: impl Into<String>) -> Self {
        let salt = salt.into();
        Self { by: KeyedBy::Open, key: of(salt.as_bytes()), salt }
    }

    /// `mixed` is what only the holder of the secret can make of the salt.
    pub fn mixed(salt: impl Into<String>, by: KeyedBy, mixed: &Secret) -> Self {
        Self { salt: salt.into(), by, key: of(mixed.expose().as_bytes()) }
    }

    /// The mark with what was marked so far, and with these names: the slot's, production's, the sticky ones.
    pub(super) fn sign(&self, text: &[u8], [slot, production, sticky]: [Vec<String>; 3]) -> SettingsMark {
        let digest = crate::record::Digest::from_hash(hmac::sign(&self.key, text).as_ref());
        SettingsMark { slot, production, sticky, key: self.salt.clone(), keyed_by: self.by, digest }
    }
}

fn of(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}
