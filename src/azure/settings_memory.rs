//! What is remembered of settings that a release writes, so that they can be given back: names, and values that only the key of the
//! run opens.

use super::{AppSettings, SettingsChange};
use crate::http::Secret;
use crate::record::{FormerSetting, SettingsWrite, WrittenSetting};
use crate::runner::RunKey;

impl SettingsChange {
    /// What is written down of this change before it is made over `former`, with the names that are made sticky.
    pub fn remembered(&self, slot: &str, former: &AppSettings, sticky: Vec<String>, key: &RunKey) -> SettingsWrite {
        let mut settings = Vec::new();
        self.each(|name, value| {
            settings.push(WrittenSetting {
                name: name.to_owned(),
                former: sealed(former, name, key),
                wrote: value.map(|value| mark(key, slot, name, value.expose())),
            });
        });
        SettingsWrite { slot: slot.to_owned(), settings, sticky }
    }
}

fn sealed(former: &AppSettings, name: &str, key: &RunKey) -> FormerSetting {
    match former.entry(name) {
        None | Some((_, None)) => FormerSetting::Unset,
        Some((spelled, Some(value))) => match key.seal(value) {
            Some(value) => FormerSetting::Sealed { spelled: spelled.to_owned(), value },
            None => FormerSetting::Hidden,
        },
    }
}

/// Of a value; whoever lacks the key cannot try values against it.
fn mark(key: &RunKey, slot: &str, name: &str, value: &str) -> String {
    key.mark(&format!("setting {slot}\n{}\n{value}", name.to_lowercase()))
}

/// What gives back what was written, as far as it is still there.
#[derive(Debug, Default)]
pub struct GivenBack {
    /// What is to be written for it.
    pub change: SettingsChange,
    /// The names that another client has written since. They are left alone.
    pub changed_since: Vec<String>,
    /// The names whose former value is not known.
    pub unknown: Vec<String>,
}

impl GivenBack {
    /// From what was remembered, and the settings as they are now.
    pub fn of(write: &SettingsWrite, now: &AppSettings, key: &RunKey) -> Self {
        let mut back = Self::default();
        for WrittenSetting { name, former, wrote } in &write.settings {
            let is = now.value(name);
            let former: Option<(&str, Secret)> = match former {
                FormerSetting::Unset if is.is_none() => continue,
                FormerSetting::Unset => None,
                FormerSetting::Sealed { spelled, value } => match key.open(value) {
                    // It was never written, or given back already.
                    Some(value) if is == Some(value.expose()) => continue,
                    Some(value) => Some((spelled.as_str(), value)),
                    None => {
                        back.unknown.push(name.clone());
                        continue;
                    }
                },
                FormerSetting::Hidden => {
                    back.unknown.push(name.clone());
                    continue;
                }
            };
            let is_ours = match (wrote, is) {
                (None, None) => true,
                (Some(wrote), Some(value)) => mark(key, &write.slot, name, value) == *wrote,
                _ => false,
            };
            match former {
                _ if !is_ours => back.changed_since.push(name.clone()),
                Some((spelled, value)) => back.change.set(spelled, value),
                None => back.change.remove(name),
            }
        }
        back
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> SettingsChange {
        let mut change = SettingsChange::default();
        change.set("NEW", Secret::new("n"));
        change.set("OLD", Secret::new("after"));
        change.remove("GONE");
        change
    }

    fn former() -> AppSettings {
        AppSettings::of_pairs([("old", "a secret before"), ("GONE", "g"), ("OTHER", "o")])
    }

    fn names(change: &SettingsChange) -> Vec<String> {
        change.names().map(str::to_owned).collect()
    }

    #[test]
    fn what_was_written_is_given_back_with_its_former_spelling() {
        let key = RunKey::new();
        let written = change().remembered("staging", &former(), Vec::new(), &key);
        let text = serde_json::to_string(&written).unwrap();
        assert!(!text.contains("a secret") && !text.contains("after"), "{text}");
        let now = former().with(&change());
        let back = GivenBack::of(&written, &now, &key);
        assert!(back.changed_since.is_empty() && back.unknown.is_empty());
        let restored = now.with(&back.change);
        assert!(restored.names().eq(former().names()) && former().names().all(|name| restored.agrees(&former(), name)));
    }

    #[test]
    fn what_was_never_written_or_given_back_already_is_left_as_it_is() {
        let key = RunKey::new();
        let written = change().remembered("staging", &former(), Vec::new(), &key);
        let back = GivenBack::of(&written, &former(), &key);
        assert!(back.change.is_empty() && back.changed_since.is_empty() && back.unknown.is_empty());
    }

    #[test]
    fn what_somebody_changed_since_is_named_and_left_alone() {
        let key = RunKey::new();
        let written = change().remembered("staging", &former(), Vec::new(), &key);
        let now = AppSettings::of_pairs([("NEW", "n"), ("OLD", "by another"), ("GONE", "by another"), ("OTHER", "o")]);
        let back = GivenBack::of(&written, &now, &key);
        assert_eq!(back.changed_since, ["GONE", "OLD"]);
        assert_eq!(names(&back.change), ["NEW"]);
    }

    #[test]
    fn without_the_key_of_the_run_only_names_are_known() {
        let key = RunKey::new();
        let written = change().remembered("staging", &former(), Vec::new(), &key);
        let now = former().with(&change());
        let back = GivenBack::of(&written, &now, &RunKey::new());
        assert_eq!(back.unknown, ["GONE", "OLD"]);
        assert!(back.change.is_empty(), "{:?}", names(&back.change));
    }
}
