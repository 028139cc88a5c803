//! A swap, in Azure's order (facts: swap-order): apply the target's settings to the source, restart
//! it and wait, warm it up, switch routing, then restart the former production with the other
//! side's settings.
//!
//! What changes places is `swap_exchange`'s part, what counts as warm `swap_warm_up`'s.

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::swap_admission::{Refused, admit};
use super::{restart, sticky, swap_exchange, swap_warm_up};
use crate::clock::Clock;
use crate::faults::LawFault;
use crate::latency;
use crate::state::{App, Effect, Event, HostState, Operation, OperationState, Place, State, SwapStatus};

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

/// Goes on with a swap.
pub fn step(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some(operation) = state.operations.get(id).cloned() else {
        return;
    };
    match operation.state {
        OperationState::Applying => {
            set(state, id, OperationState::WarmingUp);
            // On Linux some have taken a quarter of an hour (facts: swap-warm-up).
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
            if state.swap_telling.stamps_at_the_end {
                stamp(state, &operation, at);
            }
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
        return if at - operation.began > clock.latency(latency::SWAP_PATIENCE) {
            fail(state, clock, id, operation, at, (status, code, words))
        } else {
            // However fast this world is, nothing is looked at twice at one moment.
            plan(state, id, at + clock.latency(look_again).max(Duration::from_millis(1)))
        };
    }
    switch(state, id, operation, at);
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
    let is_warm = swap_warm_up::is_warm(source, state.side(&operation.target)?, is_function_app);
    (!is_warm).then(|| (latency::SWAP_PING, 417, "ExpectationFailed", no_answer(&app, &slot)))
}

/// What Azure says when the source's worker does not come up (facts: swap-warm-up).
pub fn not_started(app: &str, slot: &str) -> String {
    format!("Cannot swap slots for site '{app}' because the worker process for '{slot}' slot could not be started.")
}

/// What it says when the source does not answer as it has to (facts: swap-warm-up).
pub fn no_answer(app: &str, slot: &str) -> String {
    format!("Cannot swap site slots for site '{app}' because the '{slot}' slot did not respond to http ping.")
}

/// Switches routing: the one moment that users notice.
fn switch(state: &mut State, id: &str, operation: &Operation, at: OffsetDateTime) {
    let Some((before, now)) = swap_exchange::switch(state, operation, at) else {
        return;
    };
    match state.races.swap_stamp_late {
        _ if state.swap_telling.stamps_at_the_end => {}
        0 => stamp(state, operation, at),
        late => {
            let event = Event::SwapStamped { operation: id.to_owned(), switched: at };
            state.agenda.plan(at + Duration::from_secs(late), event);
        }
    }
    let (app, source, target) = operation.names();
    let effect = Effect::Swapped { app, source, target, now, before };
    state.note(at, effect);
}

/// Writes when a swap was made, some time after it.
pub fn stamp_late(state: &mut State, id: &str, switched: OffsetDateTime) {
    if let Some(operation) = state.operations.get(id).cloned() {
        stamp(state, &operation, switched);
    }
}

/// Writes when the last swap was made.
fn stamp(state: &mut State, operation: &Operation, at: OffsetDateTime) {
    let (source, target) = (&operation.source, &operation.target);
    let status = SwapStatus { at, source: source.slot_name().to_owned(), destination: capitalised(target.slot_name()) };
    for place in [source, target] {
        if let Some(side) = state.side_mut(place) {
            side.swap_status = Some(status.clone());
        }
    }
}

/// What the source is started with before routing is switched: its own settings that move, and the
/// target's that stay. Triggers that only the slot's sticky settings held off run from here on,
/// beside those of production (facts: slots-are-live; azure-functions-host#8999).
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

/// The source gets its own settings back, which restarts it once more (facts: swap-order).
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
    if slot.eq_ignore_ascii_case("production") { "Production".to_owned() } else { slot.to_owned() }
}
