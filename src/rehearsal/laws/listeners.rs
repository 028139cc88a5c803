//! Who listens to what: each host that runs listens for each of its functions that is not switched
//! off, with the settings that it was started with, on whichever side it is. Nothing holds a slot
//! back: staging listens as production does (release-safety §1.7; azure-docs#49834). During a swap
//! the slot's host runs with production's settings before routing is switched
//! (azure-functions-host#8999).

use std::borrow::Cow;

use time::OffsetDateTime;

use super::connection::{Settings, account, namespace, resolved};
use super::functions::{find, is_disabled};
use super::{host_start, telemetry, timers};
use crate::rehearsal::state::{Event, FunctionInfo, HostState, Instance, Place, Side, State};

/// A function that listens.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// Where its host is.
    pub place: Place,
    /// The instance.
    pub instance: String,
    /// The function.
    pub function: FunctionInfo,
}

/// The settings that an instance was started with, as they are configured.
pub fn configured<'a>(side: &'a Side, instance: &'a Instance) -> &'a Settings {
    instance.borrowed_settings.as_ref().unwrap_or(&side.settings)
}

/// The settings as its process sees them: with secrets in place of the references that resolved when it started.
pub fn settings<'a>(side: &'a Side, instance: &'a Instance) -> Cow<'a, Settings> {
    let configured = configured(side, instance);
    if instance.given.is_empty() {
        return Cow::Borrowed(configured);
    }
    let seen = |value: &String| instance.given.get(value).unwrap_or(value).clone();
    Cow::Owned(configured.iter().map(|(name, value)| (name.clone(), seen(value))).collect())
}

/// The settings with which a side answers requests: those of the instance that does.
pub fn answering(side: &Side) -> Cow<'_, Settings> {
    side.moving.host.answering().map_or(Cow::Borrowed(&side.settings), |instance| settings(side, instance))
}

/// The functions that an instance listens for.
pub fn functions(side: &Side, instance: &Instance) -> Vec<FunctionInfo> {
    if instance.state != HostState::Running || !side.running {
        return Vec::new();
    }
    let settings = settings(side, instance);
    let listens = |function: &FunctionInfo| !function.is_http() && !is_disabled(function, &settings);
    find(side.moving.wwwroot()).into_iter().filter(listens).collect()
}

/// The queue that a function listens to: `account/queue`, or `namespace/queue` and `namespace/topic/subscription` of a Service
/// Bus.
pub fn queue(function: &FunctionInfo, settings: &Settings) -> Option<String> {
    let trigger = function.trigger().filter(|trigger| listens_to_queue(trigger))?;
    let named = |name: &str| trigger[name].as_str().and_then(|name| resolved(settings, name));
    let connection = trigger["connection"].as_str();
    let (owner, name) = match is(trigger, "queueTrigger") {
        true => (account(settings, connection)?, named("queueName")?),
        false => {
            let topic = || Some(format!("{}/{}", named("topicName")?, named("subscriptionName")?));
            (namespace(settings, connection)?, named("queueName").or_else(topic)?)
        }
    };
    Some(format!("{owner}/{}", name.to_lowercase()))
}

fn listens_to_queue(trigger: &serde_json::Value) -> bool {
    is(trigger, "queueTrigger") || is(trigger, "serviceBusTrigger")
}

/// The expression of a timer.
pub fn schedule(function: &FunctionInfo, settings: &Settings) -> Option<String> {
    let trigger = function.trigger().filter(|trigger| is(trigger, "timerTrigger"))?;
    resolved(settings, trigger["schedule"].as_str()?)
}

fn is(trigger: &serde_json::Value, kind: &str) -> bool {
    trigger["type"].as_str().is_some_and(|there| there.eq_ignore_ascii_case(kind))
}

/// Everyone who listens to a queue, in the order of their instances.
pub fn on_queue(state: &State, name: &str) -> Vec<Listener> {
    let mut found = Vec::new();
    for (place, side) in state.sides() {
        let takes = |instance: &&Instance| !state.events.draining.contains(&instance.id);
        for instance in side.moving.host.instances.iter().filter(takes) {
            for function in functions(side, instance) {
                if queue(&function, &settings(side, instance)).as_deref() == Some(name) {
                    found.push(Listener { place: place.clone(), instance: instance.id.clone(), function });
                }
            }
        }
    }
    found.sort_by(|a, b| a.instance.cmp(&b.instance));
    found
}

/// An instance has come up: it looks at its queues at once, and its timers are planned. (The
/// queue listener's first look has no delay: azure-webjobs-sdk, `QueueListener`.)
pub fn start(state: &mut State, id: &str, at: OffsetDateTime) {
    let Some((_, side, found)) = instance(state, id) else {
        return;
    };
    let settings = settings(side, found);
    let (mut queues, mut dead) = (Vec::new(), Vec::new());
    for function in functions(side, found) {
        let on_queue = function.trigger().is_some_and(listens_to_queue);
        match queue(&function, &settings) {
            Some(queue) => queues.push(queue),
            None if on_queue => dead.push(function.name),
            None => {}
        }
    }
    for function in dead {
        telemetry::listener_failed(state, id, &function, at);
    }
    for queue in queues {
        state.agenda.plan(at, Event::QueueLooked { queue });
    }
    timers::plan(state, id, at);
}

/// All hosts that run already begin to listen: for a world that is made, not grown.
pub fn start_all(state: &mut State, at: OffsetDateTime) {
    for instance in state.instances() {
        host_start::give(state, &instance);
        start(state, &instance, at);
    }
}

/// An instance, wherever it is now.
pub fn instance<'a>(state: &'a State, id: &str) -> Option<(Place, &'a Side, &'a Instance)> {
    state.sides().find_map(|(place, side)| {
        let instance = side.moving.host.instances.iter().find(|instance| instance.id == id)?;
        Some((place, side, instance))
    })
}
