use std::collections::BTreeSet;

use crate::azure::AppSettings;
use crate::record::{InSwap, SwapRow, some_of};

/// A cell with more names is not read.
const MOST: usize = 12;
/// Settings that belong to what stays, so that they stay without being sticky (facts: what-moves).
const OF_DIAGNOSTICS: [&str; 2] = ["website_httplogging_", "diagnostics_"];

/// App settings, by name: those that differ, and those that stay.
pub(super) fn of_app(production: &AppSettings, slot: &AppSettings, is_sticky: impl Fn(&str) -> bool) -> Vec<SwapRow> {
    let versions_move = production.moves_host_version() && slot.moves_host_version();
    let kind = |name: &str| {
        let lower = name.to_lowercase();
        if is_sticky(name) {
            Kind::Sticky
        } else if lower.ends_with("_extension_version") {
            Kind::Version
        } else if OF_DIAGNOSTICS.iter().any(|prefix| lower.starts_with(prefix)) {
            Kind::Diagnostics
        } else {
            Kind::Plain
        }
    };
    let version = if versions_move { InSwap::Moves } else { InSwap::Stays };
    [
        row("app settings whose values differ", production, slot, InSwap::Moves, |name| {
            kind(name) == Kind::Plain && !same(production, slot, name)
        }),
        row("sticky app settings", production, slot, InSwap::Stays, |name| kind(name) == Kind::Sticky),
        row("versions of extensions", production, slot, version, |name| {
            kind(name) == Kind::Version && !same(production, slot, name)
        }),
        row("app settings of diagnostics", production, slot, InSwap::Stays, |name| {
            kind(name) == Kind::Diagnostics && !same(production, slot, name)
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Connection strings likewise.
pub(super) fn of_strings(
    production: &AppSettings,
    slot: &AppSettings,
    is_sticky: impl Fn(&str) -> bool,
) -> Vec<SwapRow> {
    let moving = row("connection strings whose values differ", production, slot, InSwap::Moves, |name| {
        !is_sticky(name) && !same(production, slot, name)
    });
    let staying = row("sticky connection strings", production, slot, InSwap::Stays, &is_sticky);
    moving.into_iter().chain(staying).collect()
}

#[derive(PartialEq)]
enum Kind {
    Plain,
    Sticky,
    Version,
    Diagnostics,
}

fn row(
    what: &str,
    production: &AppSettings,
    slot: &AppSettings,
    in_swap: InSwap,
    is_of_it: impl Fn(&str) -> bool,
) -> Option<SwapRow> {
    let of =
        |side: &AppSettings| side.names().filter(|name| is_of_it(name)).map(str::to_owned).collect::<BTreeSet<_>>();
    let (there, here) = (of(production), of(slot));
    let is_empty = there.is_empty() && here.is_empty();
    (!is_empty).then(|| SwapRow::new(what, [cell(&there, &here), cell(&here, &there)], in_swap))
}

fn same(production: &AppSettings, slot: &AppSettings, name: &str) -> bool {
    let has = |side: &AppSettings| side.names().any(|other| other.eq_ignore_ascii_case(name));
    has(production) == has(slot) && production.agrees(slot, name)
}

/// The names that a side has; which of them the other one lacks, is said.
fn cell(own: &BTreeSet<String>, others: &BTreeSet<String>) -> String {
    if own.is_empty() {
        return "–".to_owned();
    }
    let is_there = |name: &String| others.iter().any(|other| other.eq_ignore_ascii_case(name));
    let shown = |name: &String| if is_there(name) { format!("`{name}`") } else { format!("`{name}` (only here)") };
    some_of(own.iter().map(shown), MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(production: &[(&str, &str)], slot: &[(&str, &str)]) -> Vec<(String, String, String, InSwap)> {
        let side = |pairs: &[(&str, &str)]| AppSettings::of_pairs(pairs.iter().copied());
        let rows = of_app(&side(production), &side(slot), |name| name == "STICKY");
        rows.into_iter().map(|row| (row.what, row.production, row.slot, row.in_swap)).collect()
    }

    #[test]
    fn only_names_that_differ_or_stay_are_shown_and_no_value() {
        let found = rows(
            &[("SAME", "1"), ("KEY", "secret-of-production"), ("OLD", "x"), ("STICKY", "a")],
            &[("SAME", "1"), ("KEY", "secret-of-slot"), ("NEW", "y"), ("STICKY", "b")],
        );
        let text = |text: &str| text.to_owned();
        assert_eq!(
            found,
            [
                (
                    text("app settings whose values differ"),
                    text("`KEY`, `OLD` (only here)"),
                    text("`KEY`, `NEW` (only here)"),
                    InSwap::Moves
                ),
                (text("sticky app settings"), text("`STICKY`"), text("`STICKY`"), InSwap::Stays),
            ]
        );
    }

    #[test]
    fn versions_of_extensions_stay_unless_both_sides_let_them_move() {
        let version = |version: &'static str| ("FUNCTIONS_EXTENSION_VERSION", version);
        let lets = ("WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS", "0");
        let fate = |production: &[(&str, &str)], slot: &[(&str, &str)]| {
            let rows = rows(production, slot);
            rows.into_iter().find(|(what, ..)| what == "versions of extensions").map(|(.., fate)| fate)
        };
        assert_eq!(fate(&[version("~3")], &[version("~4")]), Some(InSwap::Stays));
        assert_eq!(fate(&[version("~3"), lets], &[version("~4")]), Some(InSwap::Stays));
        assert_eq!(fate(&[version("~3"), lets], &[version("~4"), lets]), Some(InSwap::Moves));
        assert_eq!(fate(&[version("~4")], &[version("~4")]), None);
    }
}
