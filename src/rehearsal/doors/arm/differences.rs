use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{site_json, swap};
use crate::doors::{Incoming, Reply};
use crate::laws::slot_differences::{Difference, between};
use crate::state::{Place, State};

/// `slotsdiffs`: the answer holds the values themselves (facts: arm-calls).
pub(super) fn answer(state: &State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let target = match swap::target(incoming, place) {
        Ok(target) => target,
        Err(refused) => return refused,
    };
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let Some((here, there)) = state.side(place).zip(state.side(&target)) else {
        let missing = swap::Refused::NoSlot(target.slot_name().to_owned());
        return swap::refused(state, place, missing, now);
    };
    let id = site_json::id(state, app, place);
    let shown = |difference: Difference| -> Value {
        let Difference { level, kind, rule, name, here, there } = difference;
        json!({
            "id": format!("{id}/slotsdiffs/{name}"), "name": name, "type": "Microsoft.Web/sites/slotsdiffs", "kind": null,
            "properties": {
                "level": level, "settingType": kind, "diffRule": rule, "settingName": name, "valueInCurrentSlot": here,
                "valueInTargetSlot": there, "description": format!("{kind} {name}: {rule}"),
            },
        })
    };
    let all: Vec<Value> = between(app, here, there).into_iter().map(shown).collect();
    Reply::json(200, &json!({"value": all, "nextLink": null}))
}
