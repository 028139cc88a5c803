//! Which side serves a request to production (facts: functions-host): the slot that the query or the cookie `x-ms-routing-name` names,
//! production for `self`, and without either a share of requests by the rules of `experiments.rampUpRules`, which are pinned to
//! where they came for an hour. Groups of users that come by themselves in this world all go to production.

use crate::state::{Place, State};

/// The name of the query parameter and the cookie.
pub const NAME: &str = "x-ms-routing-name";

/// Where a request goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// The side that serves it.
    pub place: Place,
    /// What its cookie says from now on, when it was sent there unasked.
    pub pinned: Option<String>,
}

/// Routes a request to `place` that asks for `wanted`; the rules take `draw` of a hundred.
pub fn route(state: &State, place: &Place, wanted: Option<&str>, draw: f64) -> Routed {
    let stays = |pinned| Routed { place: place.clone(), pinned };
    let slot = |name: &str| Some(Place::new(&place.app, Some(name))).filter(|slot| state.side(slot).is_some());
    if place.slot.is_some() {
        return stays(None);
    }
    if let Some(wanted) = wanted {
        return slot(wanted).map_or_else(|| stays(None), |place| Routed { place, pinned: None });
    }
    let rules =
        state.side(place).and_then(|side| side.config.web.get("experiments")).map(|rules| rules["rampUpRules"].clone());
    let rules = rules.as_ref().and_then(|rules| rules.as_array()).filter(|rules| !rules.is_empty());
    let Some(rules) = rules else { return stays(None) };
    let mut upto = 0.0;
    for rule in rules {
        upto += rule["reroutePercentage"].as_f64().unwrap_or_default();
        if let Some(place) = rule["name"].as_str().filter(|_| draw < upto).and_then(slot) {
            return Routed { pinned: place.slot.clone(), place };
        }
    }
    stays(Some("self".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::{APP, SLOT, build};

    #[test]
    fn who_asks_for_a_side_gets_it_and_all_others_go_by_the_rules() {
        let mut state = build("sim.test", time::OffsetDateTime::UNIX_EPOCH);
        let production = Place::new(APP, None);
        let to = |state: &State, wanted, draw| {
            let routed = route(state, &production, wanted, draw);
            (routed.place.slot_name().to_owned(), routed.pinned)
        };
        assert_eq!(to(&state, None, 0.0), ("production".to_owned(), None), "without rules nobody is pinned");
        assert_eq!(to(&state, Some(SLOT), 99.0), (SLOT.to_owned(), None));
        assert_eq!(to(&state, Some("nowhere"), 0.0), ("production".to_owned(), None));
        let rules = serde_json::json!({"rampUpRules": [{"name": SLOT, "reroutePercentage": 25.0}]});
        if let Some(side) = state.side_mut(&production) {
            side.config.web.insert("experiments".to_owned(), rules);
        }
        assert_eq!(to(&state, None, 24.0), (SLOT.to_owned(), Some(SLOT.to_owned())));
        assert_eq!(to(&state, None, 25.0), ("production".to_owned(), Some("self".to_owned())));
        assert_eq!(to(&state, Some("self"), 0.0), ("production".to_owned(), None));
    }
}
