use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::rewrite::Rewrite;
use super::{AppSettings, ArmPolicy, AzureError, Side};
use crate::http::Secret;
use crate::record::some_of;

/// So many names stand in the words of an error.
const NAMED: usize = 4;

/// App settings of one side that are to be set or taken away, by name; every other one stays as it is. Names are compared without
/// regard to case, as Azure does. Values can be sent and compared; the type offers no way to print or serialise them.
#[derive(Clone, Default)]
pub struct SettingsChange {
    /// By the name in lower case: the name as it is written, and the value; `None` takes it away.
    entries: BTreeMap<String, (String, Option<Secret>)>,
}

/// Names and no values.
impl fmt::Debug for SettingsChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl SettingsChange {
    /// Sets a value. What was to become of the name before is replaced.
    pub fn set(&mut self, name: &str, value: Secret) {
        self.entries.insert(name.to_lowercase(), (name.to_owned(), Some(value)));
    }

    /// Takes a setting away. What was to become of the name before is replaced.
    pub fn remove(&mut self, name: &str) {
        self.entries.insert(name.to_lowercase(), (name.to_owned(), None));
    }

    /// The same with all of `other`, which wins where both have a name.
    pub fn and(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self
    }

    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The names, sorted without regard to case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.values().map(|(name, _)| name.as_str())
    }

    /// The names of what is to be set.
    pub fn set_names(&self) -> impl Iterator<Item = &str> {
        self.entries.values().filter(|(_, value)| value.is_some()).map(|(name, _)| name.as_str())
    }

    /// The names of what is to be taken away.
    pub fn removed_names(&self) -> impl Iterator<Item = &str> {
        self.entries.values().filter(|(_, value)| value.is_none()).map(|(name, _)| name.as_str())
    }

    /// Whether this name is among them.
    pub fn concerns(&self, name: &str) -> bool {
        self.entries.contains_key(&name.to_lowercase())
    }

    /// The part of it for whose names this holds.
    pub fn only(&self, mut is_meant: impl FnMut(&str) -> bool) -> Self {
        let kept = self.entries.iter().filter(|(_, (name, _))| is_meant(name));
        Self { entries: kept.map(|(key, entry)| (key.clone(), entry.clone())).collect() }
    }

    /// The part of it that is not so in `found`.
    pub fn missing_in(&self, found: &AppSettings) -> Self {
        self.only(|name| !self.is_so(name, found))
    }

    /// Whether all of it is so in `found`.
    pub fn is_in(&self, found: &AppSettings) -> bool {
        self.names().all(|name| self.is_so(name, found))
    }

    /// What gives `former` back once this was written over it.
    pub fn undo(&self, former: &AppSettings) -> Self {
        let mut undo = Self::default();
        for name in self.names() {
            match former.entry(name) {
                Some((spelled, Some(value))) => undo.set(spelled, value.clone()),
                // One that is there without a value cannot be told from one that is not there.
                Some((_, None)) | None => undo.remove(name),
            }
        }
        undo
    }

    /// Lets somebody see each name with its value; `None` is taken away.
    pub(super) fn each(&self, mut see: impl FnMut(&str, Option<&Secret>)) {
        self.entries.values().for_each(|(name, value)| see(name, value.as_ref()));
    }

    fn is_so(&self, name: &str, found: &AppSettings) -> bool {
        let wanted = self.entries.get(&name.to_lowercase()).and_then(|(_, value)| value.as_ref());
        found.value(name) == wanted.map(Secret::expose)
    }

    /// The whole collection that is sent: everything as it was found, and this over it.
    fn over(&self, found: &AppSettings) -> Value {
        let mut properties = Map::new();
        found.each(|name, value| {
            if !self.concerns(name) {
                properties.insert(name.to_owned(), value.map_or(Value::Null, Value::from));
            }
        });
        self.each(|name, value| {
            if let Some(value) = value {
                properties.insert(name.to_owned(), Value::from(value.expose()));
            }
        });
        serde_json::json!({ "properties": properties })
    }
}

impl AppSettings {
    /// These settings as they are once this was written.
    pub fn with(&self, change: &SettingsChange) -> Self {
        let mut with = self.without(|name| change.concerns(name));
        change.each(|name, value| {
            if let Some(value) = value {
                with.put(name, value.clone());
            }
        });
        with
    }
}

impl Side {
    /// Writes these settings, leaves every other one as it is read right before, and reads them back. Azure replaces the whole
    /// collection, so each write is sent once and read back; one that another client's write overtook is made again. Azure
    /// restarts app and SCM site (facts: settings-restart), unless all of it is so already. When this fails, the settings may
    /// have been written.
    pub async fn write_settings(&self, change: &SettingsChange) -> Result<(), AzureError> {
        let doing = format!("set {} of {}", some_of(change.names(), NAMED), self.at());
        let mut rewrite = Rewrite::new(self.arm().pace());
        loop {
            let found = self.settings().await?;
            if change.is_in(&found) {
                return Ok(());
            }
            if rewrite.is_over() {
                let lost = change.missing_in(&found);
                return Err(rewrite.failed(&doing, lost.names().map(str::to_owned).collect()));
            }
            let path = self.at().path().then("config/appsettings");
            rewrite.sent(self.arm().put(&doing, &path, change.over(&found), ArmPolicy::Once).await).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn change(set: &[(&str, &str)], removed: &[&str]) -> SettingsChange {
        let mut change = SettingsChange::default();
        set.iter().for_each(|(name, value)| change.set(name, Secret::new(*value)));
        removed.iter().for_each(|name| change.remove(name));
        change
    }

    #[test]
    fn every_other_setting_is_sent_as_it_was_found_and_names_are_compared_without_regard_to_case() {
        let found = AppSettings::of_pairs([("A", "1"), ("old_flag", "x"), ("key", "old"), ("Z", "")]);
        let change = change(&[("KEY", "new"), ("B", "2")], &["OLD_FLAG", "NEVER"]);
        let sent = change.over(&found);
        assert_eq!(sent, json!({"properties": {"A": "1", "Z": "", "KEY": "new", "B": "2"}}));
        let missing: Vec<String> = change.missing_in(&found).names().map(str::to_owned).collect();
        assert_eq!(missing, ["B", "KEY", "OLD_FLAG"], "one that is not there need not be taken away");
    }

    #[test]
    fn the_later_word_about_a_name_counts() {
        let both = change(&[("A", "1")], &["B"]).and(change(&[("b", "2")], &["a"]));
        assert_eq!(both.set_names().collect::<Vec<_>>(), ["b"]);
        assert_eq!(both.removed_names().collect::<Vec<_>>(), ["a"]);
    }

    fn name() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["A", "a", "B", "b", "C", "Db__x"]).prop_map(str::to_owned)
    }

    fn settings() -> impl Strategy<Value = BTreeMap<String, String>> {
        prop::collection::btree_map(name(), "[xyz]", 0..5)
    }

    /// One of each name, as Azure keeps them.
    fn side(all: &BTreeMap<String, String>) -> AppSettings {
        let one: BTreeMap<String, (&str, &str)> =
            all.iter().map(|(name, value)| (name.to_lowercase(), (name.as_str(), value.as_str()))).collect();
        AppSettings::of_pairs(one.into_values())
    }

    fn entries() -> impl Strategy<Value = Vec<(String, Option<String>)>> {
        prop::collection::vec((name(), prop::option::of("[xyz]")), 0..6)
    }

    fn change_of(entries: &[(String, Option<String>)]) -> SettingsChange {
        let mut change = SettingsChange::default();
        for (name, value) in entries {
            match value {
                Some(value) => change.set(name, Secret::new(value.as_str())),
                None => change.remove(name),
            }
        }
        change
    }

    fn shown(settings: &AppSettings) -> Vec<(String, Option<String>)> {
        let mut all = Vec::new();
        settings.each(|name, value| all.push((name.to_owned(), value.map(str::to_owned))));
        all
    }

    proptest! {
        #[test]
        fn what_was_written_is_there_and_its_undo_gives_everything_back(before in settings(), entries in entries()) {
            let (before, change) = (side(&before), change_of(&entries));
            let after = before.with(&change);
            prop_assert!(change.is_in(&after) && change.missing_in(&after).is_empty());
            let sent: BTreeMap<String, Option<String>> =
                serde_json::from_value(change.over(&before)["properties"].clone()).unwrap();
            prop_assert_eq!(shown(&after), sent.into_iter().collect::<Vec<_>>(), "what is foreseen is what is sent");
            prop_assert_eq!(shown(&after.with(&change.undo(&before))), shown(&before));
        }
    }
}
