use ring::hmac;

use super::{AppSettings, AzureError, Side, SlotConfigNames};
use crate::record::{Digest, SettingsMark};

/// What decides how both sides run, and what of it a swap moves.
pub struct BothSettings {
    /// Production's settings.
    pub production: AppSettings,
    /// The slot's settings.
    pub slot: AppSettings,
    /// The names of those that stay with their slot.
    pub sticky: SlotConfigNames,
}

impl BothSettings {
    /// Reads them.
    pub async fn read(production: &Side, slot: &Side) -> Result<Self, AzureError> {
        Ok(Self {
            production: production.settings().await?,
            slot: slot.settings().await?,
            sticky: SlotConfigNames::read(production.arm(), &production.at().app).await?,
        })
    }

    /// Marks them with `key`: two marks with the same key are equal as long as no setting, no value and no stickiness changed.
    pub fn mark(&self, key: &str) -> SettingsMark {
        mark(&self.production, &self.slot, &self.sticky, key)
    }
}

/// Reads the settings of both sides and marks them with `key`.
pub async fn read_settings_mark(production: &Side, slot: &Side, key: &str) -> Result<SettingsMark, AzureError> {
    Ok(BothSettings::read(production, slot).await?.mark(key))
}

fn mark(production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames, key: &str) -> SettingsMark {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()));
    let mut say = |text: Option<&str>| {
        // With its length, so that no two different lists read the same. No text is as long as what stands for none.
        context.update(&text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
        context.update(text.unwrap_or_default().as_bytes());
    };
    for (side, settings) in [("production", production), ("slot", slot)] {
        say(Some(side));
        settings.each(|name, value| {
            say(Some(name));
            say(value);
        });
    }
    let mut sticky = sticky.app_settings.clone();
    sticky.sort();
    say(Some("sticky"));
    sticky.iter().for_each(|name| say(Some(name)));
    let names = |settings: &AppSettings| settings.names().map(str::to_owned).collect();
    SettingsMark {
        slot: names(slot),
        production: names(production),
        sticky,
        key: key.to_owned(),
        digest: Digest::from_hash(context.sign().as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Redactor;
    use serde_json::{Value, json};

    fn digest(production: Value, slot: Value, sticky: &[&str], key: &str) -> Digest {
        let settings = |value: Value| AppSettings::of(serde_json::from_value(value).unwrap(), &Redactor::default());
        let names = SlotConfigNames {
            app_settings: sticky.iter().map(|name| (*name).to_owned()).collect(),
            ..SlotConfigNames::default()
        };
        mark(&settings(production), &settings(slot), &names, key).digest
    }

    #[test]
    fn any_change_of_settings_changes_the_mark_and_equal_settings_give_equal_marks() {
        let before = digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "k");
        assert_eq!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "2"}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2", "C": ""}), &["A"], "k"));
        assert_ne!(before, digest(json!({"B": "2"}), json!({"A": "1"}), &["A"], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &[], "k"));
        assert_ne!(before, digest(json!({"A": "1"}), json!({"B": "2"}), &["A"], "other"));
        let without_value = digest(json!({"A": null}), json!({"B": "2"}), &["A"], "k");
        assert_ne!(without_value, digest(json!({"A": ""}), json!({"B": "2"}), &["A"], "k"));
        assert_ne!(without_value, digest(json!({}), json!({"B": "2"}), &["A"], "k"));
    }
}
