use super::{errors, host_keys};
use crate::doors::{Incoming, Reply};
use crate::state::{Place, State};

/// `functions/{function}/keys/{name}`: PUT answers 201 for a new key and 200 for another value, DELETE 204, or 404 for one that
/// is not there (facts: arm-calls; docs: Web Apps, Create Or Update Function Secret; azure-functions-host, `KeysController`).
pub(super) fn answer(state: &mut State, incoming: &Incoming, place: &Place, function: &str, name: &str) -> Reply {
    let known = state.side(place).and_then(|side| {
        side.moving
            .synced
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(function))
            .map(|known| known.name.clone())
    });
    let (Some(function), Some(side)) = (known, state.side_mut(place)) else {
        return errors::provider(404, "NotFound", "51004", format!("Cannot find Function with name {function}."));
    };
    let keys = side.keys.of_functions.entry(function.clone()).or_default();
    match incoming.method.as_str() {
        // What is there without anybody having set it: what the host puts in its place is not recorded.
        "DELETE" if name.eq_ignore_ascii_case("default") => {
            errors::not_simulated("deleting the default key of a function")
        }
        "DELETE" => match keys.remove(name) {
            Some(_) => Reply::empty(204),
            None => errors::provider(404, "NotFound", "51004", format!("Cannot find Key with name {name}.")),
        },
        "PUT" => {
            let (value, status) = host_keys::put(keys, incoming, name);
            let at = [format!("functions/{function}/keys"), "functions/keys".to_owned()];
            host_keys::resource(state, place, at, [name, &value], status)
        }
        _ => errors::unknown(incoming),
    }
}
