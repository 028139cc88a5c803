//! A side restarts: its instances are replaced by new ones, whose containers take a while to start.

use time::OffsetDateTime;

use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::{Event, HostState, Instance, Place, State};

/// Replaces all instances of `place`. The old processes are gone at once.
pub fn restart(state: &mut State, clock: &Clock, place: &Place, at: OffsetDateTime) {
    let count = match state.side(place) {
        Some(side) => side.moving.host.instances.len().max(1),
        None => return,
    };
    let ids: Vec<String> = (0..count).map(|_| state.new_guid()).collect();
    let Some(side) = state.side_mut(place) else {
        return;
    };
    let instance = |id: &String| Instance { id: id.clone(), started: at, state: HostState::Absent };
    side.moving.host.instances = ids.iter().map(instance).collect();
    for instance in ids {
        let starts = at + clock.latency(latency::CONTAINER_START);
        state.agenda.plan(starts, Event::ProcessStarts { instance });
    }
}
