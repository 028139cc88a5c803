use super::{AppSettings, AzureError, MarkKey, Side, SlotConfigNames};
use crate::record::SettingsMark;

/// Reads the settings of both sides and marks them with `key`: two marks with the same key are equal as long as no setting,
/// no value and no stickiness changed.
pub async fn read_settings_mark(production: &Side, slot: &Side, key: &MarkKey) -> Result<SettingsMark, AzureError> {
    let of_production = production.settings().await?;
    let of_slot = slot.settings().await?;
    let sticky = SlotConfigNames::read(production.arm(), &production.at().app).await?;
    Ok(mark(&of_production, &of_slot, &sticky, key))
}

fn mark(production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames, key: &MarkKey) -> SettingsMark {
    let mut all = Vec::new();
    let mut say = |text: Option<&str>| {
        // With its length, so that no two different lists read the same. No text is as long as what stands for none.
        all.extend(text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
        all.extend(text.unwrap_or_default().as_bytes());
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
    key.sign(&all, [names(slot), names(production), sticky])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Redactor;
    use crate::record::Digest;
    use serde_json::{Value, json};

    fn digest(production: Value, slot: Value, sticky: &[&str], key: &str) -> Digest {
        let settings = |value: Value| AppSettings::of(serde_json::from_value(value).unwrap(), &Redactor::default());
        let names = SlotConfigNames {
            app_settings: sticky.iter().map(|name| (*name).to_owned()).collect(),
            ..SlotConfigNames::default()
        };
        mark(&settings(production), &settings(slot), &names, &MarkKey::open(key)).digest
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
