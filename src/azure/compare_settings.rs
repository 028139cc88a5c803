use std::collections::BTreeMap;

use super::{AppSettings, PlannedSettings, SlotConfigNames};
use crate::record::{Compared, DiffCategory, DiffRow};

/// What the configuration declares beside what both sides have: names, and whether values are the same. Values are compared here and
/// leave this room in no form.
pub fn compare_settings(
    planned: &PlannedSettings,
    [slot, production]: [&AppSettings; 2],
    sticky: &SlotConfigNames,
) -> Vec<DiffRow> {
    let declared = planned.names();
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    // As production spells it, where the places differ in that.
    for name in production.names().chain(slot.names()).chain(declared.iter().map(String::as_str)) {
        names.entry(name.to_lowercase()).or_insert(name);
    }
    let row = |name: &str| {
        let is_in = |names: &[String]| names.iter().any(|other| other.eq_ignore_ascii_case(name));
        let is_removed = planned.change.removed_names().any(|other| other.eq_ignore_ascii_case(name));
        let has = [slot, production].map(|side| side.entry(name).is_some());
        let is_set = planned.change.concerns(name) && !is_removed;
        let file_slot = match (is_set, is_removed) {
            _ if is_in(&planned.unknown) => Some(if has[0] { Compared::Unknown } else { Compared::MissingInSlot }),
            (true, _) if !has[0] => Some(Compared::MissingInSlot),
            (true, _) | (_, true) => {
                let is_so = planned.change.only(|other| other.eq_ignore_ascii_case(name)).is_in(slot);
                Some(if is_so { Compared::Same } else { Compared::Different })
            }
            _ => None,
        };
        DiffRow {
            name: name.to_owned(),
            category: match is_removed {
                true => DiffCategory::Removed,
                false if is_in(&declared) => DiffCategory::Declared,
                false => DiffCategory::Other,
            },
            sticky: sticky.is_sticky(name),
            becomes_sticky: is_in(&planned.sticky) && !sticky.is_sticky(name),
            file_slot,
            slot_production: match has {
                [true, false] => Compared::MissingInProduction,
                [false, true] => Compared::MissingInSlot,
                _ if slot.agrees(production, name) => Compared::Same,
                _ => Compared::Different,
            },
        }
    };
    names.into_values().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Secret;

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
        let rows = compare_settings(&planned, [&slot, &production], &sticky);
        let shown: Vec<String> = rows.iter().map(|row| row.cells().join(" | ")).collect();
        assert_eq!(
            shown,
            [
                "GONE | removed | travels | same | same",
                "KEY | declared | travels | unknown | missing in production",
                "NEW | declared | travels | missing in the slot | same",
                "OLD | removed | travels | different | same",
                "ONLY_SLOT | other | travels | - | missing in production",
                "QUEUE | other | sticky | - | missing in the slot",
                "SAME | declared | to be sticky | same | different",
            ]
        );
    }
}
