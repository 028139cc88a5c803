use super::Run;
use crate::azure::{AppSecret, MarkKey};
use crate::http::Secret;
use crate::record::{KeyedBy, SettingsMark};
use crate::release::ground::new_key;

impl Run {
    /// The key of a new mark that only this run and its post-step can make; `None` without randomness.
    pub fn own_mark_key(&self) -> Option<MarkKey> {
        self.own_key_of(&new_key())
    }

    /// The key of a mark that was made before; `None` where its secret is not at hand.
    pub fn key_of(&self, mark: &SettingsMark, app: Option<&AppSecret>) -> Option<MarkKey> {
        let key = match mark.keyed_by {
            KeyedBy::Open => Some(MarkKey::open(&*mark.key)),
            KeyedBy::App => app.map(|secret| secret.mark_key(&mark.key)),
            KeyedBy::Run => self.own_key_of(&mark.key),
        };
        Some(key?.covering(mark.covers))
    }

    fn own_key_of(&self, salt: &str) -> Option<MarkKey> {
        let mixed = Some(self.recorder.key().mark(&format!("settings {salt}"))).filter(|mixed| !mixed.is_empty())?;
        Some(MarkKey::mixed(salt, KeyedBy::Run, &Secret::new(mixed)))
    }
}
