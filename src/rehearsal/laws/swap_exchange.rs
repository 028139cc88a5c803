//! The one moment of a swap that users notice: contents, and settings that are not sticky, change places; host names, keys,
//! identities and sticky settings stay (facts: swap-effects; facts: what-moves).

use time::OffsetDateTime;

use super::{site_config_swap, sticky, swap_preview};
use crate::state::settings::get;
use crate::state::{Operation, Side, State};

/// Switches routing; what the target served before, and what it serves now.
pub fn switch(state: &mut State, operation: &Operation, at: OffsetDateTime) -> Option<(String, String)> {
    let (source, target) = (&operation.source, &operation.target);
    let app = state.app_mut(&source.app)?;
    let (mut from, mut to) =
        app.side(source.slot.as_deref()).cloned().zip(app.side(target.slot.as_deref()).cloned())?;
    let before = to.moving.wwwroot().mark();
    std::mem::swap(&mut from.moving, &mut to.moving);
    swap_preview::undo(app, &mut from);
    // Kept as files they lie beside the content and go where it goes, so that callers of production are locked out
    // (facts: functions-host).
    if keeps_keys_in_files(&from) || keeps_keys_in_files(&to) {
        std::mem::swap(&mut from.keys, &mut to.keys);
    }
    sticky::exchange(&mut from.settings, &mut to.settings, |name| app.is_sticky(name));
    let (strings, others) = (&mut from.config.connection_strings, &mut to.config.connection_strings);
    sticky::exchange(strings, others, |name| app.is_sticky_connection_string(name));
    site_config_swap::exchange(app, &mut from, &mut to);
    for side in [&mut from, &mut to] {
        side.modified = at;
        side.prepared_with = None;
        for instance in &mut side.moving.host.instances {
            instance.borrowed_settings = None;
        }
    }
    let now = to.moving.wwwroot().mark();
    for (place, side) in [(source, from), (target, to)] {
        if let Some(there) = app.side_mut(place.slot.as_deref()) {
            *there = side;
        }
    }
    Some((before, now))
}

fn keeps_keys_in_files(side: &Side) -> bool {
    get(&side.settings, "AzureWebJobsSecretStorageType").is_some_and(|kind| kind.eq_ignore_ascii_case("files"))
}
