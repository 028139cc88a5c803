//! Which storage accounts and namespaces of a Service Bus there are to put messages into: those that the world has, those whose queues
//! it has, and those that a setting of a side leads to.

use std::collections::BTreeSet;

use super::connection;
use crate::state::State;

/// Their names, in lower case.
pub fn all(state: &State) -> BTreeSet<String> {
    let accounts = state.storage.keys().map(|name| name.to_lowercase());
    let queues = state.events.queues.keys().filter_map(|queue| Some(queue.split('/').next()?.to_owned()));
    let mut all: BTreeSet<String> = accounts.chain(queues).collect();
    for app in state.apps.values() {
        let sides = app.places().into_iter().filter_map(|place| app.side(place.slot.as_deref()));
        for settings in sides.map(|side| &side.settings) {
            for name in settings.keys().filter_map(|name| name.split("__").next()) {
                all.extend(connection::account(settings, Some(name)));
                all.extend(connection::namespace(settings, Some(name)));
            }
        }
    }
    all
}
