//! A swap, in Azure's order (azure-wire §5.1): apply the target's settings to the source, restart
//! it and wait, warm it up, switch routing, then restart the former production with the other
//! side's settings.
//!
//! What changes places is `swap_exchange`'s part, what counts as warm `swap_warm_up`'s.

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::{restart, sticky, swap_exchange, swap_warm_up};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::faults::LawFault;
use crate::rehearsal::latency;
use crate::rehearsal::state::{App, Effect, Event, HostState, Operation, OperationState, Place, State, SwapStatus};

/// A swap that is not begun.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// One of the sides has an operation already.
    Busy {
        /// The operation that goes on.
        operation: String,
    },
    /// A swap with preview waits.
    Prepared,
    /// There is no such slot.
    NoSlot(String),
    /// Both are the same side.
    SameSide,
    /// One of the sides signs its users in by itself, and this is a swap with preview.
    SiteAuth,
}

/// Begins a swap and returns its operation.
pub fn begin(
    state: &mut State,
    clock: &Clock,
    source: &Place,
    target: &Place,
    at: OffsetDateTime,
) -> Result<String, Refused> {
    admit(state, source, target)?;
    let id = state.new_guid();
    for place in [source, target] {
        if let Some(side) = state.side_mut(place) {
            side.operation = Some(id.clone());
        }
    }
    let operation =
        Operation { source: source.clone(), target: target.clone(), state: OperationState::Applying, began: at };
    let (app, source, target) = operation.names();
    state.operations.insert(id.clone(), operation);
    let effect = Effect::SwapBegun { app, source, target };
    state.note(at, effect);
    plan(state, &id, at + clock.latency(latency::SWAP_APPLY));
    Ok(id)
}

/// Whether these two sides can be swapped now; each may be prepared for the other and for no third.
pub fn admit(state: &State, source: &Place, target: &Place) -> Result<(), Refused> {
    if source.slot_name().eq_ignore_ascii_case(target.slot_name()) {
        return Err(Refused::SameSide);
    }
    for (place, other) in [(source, target), (target, source)] {
        let side = state.side(place).ok_or_else(|| Refused::NoSlot(place.slot_name().to_owned()))?;
        if let Some(operation) = &side.operation {
            return Err(Refused::Busy { operation: operation.clone() });
        }
        let with = side.prepared_with.as_ref();
        if with.is_some_and(|with| !with.eq_ignore_ascii_case(other.slot_name())) {
            return Err(Refused::Prepared);
        }
    }
    Ok(())
}

/// Goes on with a swap.
pub fn step(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some(operation) = state.operations.get(id).cloned() else {
        return;
    };
    match operation.state {
        OperationState::Applying => {
            set(state, id, OperationState::WarmingUp);
            // On Linux some have taken a quarter of an hour (azure-wire §5.4).
            let slow = match state.law_fault("warm-up") {
                Some(LawFault::Slow(by)) => by,
                _ => Duration::ZERO,
            };
            let applied = applied(state, &operation);
            restart::restart_with(state, clock, &operation.source, applied, at);
            plan(state, id, at + clock.latency(latency::SWAP_WARM_UP + slow));
        }
        OperationState::WarmingUp => warm_up(state, clock, id, &operation, at),
        OperationState::Finishing => {
            release(state, &operation);
            set(state, id, OperationState::Succeeded);
        }
        OperationState::Succeeded | OperationState::Failed { .. } => {}
    }
}

fn warm_up(state: &mut State, clock: &Clock, id: &str, operation: &Operation, at: OffsetDateTime) {
    let fault = state.law_fault("swap");
    match &fault {
        Some(LawFault::Fails { status, code, message }) => {
            return fail(state, clock, id, operation, at, (*status, code, message.clone()));
        }
        // Given up like any other, and reported as done.
        Some(LawFault::NoEffect) => {
            revert(state, clock, operation, at, "reported as done");
            return set(state, id, OperationState::Succeeded);
        }
        Some(LawFault::PutBack(_) | LawFault::Slow(_)) | None => {}
    }
    if let Some((look_again, status, code, words)) = not_ready(state, operation) {
        return match at - operation.began > clock.latency(latency::SWAP_PATIENCE) {
            true => fail(state, clock, id, operation, at, (status, code, words)),
            false => plan(state, id, at + clock.latency(look_again)),
        };
    }
    switch(state, operation, at);
    if let Some(LawFault::PutBack(later)) = fault {
        let event = Event::SwapPutBack { operation: id.to_owned() };
        state.agenda.plan(at + clock.latency(later), event);
    }
    set(state, id, OperationState::Finishing);
    restart::restart(state, clock, &operation.source, at);
    plan(state, id, at + clock.latency(latency::SWAP_FINISH));
}

/// What keeps routing from being switched, if anything: when it is looked at again, and as what the swap fails when it lasts.
fn not_ready(state: &State, operation: &Operation) -> Option<(Duration, u16, &'static str, String)> {
    let (app, slot, _) = operation.names();
    let source = state.side(&operation.source)?;
    let is_up = |state: &HostState| matches!(state, HostState::Running | HostState::Error(_));
    if !source.running || !source.moving.host.instances.iter().all(|instance| is_up(&instance.state)) {
        return Some((latency::SWAP_LOOK, 400, "BadRequest", not_started(&app, &slot)));
    }
    let is_function_app = state.app(&app).is_some_and(App::is_function_app);
    let is_warm = swap_warm_up::is_warm(source, is_function_app);
    (!is_warm).then(|| (latency::SWAP_PING, 417, "ExpectationFailed", no_answer(&app, &slot)))
}

/// What Azure says when the source's worker does not come up (azure-wire §5.4).
pub fn not_started(app: &str, slot: &str) -> String {
    format!("Cannot swap slots for site '{app}' because the worker process for '{slot}' slot could not be started.")
}

/// What it says when the source does not answer as it has to (azure-wire §5.4).
pub fn no_answer(app: &str, slot: &str) -> String {
    format!("Cannot swap site slots for site '{app}' because the '{slot}' slot did not respond to http ping.")
}

/// Switches routing: the one moment that users notice.
fn switch(state: &mut State, operation: &Operation, at: OffsetDateTime) {
    let (source, target) = (&operation.source, &operation.target);
    let Some((before, now)) = swap_exchange::switch(state, operation, at) else {
        return;
    };
    let status = SwapStatus { at, source: source.slot_name().to_owned(), destination: capitalised(target.slot_name()) };
    for place in [source, target] {
        if let Some(side) = state.side_mut(place) {
            side.swap_status = Some(status.clone());
        }
    }
    let (app, source, target) = operation.names();
    let effect = Effect::Swapped { app, source, target, now, before };
    state.note(at, effect);
}

/// What the source is started with before routing is switched: its own settings that move, and the
/// target's that stay. Triggers that only the slot's sticky settings held off run from here on,
/// beside those of production (release-safety §1.7; azure-functions-host#8999).
fn applied(state: &State, operation: &Operation) -> Option<BTreeMap<String, String>> {
    let app = state.app(&operation.source.app)?;
    let side = |place: &Place| app.side(place.slot.as_deref());
    let (source, target) = (side(&operation.source)?, side(&operation.target)?);
    Some(sticky::moved(&source.settings, &target.settings, |name| app.is_sticky(name)))
}

/// It is given up, and its poll answers with why.
fn fail(
    state: &mut State,
    clock: &Clock,
    id: &str,
    operation: &Operation,
    at: OffsetDateTime,
    (status, code, message): (u16, &str, String),
) {
    revert(state, clock, operation, at, &message);
    set(state, id, OperationState::Failed { status, code: code.to_owned(), message });
}

/// The source gets its own settings back, which restarts it once more (azure-wire §5.1).
fn revert(state: &mut State, clock: &Clock, operation: &Operation, at: OffsetDateTime, reason: &str) {
    release(state, operation);
    if state.side(&operation.source).is_some_and(|source| source.running) {
        restart::restart(state, clock, &operation.source, at);
    }
    let (app, source, target) = operation.names();
    state.note(at, Effect::SwapReverted { app, source, target, reason: reason.to_owned() });
}

fn release(state: &mut State, operation: &Operation) {
    for place in [&operation.source, &operation.target] {
        if let Some(side) = state.side_mut(place) {
            side.operation = None;
        }
    }
}

fn set(state: &mut State, id: &str, to: OperationState) {
    if let Some(operation) = state.operations.get_mut(id) {
        operation.state = to;
    }
}

fn plan(state: &mut State, id: &str, at: OffsetDateTime) {
    let event = Event::SwapStep { operation: id.to_owned() };
    state.agenda.plan(at, event);
}

/// `slotSwapStatus` writes `Production` with a capital (recorded).
fn capitalised(slot: &str) -> String {
    match slot.eq_ignore_ascii_case("production") {
        true => "Production".to_owned(),
        false => slot.to_owned(),
    }
}
