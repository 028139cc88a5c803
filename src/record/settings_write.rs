use serde::{Deserialize, Serialize};

/// App settings of the slot that a release writes beside its content, without a value that could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsWrite {
    /// The slot.
    pub slot: String,
    /// Each setting that is written or taken away.
    pub settings: Vec<WrittenSetting>,
    /// The names that are made sticky and were not before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sticky: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenSetting {
    /// Its name.
    pub name: String,
    /// What it was before.
    pub former: FormerSetting,
    /// The mark of the value that is written, made with the run's key; `None`: the setting is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrote: Option<String>,
}

/// What a setting was before, as far as that may be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormerSetting {
    /// There was none of this name.
    Unset,
    /// A value, sealed by the key of the run that read it.
    Sealed {
        /// The name as it was spelled.
        spelled: String,
        /// The value, which only that key opens.
        value: String,
    },
    /// A value that could not be sealed, and was not written down.
    Hidden,
}

impl SettingsWrite {
    /// The names that are written, taken away or made sticky, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.settings.iter().map(|one| one.name.as_str()).collect();
        for name in &self.sticky {
            if !names.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                names.push(name);
            }
        }
        names
    }
}

/// What a release did to the settings of the slot, for reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsEntry {
    /// The names that were set.
    pub set: Vec<String>,
    /// The names that were taken away.
    pub removed: Vec<String>,
    /// The names that were made sticky.
    pub sticky: Vec<String>,
    /// Whether all of it was given back since.
    pub given_back: bool,
}

impl SettingsEntry {
    /// In one clause.
    pub fn words(&self) -> String {
        let parts = [("set", &self.set), ("taken away", &self.removed), ("made sticky", &self.sticky)];
        let told = parts.into_iter().filter(|(_, names)| !names.is_empty());
        let told: Vec<String> = told.map(|(what, names)| format!("{what}: {}", names.join(", "))).collect();
        match (told.is_empty(), self.given_back) {
            (true, _) => "every setting was as declared".to_owned(),
            (false, false) => told.join("; "),
            (false, true) => format!("{}; and given back", told.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_written_and_made_sticky_is_one_name() {
        let write = SettingsWrite {
            slot: "staging".into(),
            settings: vec![WrittenSetting { name: "A".into(), former: FormerSetting::Unset, wrote: None }],
            sticky: vec!["a".into(), "B".into()],
        };
        assert_eq!(write.names(), ["A", "B"]);
    }

    #[test]
    fn a_report_names_what_was_done_and_whether_it_stands() {
        let entry =
            SettingsEntry { set: vec!["A".into(), "B".into()], removed: vec!["C".into()], ..Default::default() };
        assert_eq!(entry.words(), "set: A, B; taken away: C");
        let back = SettingsEntry { given_back: true, ..entry };
        assert!(back.words().ends_with("; and given back"));
        assert_eq!(SettingsEntry::default().words(), "every setting was as declared");
    }
}
