//! Metrics of one side (facts: metrics-api; the schema of Microsoft.Insights 2024-02-01).

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{errors, site_json};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::metrics::{Bucket, Counted, METRICS, Metric, series};
use crate::percent::decoded;
use crate::state::{Place, State};

pub(super) fn answer(world: &World, state: &State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let names = incoming.parameter("metricnames").unwrap_or_else(|| "Requests".to_owned());
    let mut metrics = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match METRICS.iter().find(|metric| metric.name.eq_ignore_ascii_case(name)) {
            Some(metric) => metrics.push(*metric),
            None => return errors::gateway(400, "BadRequest", unknown(name)),
        }
    }
    let span = match incoming.parameter("timespan").as_deref().map(read_span) {
        None => (now - Duration::from_secs(3600), now),
        Some(Some(span)) => span,
        Some(None) => return errors::gateway(400, "BadRequest", "The timespan is no ISO 8601 interval."),
    };
    let interval = incoming.parameter("interval").unwrap_or_else(|| "PT1M".to_owned());
    let Some(grain) = minutes(&interval) else {
        return errors::gateway(400, "BadRequest", format!("The time grain {interval} is not supported."));
    };
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let id = site_json::id(state, app, place);
    let wanted = incoming.parameter("aggregation").unwrap_or_default().to_lowercase();
    let value: Vec<Value> = metrics
        .iter()
        .map(|metric| {
            let series = series(state.traffic.hits(place), *metric, span, grain, world.clock(), now);
            shown(&id, *metric, &wanted, &series)
        })
        .collect();
    let region = app.location.to_lowercase().replace(' ', "");
    let timespan = format!("{}/{}", stamp(span.0), stamp(span.1));
    Reply::json(
        200,
        &json!({
            "cost": 59, "timespan": timespan, "interval": interval, "value": value, "namespace": site_json::kind(place), "resourceregion": region,
        }),
    )
}

fn unknown(name: &str) -> String {
    let valid: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    format!(
        "Failed to find metric configuration for provider: Microsoft.Web, resource Type: sites, metric: {name}, Valid metrics: {}",
        valid.join(",")
    )
}

fn shown(id: &str, metric: Metric, wanted: &str, series: &[Bucket]) -> Value {
    let (unit, default) = match metric.of {
        Counted::Statuses(..) => ("Count", "total"),
        Counted::ResponseTime => ("Seconds", "average"),
    };
    let wanted = if wanted.is_empty() { default } else { wanted };
    let point = |bucket: &Bucket| {
        let mut point = json!({"timeStamp": stamp(bucket.at)});
        // What is not known is left out; it is not zero.
        if let Some((sum, count)) = bucket.value {
            for aggregation in wanted.split(',').map(str::trim) {
                match aggregation {
                    "total" => point["total"] = json!(sum),
                    "count" => point["count"] = json!(f64::from(count)),
                    "average" => point["average"] = json!(if count == 0 { 0.0 } else { sum / f64::from(count) }),
                    _ => {}
                }
            }
        }
        point
    };
    let data: Vec<Value> = series.iter().map(point).collect();
    json!({
        "id": format!("{id}/providers/Microsoft.Insights/metrics/{}", metric.name), "type": "Microsoft.Insights/metrics",
        "name": {"value": metric.name, "localizedValue": metric.shown}, "displayDescription": metric.shown, "unit": unit,
        "timeseries": [{"metadatavalues": [], "data": data}], "errorCode": "Success",
    })
}

fn read_span(text: &str) -> Option<(OffsetDateTime, OffsetDateTime)> {
    // The Azure CLI encodes it twice, and the service takes it.
    let text = decoded(text);
    let (from, to) = text.split_once('/')?;
    // A `+` of an offset that was not encoded arrives as a blank; a time without any offset, as the Azure CLI sends it, is UTC.
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let read = |text: &str| parse(&text.replace(' ', "+")).or_else(|| parse(&format!("{text}Z")));
    read(from).zip(read(to)).filter(|(from, to)| from < to)
}

fn minutes(interval: &str) -> Option<Duration> {
    let minutes = match interval.to_uppercase().as_str() {
        "PT1M" => 1,
        "PT5M" => 5,
        "PT15M" => 15,
        "PT30M" => 30,
        "PT1H" => 60,
        _ => return None,
    };
    Some(Duration::from_secs(minutes * 60))
}

fn stamp(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}
