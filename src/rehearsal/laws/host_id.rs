//! The id that hosts of one storage account tell themselves apart by: the name of the site, or of site and slot, cut to 32
//! characters. Two long names that begin alike collide, and the one that comes later stops (facts: functions-host: ScriptHostIdProvider,
//! HostIdValidator).

use std::collections::BTreeMap;

use crate::state::settings::get;
use crate::state::{Place, State};

const LONGEST: usize = 32;

/// The id of a side, unless a setting gives it another.
pub fn of(place: &Place) -> String {
    let id: String = whole(place).chars().take(LONGEST).collect();
    id.trim_end_matches('-').to_owned()
}

/// Why a host that loads on this side stops, if another one with its id serves from the same storage. Only ids that were cut
/// are looked at.
pub fn collision(state: &State, place: &Place, settings: &BTreeMap<String, String>) -> Option<String> {
    let id = of(place);
    let is_checked = whole(place).len() > LONGEST
        && get(settings, "AzureFunctionsWebHost__hostid").is_none()
        && !get(settings, "FUNCTIONS_HOSTID_CHECK_LEVEL").is_some_and(|level| level.eq_ignore_ascii_case("Warning"));
    let storage = get(settings, "AzureWebJobsStorage")?;
    let taken = state.sides().filter(|(other, _)| other != place && of(other) == id).any(|(_, side)| {
        side.running
            && side.moving.host.is_serving()
            && get(&side.settings, "AzureWebJobsStorage") == Some(storage)
            && get(&side.settings, "AzureFunctionsWebHost__hostid").is_none()
    });
    (is_checked && taken)
        .then(|| format!("AZFD0004: A collision for Host ID '{id}' was detected in the configured storage account."))
}

/// The name of a side by which its hosts know themselves, before it is cut.
pub fn whole(place: &Place) -> String {
    match &place.slot {
        Some(slot) => format!("{}-{slot}", place.app).to_lowercase(),
        None => place.app.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_cut_and_do_not_end_in_a_hyphen() {
        assert_eq!(of(&Place::new("Shop-Orders", Some("Staging"))), "shop-orders-staging");
        let long = "a".repeat(31);
        assert_eq!(of(&Place::new(&long, Some("staging"))), long);
        assert_eq!(of(&Place::new(&"a".repeat(40), Some("staging"))), "a".repeat(32));
    }
}
