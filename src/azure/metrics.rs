use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::wire::{Metric, Metrics, Point};
use super::{Arm, AzureError, SiteRef, Unreadable};
use crate::record::{Minute, plausible_time};

/// The stable version of the metrics API (facts: arm-calls).
const METRICS_API: &str = "2024-02-01";
const REQUESTS: &str = "Requests";
const ERRORS: &str = "Http5xx";
const SECONDS: &str = "HttpResponseTime";
/// A minute may have begun before the time that is asked for.
const MINUTE: Duration = Duration::from_secs(60);
/// No app answers more requests in a minute; sums of less are exact.
const MOST: f64 = 1e12;
/// No answer takes longer, in seconds.
const LONGEST: f64 = 1e6;

/// The platform's counts of requests to one side, minute by minute; unknown minutes may be missing.
/// Needs Microsoft.Insights/metrics/read, as in the role Monitoring Reader.
pub async fn read_traffic(
    arm: &Arm,
    side: &SiteRef,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<Vec<Minute>, AzureError> {
    let doing = format!("read the metrics of {side}");
    let path = side
        .path()
        .then("providers/Microsoft.Insights/metrics")
        .with("metricnames", [REQUESTS, ERRORS, SECONDS].join(","))
        .with("timespan", format!("{}/{}", stamp(from), stamp(to)))
        .with("interval", "PT1M")
        .with("aggregation", "Total,Average")
        .with("AutoAdjustTimegrain", "false")
        .with("api-version", METRICS_API);
    let metrics: Metrics = arm.measure(&doing, &path).await?;
    let minutes = minutes(&metrics).map_err(|what| what.during(&doing))?;
    // Minutes that were not asked for are none of this side's time.
    Ok(minutes.into_iter().filter(|minute| minute.at >= from - MINUTE && minute.at <= to + MINUTE).collect())
}

fn stamp(at: OffsetDateTime) -> String {
    let whole = at.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(at);
    whole.format(&Rfc3339).unwrap_or_default()
}

/// The answer is 200 also when a metric could not be read, which its own `errorCode` shows; a value that is absent is not zero,
/// and a metric without any series has no data (facts: metrics-api).
fn minutes(metrics: &Metrics) -> Result<Vec<Minute>, Unreadable> {
    let mut minutes: BTreeMap<OffsetDateTime, Minute> = BTreeMap::new();
    let unexpected = |field: &str| Unreadable::Unexpected { field: field.to_owned() };
    let mut add = |point: &Point, put: &dyn Fn(&mut Minute) -> Option<()>| {
        let at = plausible_time(point.time_stamp).ok_or_else(|| unexpected("timeStamp"))?;
        let minute = minutes.entry(at).or_insert(Minute { at, requests: None, errors: None, seconds: None });
        put(minute).ok_or_else(|| unexpected("total"))
    };
    for point in points(metric(metrics, REQUESTS)?) {
        let Some(total) = whole(point.total)? else { continue };
        add(point, &|minute| more(&mut minute.requests, total))?;
    }
    for point in points(metric(metrics, ERRORS)?) {
        let Some(total) = whole(point.total)? else { continue };
        add(point, &|minute| more(&mut minute.errors, total))?;
    }
    // Times are reported and rarely acted on: the rest is useful without them.
    for point in metric(metrics, SECONDS).into_iter().flat_map(points) {
        let Some(mean) = point.average.filter(|mean| (0.0..=LONGEST).contains(mean)) else { continue };
        add(point, &|minute| {
            minute.seconds = Some(mean);
            Some(())
        })?;
    }
    Ok(minutes.into_values().collect())
}

/// The series of several instances are added.
fn more(sum: &mut Option<u64>, total: u64) -> Option<()> {
    *sum = Some(sum.unwrap_or_default().checked_add(total).filter(|sum| *sum as f64 <= MOST)?);
    Some(())
}

fn metric<'a>(metrics: &'a Metrics, name: &str) -> Result<&'a Metric, Unreadable> {
    let found = metrics.value.iter().find(|metric| metric.name.value.eq_ignore_ascii_case(name));
    let metric = found.ok_or_else(|| Unreadable::missing(name))?;
    match metric.error_code.as_deref() {
        None | Some("Success") => Ok(metric),
        Some(code) => Err(Unreadable::MetricFailed { metric: name.to_owned(), code: code.to_owned() }),
    }
}

fn points(metric: &Metric) -> impl Iterator<Item = &Point> {
    metric.timeseries.iter().flat_map(|series| &series.data)
}

/// Totals are sent as floating-point numbers.
fn whole(total: Option<f64>) -> Result<Option<u64>, Unreadable> {
    match total {
        Some(total) if !(0.0..=MOST).contains(&total) => Err(Unreadable::Unexpected { field: "total".to_owned() }),
        total => Ok(total.map(|total| total.round() as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::wire;
    use serde_json::{Value, json};

    fn parse(answer: &Value) -> Result<Vec<Minute>, Unreadable> {
        minutes(&wire::parse(answer.to_string().as_bytes())?)
    }

    fn metric(name: &str, data: Value) -> Value {
        json!({"name": {"value": name}, "timeseries": [{"metadatavalues": [], "data": data}], "errorCode": "Success"})
    }

    fn at(minute: u8) -> String {
        format!("2026-11-18T10:{minute:02}:00Z")
    }

    #[test]
    fn an_absent_metric_is_unknown_and_not_zero() {
        let answer = json!({"value": [
            metric("Requests", json!([{"timeStamp": at(0), "total": 60.0}, {"timeStamp": at(1)}])),
            metric("Http5xx", json!([{"timeStamp": at(0), "total": 0.0}])),
            {"name": {"value": "HttpResponseTime"}, "timeseries": [], "errorCode": "Success"},
        ]});
        let minutes = parse(&answer).unwrap();
        assert_eq!(minutes.len(), 1, "nothing is known of the second minute");
        assert_eq!((minutes[0].requests, minutes[0].errors, minutes[0].seconds), (Some(60), Some(0), None));
    }

    #[test]
    fn a_failed_metric_is_not_a_series_of_zeros() {
        let mut answer = json!({"value": [metric("Requests", json!([])), metric("Http5xx", json!([]))]});
        assert_eq!(parse(&answer), Ok(Vec::new()), "times may be missing");
        answer["value"][1]["errorCode"] = json!("InternalServerError");
        assert_eq!(parse(&answer).unwrap_err().to_string(), "Http5xx: InternalServerError");
        assert!(parse(&json!({"value": []})).is_err() && parse(&json!({})).is_err());
    }

    #[test]
    fn a_time_and_a_total_that_nobody_can_mean_make_the_answer_unreadable() {
        let timeless = json!({"value": [metric("Requests", json!([{"total": 60.0}])), metric("Http5xx", json!([]))]});
        let field = "value[0].timeseries[0].data[0].timeStamp".to_owned();
        assert_eq!(parse(&timeless), Err(Unreadable::Missing { field }));
        for odd in [-1.0, 1e13, 1e300] {
            let data = json!([{"timeStamp": at(0), "total": odd}]);
            assert!(
                parse(&json!({"value": [metric("Requests", data), metric("Http5xx", json!([]))]})).is_err(),
                "{odd}"
            );
        }
        let data = json!([{"timeStamp": "9999-12-31T23:59:00Z", "total": 1.0}]);
        assert!(parse(&json!({"value": [metric("Requests", data), metric("Http5xx", json!([]))]})).is_err());
    }

    #[test]
    fn series_of_several_instances_are_added() {
        let mut answer = json!({"value": [
            metric("Requests", json!([{"timeStamp": at(0), "total": 3.0}])),
            metric("Http5xx", json!([])),
        ]});
        let more = answer["value"][0]["timeseries"][0].clone();
        answer["value"][0]["timeseries"].as_array_mut().unwrap().push(more);
        assert_eq!(parse(&answer).unwrap()[0].requests, Some(6));
    }
}
