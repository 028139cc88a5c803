use ring::hmac;

use super::keys::master_key;
use super::{AzureError, MarkKey, Side};
use crate::http::Secret;
use crate::record::{Digest, KeyedBy, Seal};

/// What only those can have who may read the keys of an app's host (Microsoft.Web/sites/host/listkeys/action). Nothing that is
/// made of it shows it.
pub struct AppSecret {
    key: hmac::Key,
}

impl AppSecret {
    /// Reads it from the host of a side. Its keys stay with the side in a swap, unless they are kept as files
    /// (facts: functions-host).
    pub async fn read(side: &Side) -> Result<Self, AzureError> {
        let doing = format!("get the master key of {}", side.at());
        Ok(Self::of(&master_key(side.arm(), side.at(), &doing).await?))
    }

    fn of(master: &Secret) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, master.expose().as_bytes()) }
    }

    /// The seal on this text.
    pub fn seal(&self, text: &str) -> Seal {
        Seal { key: self.make("name of the key", ""), mark: self.make("ticket", text) }
    }

    /// The key of the settings mark with this salt.
    pub fn mark_key(&self, salt: &str) -> MarkKey {
        let mixed = Secret::new(self.make("settings", salt).as_str());
        MarkKey::mixed(salt, KeyedBy::App, &mixed)
    }

    /// What is made for one purpose tells nothing of what is made for another.
    fn make(&self, purpose: &str, text: &str) -> Digest {
        Digest::from_hash(hmac::sign(&self.key, format!("slot-deploy {purpose}\n{text}").as_bytes()).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_the_same_for_one_text_and_one_key_only() {
        let [one, other] = ["one", "other"].map(|key| AppSecret::of(&Secret::new(key)));
        assert_eq!(one.seal("text"), one.seal("text"));
        assert_eq!(one.seal("text").key, one.seal("another").key);
        assert_ne!(one.seal("text").mark, one.seal("another").mark);
        assert_ne!(one.seal("text").key, other.seal("text").key);
        assert_ne!(one.seal("text").mark, other.seal("text").mark);
    }
}
