//! A swap, in Azure's order (azure-wire §5.1): apply the target's settings to the source, restart
//! it and wait, warm it up, switch routing, then restart the former production with the other
//! side's settings.
//!
//! Contents and settings that are not sticky change places; host names, keys, identities and sticky
//! settings stay. What counts as warm is `swap_warm_up`'s question.

use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;

use super::settings::get;
use super::{restart, site_config_swap, swap_preview, swap_warm_up};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::faults::LawFault;
use crate::rehearsal::latency;
use crate::rehearsal::state::{
    App, Effect, Event, HostState, Operation, OperationState, Place, Side, State, SwapStatus,
};

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
    state.operations.insert(id.clone(), operation);
    let effect = Effect::SwapBegun {
        app: source.app.clone(),
        source: source.slot_name().to_owned(),
        target: target.slot_name().to_owned(),
    };
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
            let applied = applied(state, &operation);
            restart::restart_with(state, clock, &operation.source, applied, at);
            plan(state, id, at + clock.latency(latency::SWAP_WARM_UP));
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
    let (app, slot) = (operation.source.app.clone(), operation.source.slot_name().to_owned());
    let fault = state.law_fault("swap");
    match &fault {
        Some(LawFault::Fails { status, code, message }) => {
            return revert(state, clock, id, operation, at, (*status, code.clone(), message.clone()));
        }
        // Given up like any other, and reported as done.
        Some(LawFault::NoEffect) => {
            revert(state, clock, id, operation, at, (200, "OK".to_owned(), "reported as done".to_owned()));
            return set(state, id, OperationState::Succeeded);
        }
        Some(LawFault::PutBack(_)) | None => {}
    }
    let Some(source) = state.side(&operation.source) else {
        return;
    };
    let answers = source.running
        && source
            .moving
            .host
            .instances
            .iter()
            .all(|instance| matches!(instance.state, HostState::Running | HostState::Error(_)));
    let settings = applied(state, operation).unwrap_or_default();
    let is_function_app = state.app(&app).is_some_and(App::is_function_app);
    if answers && !swap_warm_up::is_warm(source, is_function_app, &settings) {
        if at - operation.began > clock.latency(latency::SWAP_PATIENCE) {
            let words = format!(
                "Cannot swap site slots for site '{app}' because the '{slot}' slot did not respond to http ping."
            );
            return revert(state, clock, id, operation, at, (417, "ExpectationFailed".to_owned(), words));
        }
        return plan(state, id, at + clock.latency(latency::SWAP_PING));
    }
    if !answers {
        if at - operation.began > clock.latency(latency::SWAP_PATIENCE) {
            let words = format!(
                "Cannot swap slots for site '{app}' because the worker process for '{slot}' slot could not be started."
            );
            return revert(state, clock, id, operation, at, (400, "BadRequest".to_owned(), words));
        }
        return plan(state, id, at + clock.latency(std::time::Duration::from_secs(5)));
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

/// Switches routing: the one moment that users notice.
fn switch(state: &mut State, operation: &Operation, at: OffsetDateTime) {
    let (source, target) = (&operation.source, &operation.target);
    let Some((before, now)) = change_places(state, operation, at) else {
        return;
    };
    let status = SwapStatus { at, source: source.slot_name().to_owned(), destination: capitalised(target.slot_name()) };
    for place in [source, target] {
        if let Some(side) = state.side_mut(place) {
            side.swap_status = Some(status.clone());
        }
    }
    let effect = Effect::Swapped {
        app: source.app.clone(),
        source: source.slot_name().to_owned(),
        target: target.slot_name().to_owned(),
        now,
        before,
    };
    state.note(at, effect);
}

/// Contents and settings of the two sides change places; what the target served before and serves now.
pub(super) fn change_places(state: &mut State, operation: &Operation, at: OffsetDateTime) -> Option<(String, String)> {
    let (source, target) = (&operation.source, &operation.target);
    let app = state.app_mut(&source.app)?;
    let (mut from, mut to) =
        app.side(source.slot.as_deref()).cloned().zip(app.side(target.slot.as_deref()).cloned())?;
    let before = to.moving.wwwroot().mark();
    std::mem::swap(&mut from.moving, &mut to.moving);
    swap_preview::undo(app, &mut from);
    // Kept as files they lie beside the content and go where it goes, so that callers of production are locked out
    // (azure-wire §4).
    if keeps_keys_in_files(&from) || keeps_keys_in_files(&to) {
        std::mem::swap(&mut from.keys, &mut to.keys);
    }
    exchange_settings(app, &mut from, &mut to);
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

/// What the source is started with before routing is switched: its own settings that move, and the
/// target's that stay. Triggers that only the slot's sticky settings held off run from here on,
/// beside those of production (release-safety §1.7; azure-functions-host#8999).
fn applied(state: &State, operation: &Operation) -> Option<BTreeMap<String, String>> {
    let app = state.app(&operation.source.app)?;
    let side = |place: &Place| app.side(place.slot.as_deref());
    let (source, target) = (side(&operation.source)?, side(&operation.target)?);
    let moves = source.settings.iter().filter(|(name, _)| !app.is_sticky(name));
    let stays = target.settings.iter().filter(|(name, _)| app.is_sticky(name));
    Some(moves.chain(stays).map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn keeps_keys_in_files(side: &Side) -> bool {
    get(&side.settings, "AzureWebJobsSecretStorageType").is_some_and(|kind| kind.eq_ignore_ascii_case("files"))
}

fn exchange_settings(app: &App, a: &mut Side, b: &mut Side) {
    let parted = |side: &mut Side| -> (BTreeMap<String, String>, BTreeMap<String, String>) {
        std::mem::take(&mut side.settings).into_iter().partition(|(name, _)| app.is_sticky(name))
    };
    let (mut stays_a, moves_a) = parted(a);
    let (mut stays_b, moves_b) = parted(b);
    stays_a.extend(moves_b);
    stays_b.extend(moves_a);
    (a.settings, b.settings) = (stays_a, stays_b);
    let sticky = app.sticky.as_ref().map(|sticky| sticky.connection_strings.clone()).unwrap_or_default();
    let parted = |side: &mut Side| -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
        let all = std::mem::take(&mut side.config.connection_strings).into_iter();
        all.partition(|(name, _)| sticky.iter().any(|one| one.eq_ignore_ascii_case(name)))
    };
    let (mut stays_a, moves_a) = parted(a);
    let (mut stays_b, moves_b) = parted(b);
    stays_a.extend(moves_b);
    stays_b.extend(moves_a);
    (a.config.connection_strings, b.config.connection_strings) = (stays_a, stays_b);
}

/// The source gets its own settings back, which restarts it once more (azure-wire §5.1).
fn revert(
    state: &mut State,
    clock: &Clock,
    id: &str,
    operation: &Operation,
    at: OffsetDateTime,
    end: (u16, String, String),
) {
    let (status, code, message) = end;
    release(state, operation);
    if state.side(&operation.source).is_some_and(|source| source.running) {
        restart::restart(state, clock, &operation.source, at);
    }
    let effect = Effect::SwapReverted {
        app: operation.source.app.clone(),
        source: operation.source.slot_name().to_owned(),
        target: operation.target.slot_name().to_owned(),
        reason: message.clone(),
    };
    state.note(at, effect);
    set(state, id, OperationState::Failed { status, code, message });
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
