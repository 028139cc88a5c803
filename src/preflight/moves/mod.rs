//! What a swap moves between the sides of this app, computed from what was read of them (facts: what-moves).

mod config;
mod differing;
mod settings;
mod site;

use super::{Reading, SideSurvey, Survey, Unread};
use crate::record::{InSwap, SwapTable};

/// The table of this app. `None` without a slot.
pub fn moves(survey: &Survey) -> Option<SwapTable> {
    let slot = survey.slot.as_ref()?;
    let production = &survey.production;
    let mut table = SwapTable { rows: site::content(production), unread: Vec::new() };
    if let Some(sticky) = told(&survey.sticky, "the names of the sticky settings", &mut table) {
        let settings = |side: &SideSurvey| side.settings.as_ref().map_err(Clone::clone).cloned();
        if let Some([production, slot]) = both(settings(production), settings(slot), "app settings", &mut table) {
            table.rows.extend(settings::of_app(&production, &slot, |name| sticky.is_sticky(name)));
        }
        let strings = |side: &SideSurvey| side.connection_strings.as_ref().map_err(Clone::clone).cloned();
        if let Some([production, slot]) = both(strings(production), strings(slot), "connection strings", &mut table) {
            table.rows.extend(settings::of_strings(&production, &slot, |name| sticky.is_sticky_string(name)));
        }
    }
    let config = |side: &SideSurvey| side.config.as_ref().map_err(Clone::clone).cloned();
    if let Some([production, slot]) = both(config(production), config(slot), "the configuration", &mut table) {
        table.rows.extend(config::moving(&production, &slot));
        table.rows.extend(config::staying(&production, &slot));
    }
    table.rows.extend(site::staying(&production.site, &slot.site));
    table.rows.sort_by_key(|row| match row.in_swap {
        InSwap::Moves => 0,
        InSwap::Stays => 1,
        InSwap::Unclear => 2,
    });
    Some(table)
}

/// What nobody asked for has no row; what could not be read is said.
fn told<'a, T>(reading: &'a Reading<T>, what: &str, table: &mut SwapTable) -> Option<&'a T> {
    if let Err(Unread::Failed(_) | Unread::Late(..)) = reading {
        table.unread.push(what.to_owned());
    }
    reading.as_ref().ok()
}

fn both<T>(production: Reading<T>, slot: Reading<T>, what: &str, table: &mut SwapTable) -> Option<[T; 2]> {
    let asked = |reading: &Reading<T>| matches!(reading, Err(Unread::Failed(_) | Unread::Late(..)));
    match (asked(&production), asked(&slot)) {
        (false, false) => {}
        (true, false) => table.unread.push(format!("{what} of production")),
        (false, true) => table.unread.push(format!("{what} of the slot")),
        (true, true) => table.unread.push(format!("{what} of both sides")),
    }
    Some([production.ok()?, slot.ok()?])
}
