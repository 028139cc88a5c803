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
use crate::laws::odata::{Compared, Filter};
use crate::state::{App, Effect, Place, State};

/// An operation on a side, and how it stood.
struct Event {
    place: Place,
    operation: String,
    shown: String,
    status: &'static str,
}

/// The properties that a filter may name; who asked, and in which context, this world does not know.
const FILTERED: &[&str] = &[
    "eventtimestamp",
    "resourceuri",
    "resourceid",
    "resourcegroupname",
    "resourceprovider",
    "resourcetype",
    "status",
    "levels",
];

/// Answers `$filter=eventTimestamp ge … [and eventTimestamp le …] [and resourceUri eq '…']`, newest first; the Azure CLI sends times
/// without quotes, and `resourceId`, `resourceGroupName`, `resourceProvider` and `status`.
pub(super) fn answer(state: &State, incoming: &Incoming, clock: &Clock, now: OffsetDateTime) -> Reply {
    let text = incoming.parameter("$filter").unwrap_or_default();
    let Some(filter) = Filter::read(&text) else { return errors::invalid_filter(&text) };
    if filter.demands("eventtimestamp", Compared::NotBefore).and_then(moment).is_none() {
        let message = "The start time cannot be empty or null. The $filter must have an eventTimestamp.";
        return errors::gateway(400, "BadRequest", message);
    }
    if let Some(unknown) = filter.names().into_iter().find(|name| !FILTERED.contains(name)) {
        return errors::not_simulated(format!("the activity log filtered by {unknown}"));
    }
    let mut all: Vec<Value> = Vec::new();
    for entry in state.effects.iter().rev() {
        if entry.at + spread(clock, latency::ACTIVITY_LOG_LAG, entry.at) > now {
            continue;
        }
        let Some(event) = event(&entry.effect) else { continue };
        let Some(app) = state.app(&event.place.app) else { continue };
        let event = shown(state, app, &event, entry.at);
        let property = |name: &str| {
            let value = match name {
                "eventtimestamp" => &event["eventTimestamp"],
                "resourceuri" | "resourceid" => &event["resourceId"],
                "resourcegroupname" => &event["resourceGroupName"],
                "resourceprovider" => &event["resourceProviderName"]["value"],
                "resourcetype" => &event["resourceType"]["value"],
                "status" => &event["status"]["value"],
                _ => &event["level"],
            };
            value.as_str().map(str::to_owned)
        };
        if filter.takes(&property) {
            all.push(event);
        }
    }
    Reply::json(200, &json!({"value": all}))
}

fn shown(state: &State, app: &App, event: &Event, at: OffsetDateTime) -> Value {
    let at = utc_stamp(at);
    json!({
        "eventTimestamp": at, "submissionTimestamp": at, "level": if event.status == "Failed" { "Error" } else { "Informational" },
        "operationName": {"value": event.operation, "localizedValue": event.shown},
        "status": {"value": event.status, "localizedValue": event.status}, "category": {"value": "Administrative"},
        "resourceId": site_json::id(state, app, &event.place), "resourceGroupName": app.group,
        "resourceType": {"value": site_json::kind(&event.place)},
        "resourceProviderName": {"value": "Microsoft.Web"}, "subscriptionId": state.subscription, "tenantId": state.tenant,
    })
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
