use std::collections::BTreeMap;

use super::{AppSettings, PlannedSettings, SlotConfigNames};
use crate::config::RequiredSetting;
use crate::record::{AgainstRow, Apart, Compared, DiffCategory, DiffRow};

/// What both sides of an app have, and what the configuration says of it.
#[derive(Clone, Copy)]
pub struct SeenSettings<'a> {
    /// What the slot has.
    pub slot: &'a AppSettings,
    /// What production has.
    pub production: &'a AppSettings,
    /// What stays with its side.
    pub sticky: &'a SlotConfigNames,
    /// What releases make of the settings of the slot.
    pub planned: &'a PlannedSettings,
    /// What has to be there.
    pub required: &'a [RequiredSetting],
}

/// What the configuration declares beside what both sides have: names, and whether values are the same. Values are compared here and
/// leave this room in no form.
pub fn compare_settings(
    planned: &PlannedSettings,
    [slot, production]: [&AppSettings; 2],
    sticky: &SlotConfigNames,
    required: &[RequiredSetting],
) -> Vec<DiffRow> {
    let told = SeenSettings { slot, production, sticky, planned, required };
    let row = |name: &str| {
        let is_removed = told.removes(name);
        let has = [slot, production].map(|side| side.entry(name).is_some());
        let is_set = planned.change.concerns(name) && !is_removed;
        let file_slot = match (is_set, is_removed) {
            _ if is_in(&planned.unknown, name) => {
                Some(if has[0] { Compared::Unknown } else { Compared::MissingInSlot })
            }
            (true, _) if !has[0] => Some(Compared::MissingInSlot),
            (_, true) => Some(if has[0] { Compared::Different } else { Compared::MissingInBoth }),
            (true, _) => {
                let is_so = planned.change.only(|other| other.eq_ignore_ascii_case(name)).is_in(slot);
                Some(if is_so { Compared::Same } else { Compared::Different })
            }
            (false, false) => None,
        };
        DiffRow {
            name: name.to_owned(),
            category: told.category(name),
            required: told.required_for(name),
            sticky: sticky.is_sticky(name),
            becomes_sticky: is_in(&planned.sticky, name) && !sticky.is_sticky(name),
            file_slot,
            slot_production: match has {
                [true, false] => Compared::MissingInProduction,
                [false, true] => Compared::MissingInSlot,
                [false, false] => Compared::MissingInBoth,
                [true, true] if slot.agrees(production, name) => Compared::Same,
                [true, true] => Compared::Different,
            },
        }
    };
    names([told]).iter().map(|name| row(name)).collect()
}

/// What the sides of an app in one environment have beside what those of another environment have.
pub fn compare_environments(here: SeenSettings<'_>, there: SeenSettings<'_>) -> Vec<AgainstRow> {
    let apart = |name: &str, here: &AppSettings, there: &AppSettings| match [here, there]
        .map(|side| side.entry(name).is_some())
    {
        [true, false] => Apart::MissingThere,
        [false, true] => Apart::MissingHere,
        [false, false] => Apart::MissingInBoth,
        [true, true] if here.agrees(there, name) => Apart::Same,
        [true, true] => Apart::Different,
    };
    let row = |name: &str| AgainstRow {
        name: name.to_owned(),
        category: here.category(name),
        category_there: there.category(name),
        required: here.required_for(name),
        required_there: there.required_for(name),
        sticky: here.sticky.is_sticky(name),
        sticky_there: there.sticky.is_sticky(name),
        slots: apart(name, here.slot, there.slot),
        productions: apart(name, here.production, there.production),
    };
    names([here, there]).iter().map(|name| row(name)).collect()
}

/// All names, each once, sorted without regard to case, and as production spells it, where the places differ in that.
fn names<'a>(all: impl IntoIterator<Item = SeenSettings<'a>>) -> Vec<String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for told in all {
        let declared = told.planned.names();
        let required = told.required.iter().map(|setting| setting.name.as_str());
        let declared = declared.iter().map(String::as_str).chain(required);
        for name in told.production.names().chain(told.slot.names()).chain(declared) {
            names.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
        }
    }
    names.into_values().collect()
}

fn is_in(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

impl SeenSettings<'_> {
    fn removes(&self, name: &str) -> bool {
        self.planned.change.removed_names().any(|other| other.eq_ignore_ascii_case(name))
    }

    fn category(&self, name: &str) -> DiffCategory {
        match self.removes(name) {
            true => DiffCategory::Removed,
            false if is_in(&self.planned.names(), name) => DiffCategory::Declared,
            false if self.required_for(name).is_some() => DiffCategory::Required,
            false => DiffCategory::Other,
        }
    }

    /// What the configuration requires it for.
    fn required_for(&self, name: &str) -> Option<String> {
        let found = self.required.iter().find(|setting| setting.name.eq_ignore_ascii_case(name));
        found.map(|setting| setting.category.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Category, Where};
    use crate::http::Secret;

    fn required(name: &str, category: Category) -> RequiredSetting {
        RequiredSetting { name: name.to_owned(), category, shape: None, side: Where::Both }
    }

    #[test]
    fn each_name_stands_once_with_how_the_places_differ() {
        let mut planned = PlannedSettings::default();
        planned.change.set("NEW", Secret::new("n"));
        planned.change.set("SAME", Secret::new("s"));
        planned.change.remove("GONE");
        planned.change.remove("OLD");
        planned.unknown.push("KEY".to_owned());
        planned.sticky.push("same".to_owned());
        let slot = AppSettings::of_pairs([("same", "s"), ("OLD", "o"), ("KEY", "k"), ("ONLY_SLOT", "1")]);
        let production = AppSettings::of_pairs([("SAME", "other"), ("OLD", "o"), ("QUEUE", "q")]);
        let sticky = SlotConfigNames::default().with(&["QUEUE".to_owned()]);
        let required = [required("KEY", Category::Business), required("HUB", Category::Bindings)];
        let rows = compare_settings(&planned, [&slot, &production], &sticky, &required);
        let shown: Vec<String> = rows.iter().map(|row| row.cells().join(" | ")).collect();
        assert_eq!(
            shown,
            [
                "GONE | removed | travels | missing on both | missing on both",
                "HUB | required (bindings) | travels | - | missing on both",
                "KEY | declared, required (business) | travels | unknown, its variable is not set | missing in production",
                "NEW | declared | travels | missing in the slot | missing on both",
                "OLD | removed | travels | different | same",
                "ONLY_SLOT | other | travels | - | missing in production",
                "QUEUE | other | sticky | - | missing in the slot",
                "SAME | declared | to be sticky | same | different",
            ]
        );
    }

    #[test]
    fn environments_are_compared_side_by_side() {
        let side = |pairs: &[(&'static str, &'static str)]| AppSettings::of_pairs(pairs.iter().copied());
        let (slot, production) = (side(&[("A", "1"), ("q", "here")]), side(&[("A", "1"), ("B", "b"), ("Q", "here")]));
        let (slot_there, production_there) = (side(&[("A", "1"), ("NEW", "n")]), side(&[("a", "2"), ("Q", "here")]));
        let sticky = SlotConfigNames::default().with(&["Q".to_owned()]);
        let (mut planned, none) = (PlannedSettings::default(), PlannedSettings::default());
        planned.change.set("NEW", Secret::new("n"));
        planned.change.remove("A");
        planned.sticky.push("B".to_owned());
        let required_there = [required("NOWHERE", Category::Runtime)];
        let required = [required("B", Category::Runtime), required("NOWHERE", Category::Runtime)];
        let nothing = SlotConfigNames::default();
        let here =
            SeenSettings { slot: &slot, production: &production, sticky: &sticky, planned: &none, required: &required };
        let there = SeenSettings {
            slot: &slot_there,
            production: &production_there,
            sticky: &nothing,
            planned: &planned,
            required: &required_there,
        };
        let rows = compare_environments(here, there);
        let shown: Vec<String> = rows.iter().map(|row| row.cells("test").join(" | ")).collect();
        assert_eq!(
            shown,
            [
                "A | removed in test | travels | same | different",
                "B | required (runtime) here, declared in test | travels | missing on both | missing in test",
                "NEW | declared in test | travels | missing here | missing on both",
                "NOWHERE | required (runtime) | travels | missing on both | missing on both",
                "Q | other | sticky here only | missing in test | same",
            ]
        );
    }
}
