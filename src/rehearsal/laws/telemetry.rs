//! What a host tells Application Insights (facts: telemetry): one request for each invocation, with the result of the
//! function; log lines and exceptions when it cannot start or listen, and when a function throws. A function that answers 5xx is
//! taken to have thrown. A process that a swap moved takes itself for its former side for a while. What is asked for that is no function, or refused before one is called, is no invocation and leaves nothing here.

use std::time::Duration;

use time::OffsetDateTime;

use super::connection::part;
use super::routes::routed;
use crate::latency;
use crate::state::settings::get;
use crate::state::{App, Execution, Hit, Instance, Place, Record, Recorded, Side, State};

/// The instrumentation key that an instance sends with.
fn key(side: &Side, instance: &Instance) -> Option<String> {
    let settings = side.settings_of(instance);
    let in_text =
        get(&settings, "APPLICATIONINSIGHTS_CONNECTION_STRING").and_then(|text| part(text, "InstrumentationKey"));
    in_text.or_else(|| get(&settings, "APPINSIGHTS_INSTRUMENTATIONKEY")).map(str::to_owned)
}

/// The side that a process takes itself for, on `place`.
fn role(place: &Place, side: &Side, instance: &Instance, at: OffsetDateTime) -> Place {
    let moved =
        side.swap_status.as_ref().filter(|swap| instance.started < swap.at && at - swap.at < latency::ROLE_STALE);
    let Some(swap) = moved else { return place.clone() };
    let is_source = swap.source.eq_ignore_ascii_case(place.slot_name());
    let former = if is_source { &swap.destination } else { &swap.source };
    let slot = (!former.eq_ignore_ascii_case("production")).then_some(former.as_str());
    Place::new(&place.app, slot)
}

/// Requests of one path that a side has answered.
pub fn answered(state: &mut State, place: &Place, path: &str, hits: &[Hit]) {
    let Some(side) = state.side(place).filter(|side| !hits.is_empty() && side.moving.host.is_serving()) else {
        return;
    };
    let name = if state.app(&place.app).is_some_and(App::is_function_app) {
        routed(side, path).map(|function| function.name)
    } else {
        Some(format!("GET {path}"))
    };
    for (hit, name) in hits.iter().filter_map(|hit| Some((*hit, name.clone()?))) {
        invoked(state, place, &name, Some(path), hit);
    }
}

/// A function was called at this time, and took so long; by a request of this path, or by something else.
pub fn invoked(state: &mut State, place: &Place, name: &str, path: Option<&str>, hit: Hit) {
    let Some(side) = state.side(place) else { return };
    let Some(instance) = side.moving.host.answering() else { return };
    let Some(key) = key(side, instance) else { return };
    let what = Recorded::Request {
        name: name.to_owned(),
        url: path.map(|path| format!("https://{}{path}", side.hosts.site)),
        code: path.map_or("0".to_owned(), |_| hit.status.to_string()),
        success: hit.status < 500,
        took: hit.took,
    };
    let place = role(place, side, instance, hit.at);
    let record = Record { at: hit.at, place, instance: instance.id.clone(), what };
    state.telemetry.keep(&key, record);
}

/// A function that no request called has ended: a request without a URL, whose code is 0 and whose success is the function's; what
/// it threw is logged twice, with the function and with its result (azure-webjobs-sdk, `ApplicationInsightsLogger`:
/// `LogFunctionResult` and `LogException`).
pub fn executed(state: &mut State, ended: &Execution, at: OffsetDateTime) {
    let Some((_, side, instance)) = state.instance(&ended.instance) else { return };
    let Some(key) = key(side, instance) else { return };
    let place = role(&ended.place, side, instance, ended.began);
    let record = |at, what| Record { at, place: place.clone(), instance: ended.instance.clone(), what };
    let took = Duration::try_from(at - ended.began).unwrap_or_default();
    let name = ended.function.clone();
    let code = "0".to_owned();
    state
        .telemetry
        .keep(&key, record(ended.began, Recorded::Request { name, url: None, code, success: !ended.throws, took }));
    if !ended.throws {
        return;
    }
    for category in [format!("Function.{}", ended.function), "Host.Results".to_owned()] {
        let kind = "Microsoft.Azure.WebJobs.Host.FunctionInvocationException".to_owned();
        let message = format!("Exception while executing function: Functions.{}", ended.function);
        state.telemetry.keep(&key, record(at, Recorded::Exception { kind, message, category }));
    }
}

/// The host of an instance could not start.
pub fn host_failed(state: &mut State, instance: &str, error: &str, at: OffsetDateTime) {
    let operation = state.new_guid();
    let words = format!("A host error has occurred during startup operation '{operation}'.");
    note(state, instance, Recorded::Trace { message: words, severity: 3 }, at);
    let kind = "Microsoft.Azure.WebJobs.Script.HostInitializationException".to_owned();
    let category = "Host.Startup".to_owned();
    note(state, instance, Recorded::Exception { kind, message: error.to_owned(), category }, at);
}

/// A host has started, and loaded less than there is.
pub fn functions_left_out(state: &mut State, instance: &str, words: &[String], at: OffsetDateTime) {
    for message in words {
        note(state, instance, Recorded::Trace { message: message.clone(), severity: 3 }, at);
    }
}

/// The listener of a function could not start, because its connection leads nowhere.
pub fn listener_failed(state: &mut State, instance: &str, function: &str, at: OffsetDateTime) {
    let message = format!("The listener for function 'Functions.{function}' was unable to start.");
    note(state, instance, Recorded::Trace { message, severity: 3 }, at);
}

fn note(state: &mut State, id: &str, what: Recorded, at: OffsetDateTime) {
    let found = state.instance(id).map(|(place, side, instance)| (place, key(side, instance)));
    if let Some((place, Some(key))) = found {
        state.telemetry.keep(&key, Record { at, place, instance: id.to_owned(), what });
    }
}
