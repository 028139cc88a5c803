//! Timers: due at their times on each host that runs, once for each host however many instances it
//! has. The lock that sees to that is kept by host id, and the id by the name of the side
//! (facts: functions-host), so that production and a slot both run a timer that neither has switched off
//! (azure-webjobs-sdk-extensions#106). A run that was missed while no host ran is not made up for
//! here.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::schedule::Schedule;
use super::{executions, listeners};
use crate::clock::Clock;
use crate::state::{Event, FunctionInfo, HostState, State};

/// Plans the next time that any timer of an instance is due.
pub fn plan(state: &mut State, instance: &str, at: OffsetDateTime) {
    let next = timers(state, instance).into_iter().filter_map(|(_, schedule)| schedule.next(at)).min();
    if let Some(next) = next {
        state.agenda.plan(next, Event::TimersDue { instance: instance.to_owned() });
    }
}

/// The timers of an instance that are due at `at` run, when the instance holds the lock.
pub fn due(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some((place, side, _)) = state.instance(id) else {
        return;
    };
    let running = |state: &HostState| *state == HostState::Running;
    let holder = side.moving.host.instances.iter().find(|instance| running(&instance.state));
    let drains = state.events.draining.contains(id);
    if !drains && holder.is_some_and(|holder| holder.id == id) {
        let is_due = |schedule: &Schedule| schedule.next(at - Duration::SECOND) == Some(at);
        let due: Vec<FunctionInfo> = timers(state, id)
            .into_iter()
            .filter(|(_, schedule)| is_due(schedule))
            .map(|(function, _)| function)
            .collect();
        for function in due {
            let source = format!("timer:{}", function.name);
            let message = at.format(&Rfc3339).unwrap_or_default();
            let event = executions::Begun { source, id: message.clone(), message };
            executions::begin(state, clock, &place, id, &function.name, event, at);
        }
    }
    plan(state, id, at);
}

fn timers(state: &State, id: &str) -> Vec<(FunctionInfo, Schedule)> {
    let Some((_, side, instance)) = state.instance(id) else {
        return Vec::new();
    };
    let settings = side.settings_of(instance);
    let timer = |function: FunctionInfo| {
        let schedule = Schedule::parse(&listeners::schedule(&function, &settings)?).ok()?;
        Some((function, schedule))
    };
    listeners::functions(side, instance).into_iter().filter_map(timer).collect()
}
