//! Who listens to what: each host that runs listens for each of its functions that is not switched
//! off, with the settings that it was started with, on whichever side it is. Nothing holds a slot
//! back: staging listens as production does (facts: slots-are-live; azure-docs#49834). During a swap
//! the slot's host runs with production's settings before routing is switched
//! (azure-functions-host#8999).

use super::connection::{account, namespace, resolved};
use super::functions::{find, is_disabled};
use crate::state::settings::Settings;
use crate::state::{FunctionInfo, HostState, Instance, Place, Side, State};

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

/// The functions that an instance listens for.
pub fn functions(side: &Side, instance: &Instance) -> Vec<FunctionInfo> {
    if instance.state != HostState::Running || !side.running {
        return Vec::new();
    }
    let settings = side.settings_of(instance);
    let listens = |function: &FunctionInfo| !function.is_http() && !is_disabled(function, &settings);
    find(side.moving.wwwroot(), &settings).into_iter().filter(listens).collect()
}

/// The queue that a function listens to: `account/queue`, or `namespace/queue` and `namespace/topic/subscription` of a Service
/// Bus.
pub fn queue(function: &FunctionInfo, settings: &Settings) -> Option<String> {
    let trigger = function.trigger().filter(|trigger| listens_to_queue(trigger))?;
    let named = |name: &str| trigger[name].as_str().and_then(|name| resolved(settings, name));
    let connection = trigger["connection"].as_str();
    let (owner, name) = if is(trigger, "queueTrigger") {
        (account(settings, connection)?, named("queueName")?)
    } else {
        let topic = || Some(format!("{}/{}", named("topicName")?, named("subscriptionName")?));
        (namespace(settings, connection)?, named("queueName").or_else(topic)?)
    };
    Some(format!("{owner}/{}", name.to_lowercase()))
}

/// Whether a trigger takes its events from a queue.
pub fn listens_to_queue(trigger: &serde_json::Value) -> bool {
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
                if queue(&function, &side.settings_of(instance)).as_deref() == Some(name) {
                    found.push(Listener { place: place.clone(), instance: instance.id.clone(), function });
                }
            }
        }
    }
    found.sort_by(|a, b| a.instance.cmp(&b.instance));
    found
}
