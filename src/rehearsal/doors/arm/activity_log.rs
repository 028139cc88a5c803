//! The activity log: what was asked of apps, minutes later (facts: arm-calls; facts: telemetry for how late; the description of
//! Microsoft.Insights 2015-04-01). Who asked is not told here: the world's own log of effects does not say.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{errors, site_json};
use crate::clock::Clock;
use crate::doors::answer::utc_stamp;
use crate::doors::{Incoming, Reply};
use crate::latency;
use crate::laws::kql::moment;
use crate::laws::metrics::spread;
use crate::pattern::pattern;
use crate::state::{Effect, Place, State};

/// An operation on a side, and how it stood.
struct Event {
    place: Place,
    operation: String,
    shown: String,
    status: &'static str,
}

/// Answers `$filter=eventTimestamp ge '…' [and eventTimestamp le '…'] [and resourceUri eq '…']`, newest first.
pub(super) fn answer(state: &State, incoming: &Incoming, clock: &Clock, now: OffsetDateTime) -> Reply {
    let filter = incoming.parameter("$filter").unwrap_or_default();
    let part = |text: &str| Some(pattern(text)?.captures(&filter)?[1].to_owned());
    let Some(from) = part("eventTimestamp ge '([^']*)'").and_then(|text| moment(&text)) else {
        let message = "The start time cannot be empty or null. The $filter must have an eventTimestamp.";
        return errors::gateway(400, "BadRequest", message);
    };
    let to = part("eventTimestamp le '([^']*)'").and_then(|text| moment(&text)).unwrap_or(now);
    let resource = part("resourceUri eq '([^']*)'");
    let mut all: Vec<Value> = Vec::new();
    for entry in state.effects.iter().rev().filter(|entry| entry.at >= from && entry.at <= to) {
        if entry.at + spread(clock, latency::ACTIVITY_LOG_LAG, entry.at) > now {
            continue;
        }
        let Some(event) = event(&entry.effect) else { continue };
        let Some(app) = state.app(&event.place.app) else { continue };
        let id = site_json::id(state, app, &event.place);
        if resource.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(&id)) {
            continue;
        }
        let at = utc_stamp(entry.at);
        all.push(json!({
            "eventTimestamp": at, "submissionTimestamp": at, "level": if event.status == "Failed" { "Error" } else { "Informational" },
            "operationName": {"value": event.operation, "localizedValue": event.shown},
            "status": {"value": event.status, "localizedValue": event.status}, "category": {"value": "Administrative"},
            "resourceId": id, "resourceGroupName": app.group, "resourceType": {"value": site_json::kind(&event.place)},
            "resourceProviderName": {"value": "Microsoft.Web"}, "subscriptionId": state.subscription, "tenantId": state.tenant,
        }));
    }
    Reply::json(200, &json!({"value": all}))
}

fn event(effect: &Effect) -> Option<Event> {
    let on = |app: &str, slot: &str, operation: &str, status| {
        let place = Place::named(app, slot);
        let operation = format!("{}/{operation}", site_json::kind(&place));
        Event { place, shown: operation.clone(), operation, status }
    };
    let swap = |app: &str, source: &str, status| Event {
        place: Place::named(app, source),
        operation: "Microsoft.Web/sites/slots/slotsswap/action".to_owned(),
        shown: "Swap Web App Slots".to_owned(),
        status,
    };
    match effect {
        Effect::SwapBegun { app, source, .. } => Some(swap(app, source, "Started")),
        Effect::Swapped { app, source, .. } => Some(swap(app, source, "Succeeded")),
        Effect::SwapReverted { app, source, .. } => Some(swap(app, source, "Failed")),
        Effect::SettingsWritten { app, slot, .. } => Some(on(app, slot, "config/write", "Succeeded")),
        Effect::SiteWritten { app, slot, .. } => Some(on(app, slot, "write", "Succeeded")),
        Effect::PowerChanged { app, slot, how } => Some(on(app, slot, &format!("{how}/action"), "Succeeded")),
        _ => None,
    }
}
