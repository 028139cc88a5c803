use std::collections::BTreeMap;

use super::{AppSettings, SettingsChange, SlotConfigNames};
use crate::http::Secret;

/// What a release makes of the app settings of its slot, beside its content. What is not sticky travels with the swap.
#[derive(Debug, Clone, Default)]
pub struct PlannedSettings {
    /// What is set and taken away.
    pub change: SettingsChange,
    /// The names that are to be sticky.
    pub sticky: Vec<String>,
    /// Names whose value this command does not know, since it writes none: it only sees whether they are there.
    pub unknown: Vec<String>,
}

impl PlannedSettings {
    /// Whether nothing is to be made of them.
    pub fn is_empty(&self) -> bool {
        self.change.is_empty() && self.sticky.is_empty() && self.unknown.is_empty()
    }

    /// All names, sorted without regard to case.
    pub fn names(&self) -> Vec<String> {
        let all = self.change.names().chain(self.sticky.iter().chain(&self.unknown).map(String::as_str));
        let by_key: BTreeMap<String, &str> = all.map(|name| (name.to_lowercase(), name)).collect();
        by_key.into_values().map(str::to_owned).collect()
    }

    /// These and those, which win where both have a name.
    pub fn and(self, other: Self) -> Self {
        let with = |mut mine: Vec<String>, others: Vec<String>| {
            for name in others {
                if !mine.iter().any(|one| one.eq_ignore_ascii_case(&name)) {
                    mine.push(name);
                }
            }
            mine
        };
        Self {
            change: self.change.and(other.change),
            sticky: with(self.sticky, other.sticky),
            unknown: with(self.unknown, other.unknown),
        }
    }

    /// Settings as they will be.
    pub fn over(&self, found: &AppSettings) -> AppSettings {
        let mut with = found.with(&self.change);
        for name in self.unknown.iter().filter(|name| found.entry(name).is_none()) {
            with.put(name, Secret::new(""));
        }
        with
    }

    /// The names among them that are not sticky yet.
    pub fn not_sticky_in(&self, found: &SlotConfigNames) -> Vec<String> {
        self.sticky.iter().filter(|name| !found.is_sticky(name)).cloned().collect()
    }

    /// Whether both sides are so already: what travels is in production, what stays is in the slot.
    pub fn are_settled(&self, production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames) -> bool {
        let stays = |name: &str| sticky.is_sticky(name);
        self.unknown.is_empty()
            && self.not_sticky_in(sticky).is_empty()
            && self.change.only(stays).is_in(slot)
            && self.change.only(|name| !stays(name)).is_in(production)
    }
}

impl SlotConfigNames {
    /// These with more app settings.
    pub fn with(mut self, names: &[String]) -> Self {
        for name in names {
            if !self.is_sticky(name) {
                self.app_settings.push(name.clone());
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(set: &[(&str, &str)], sticky: &[&str]) -> PlannedSettings {
        let mut planned = PlannedSettings::default();
        set.iter().for_each(|(name, value)| planned.change.set(name, Secret::new(*value)));
        planned.sticky = sticky.iter().map(|name| (*name).to_owned()).collect();
        planned
    }

    #[test]
    fn what_travels_is_looked_for_in_production_and_what_stays_in_the_slot() {
        let planned = planned(&[("A", "1"), ("Q", "staging")], &["Q"]);
        let sticky = SlotConfigNames::default().with(&["q".to_owned()]);
        let side = |a: &str, q: &str| AppSettings::of_pairs([("A", a), ("Q", q)]);
        assert!(planned.are_settled(&side("1", "live"), &side("0", "staging"), &sticky));
        assert!(!planned.are_settled(&side("0", "live"), &side("1", "staging"), &sticky), "A is not in production");
        assert!(!planned.are_settled(&side("1", "live"), &side("1", "live"), &sticky), "Q is not in the slot");
        assert!(!planned.are_settled(&side("1", "staging"), &side("1", "staging"), &SlotConfigNames::default()));
    }

    #[test]
    fn a_value_that_is_not_known_counts_as_there() {
        let planned = PlannedSettings { unknown: vec!["KEY".to_owned()], ..PlannedSettings::default() };
        let over = planned.over(&AppSettings::of_pairs([("A", "1")]));
        assert_eq!(over.names().collect::<Vec<_>>(), ["A", "KEY"]);
    }
}
