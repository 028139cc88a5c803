//! A side restarts: its instances are replaced by new ones, whose containers take a while to start, one
//! after the other where the world says so (facts: functions-host).

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::executions;
use crate::clock::Clock;
use crate::latency;
use crate::state::{Event, HostState, Instance, Place, State};

/// Replaces all instances of `place`. The old processes are gone at once, with all that ran in
/// them.
pub fn restart(state: &mut State, clock: &Clock, place: &Place, at: OffsetDateTime) {
    restart_with(state, clock, place, None, at);
}

/// The same, for instances that are started with settings of another side.
pub fn restart_with(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    borrowed_settings: Option<BTreeMap<String, String>>,
    at: OffsetDateTime,
) {
    let old: Vec<String> = match state.side(place) {
        Some(side) => side.moving.host.instances.iter().map(|instance| instance.id.clone()).collect(),
        None => return,
    };
    let count = old.len().max(1);
    let ids: Vec<String> = (0..count).map(|_| state.new_guid()).collect();
    let Some(side) = state.side_mut(place) else {
        return;
    };
    let instance = |id: &String| Instance {
        id: id.clone(),
        started: at,
        state: HostState::Absent,
        borrowed_settings: borrowed_settings.clone(),
        given: BTreeMap::new(),
    };
    side.moving.host.instances = ids.iter().map(instance).collect();
    executions::cut(state, clock, &old, at);
    let mut starts = at + clock.latency(latency::CONTAINER_START);
    for instance in ids {
        state.agenda.plan(starts, Event::ProcessStarts { instance });
        starts += Duration::from_secs(state.races.instances_apart);
    }
}
