use std::collections::BTreeMap;

use crate::record::SettingsMark;

/// What differs, by name, and never a value.
pub(super) fn drifted(then: &SettingsMark, now: &SettingsMark) -> String {
    let mut changes = Vec::new();
    let mut say = |what: &str, names: Vec<String>| {
        if !names.is_empty() {
            changes.push(format!("{what}: {}", names.join(", ")));
        }
    };
    match (&then.each, &now.each) {
        (Some(then), Some(now)) => {
            let changed = then.iter().filter(|(name, mark)| now.get(*name).is_some_and(|now| now != *mark));
            say("changed", changed.map(|(name, _)| name.clone()).collect());
            say("new", missing(now, then));
            say("gone", missing(then, now));
        }
        _ => {
            for (place, then, now) in
                [("in the slot", &then.slot, &now.slot), ("in production", &then.production, &now.production)]
            {
                let [then, now] = [then, now].map(|names| names.iter().map(|name| (name.clone(), ())).collect());
                say(&format!("{place} new"), missing(&now, &then));
                say(&format!("{place} gone"), missing(&then, &now));
            }
        }
    }
    let [sticky_then, sticky_now] = [then, now].map(|mark| mark.sticky.iter().map(|name| (name.clone(), ())).collect());
    say("sticky now", missing(&sticky_now, &sticky_then));
    say("sticky no more", missing(&sticky_then, &sticky_now));
    match changes.is_empty() {
        false => format!("settings were changed since this was staged ({})", changes.join("; ")),
        true if then.each.is_some() && now.each.is_some() => {
            "which connection strings stay with their slot was changed since this was staged".to_owned()
        }
        true => {
            "a setting, a connection string or the stack has another value than when this was staged; which one is not \
                 known, since the ticket has no seal"
                .to_owned()
        }
    }
}

/// The names of `these` that are not among `those`.
fn missing<T>(these: &BTreeMap<String, T>, those: &BTreeMap<String, T>) -> Vec<String> {
    these.keys().filter(|name| !those.contains_key(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Covers, Digest, KeyedBy};

    fn mark(each: Option<&[(&str, &str)]>, slot: &[&str], sticky: &[&str]) -> SettingsMark {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        SettingsMark {
            slot: names(slot),
            production: Vec::new(),
            sticky: names(sticky),
            key: "k".into(),
            keyed_by: KeyedBy::App,
            covers: Covers::AllThatMoves,
            digest: Digest::of(b"any"),
            each: each.map(|all| all.iter().map(|(name, mark)| ((*name).to_owned(), (*mark).to_owned())).collect()),
        }
    }

    #[test]
    fn what_has_another_value_is_named() {
        let then = mark(Some(&[("a", "1"), ("b", "1"), ("c", "1")]), &[], &["S"]);
        let now = mark(Some(&[("a", "2"), ("b", "1"), ("d", "1")]), &[], &["T"]);
        let says = "settings were changed since this was staged (changed: a; new: d; gone: c; sticky now: T; sticky no more: S)";
        assert_eq!(drifted(&then, &now), says);
    }

    #[test]
    fn without_marks_of_each_value_names_are_told_and_that_one_is_not_known() {
        let then = mark(None, &["A"], &[]);
        assert!(drifted(&then, &mark(None, &["B"], &[])).contains("in the slot new: B; in the slot gone: A"));
        assert!(drifted(&then, &then).contains("which one is not known"));
    }
}
