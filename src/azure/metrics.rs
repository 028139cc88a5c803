use std::collections::BTreeMap;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Arm, AzureError, SiteRef};
use crate::record::Minute;

/// The stable version of the metrics API (azure-wire §2.4).
const METRICS_API: &str = "2024-02-01";
const REQUESTS: &str = "Requests";
const ERRORS: &str = "Http5xx";
const SECONDS: &str = "HttpResponseTime";

/// What the platform counted of the requests to one side, minute by minute; minutes of which nothing is known may be missing.
/// Needs Microsoft.Insights/metrics/read, as in the role Monitoring Reader.
pub async fn read_traffic(
    arm: &Arm,
    side: &SiteRef,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<Vec<Minute>, AzureError> {
    let doing = format!("read the metrics of {side}");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("metricnames", &[REQUESTS, ERRORS, SECONDS].join(","))
        .append_pair("timespan", &format!("{}/{}", stamp(from), stamp(to)))
        .append_pair("interval", "PT1M")
        .append_pair("aggregation", "Total,Average")
        .append_pair("AutoAdjustTimegrain", "false")
        .append_pair("api-version", METRICS_API)
        .finish();
    let path = format!("{}/providers/Microsoft.Insights/metrics?{query}", side.path());
    let answer = arm.measure(&doing, &path).await?;
    parse(&answer).map_err(|detail| AzureError::Unreadable { doing, detail })
}

fn stamp(at: OffsetDateTime) -> String {
    let whole = at.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(at);
    whole.format(&Rfc3339).unwrap_or_default()
}

/// The answer is 200 also when a metric could not be read, which its own `errorCode` tells; a value that is absent is not zero,
/// and a metric without any series has no data (release-safety §3.2).
fn parse(answer: &Value) -> Result<Vec<Minute>, String> {
    let metrics = answer["value"].as_array().ok_or("the answer names no metrics")?;
    let metric = |name: &str| {
        let metric = metrics
            .iter()
            .find(|metric| metric["name"]["value"].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name)));
        let metric = metric.ok_or_else(|| format!("the answer lacks {name}"))?;
        match metric["errorCode"].as_str() {
            None | Some("Success") => Ok(metric),
            Some(code) => Err(format!("{name}: {code}")),
        }
    };
    let mut minutes: BTreeMap<OffsetDateTime, Minute> = BTreeMap::new();
    let mut add = |metric: &Value, of: &str, put: fn(&mut Minute, f64)| {
        let series = metric["timeseries"].as_array().into_iter().flatten();
        for point in series.flat_map(|series| series["data"].as_array().into_iter().flatten()) {
            let at = point["timeStamp"].as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
            if let (Some(at), Some(value)) = (at, point[of].as_f64()) {
                let empty = Minute { at, requests: None, errors: None, seconds: None };
                put(minutes.entry(at).or_insert(empty), value);
            }
        }
    };
    add(metric(REQUESTS)?, "total", |minute, total| *minute.requests.get_or_insert(0) += whole(total));
    add(metric(ERRORS)?, "total", |minute, total| *minute.errors.get_or_insert(0) += whole(total));
    // Times are told and rarely acted on: without them the rest is still worth having.
    if let Ok(seconds) = metric(SECONDS) {
        add(seconds, "average", |minute, mean| minute.seconds = Some(mean));
    }
    Ok(minutes.into_values().collect())
}

/// Totals are sent as floating-point numbers.
fn whole(total: f64) -> u64 {
    total.max(0.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn metric(name: &str, data: Value) -> Value {
        json!({"name": {"value": name}, "timeseries": [{"metadatavalues": [], "data": data}], "errorCode": "Success"})
    }

    fn at(minute: u8) -> String {
        format!("2026-11-18T10:{minute:02}:00Z")
    }

    #[test]
    fn what_is_absent_is_unknown_and_not_zero() {
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
    fn a_metric_that_failed_is_no_series_of_zeros() {
        let mut answer = json!({"value": [metric("Requests", json!([])), metric("Http5xx", json!([]))]});
        assert_eq!(parse(&answer), Ok(Vec::new()), "times may be missing");
        answer["value"][1]["errorCode"] = json!("InternalServerError");
        assert_eq!(parse(&answer), Err("Http5xx: InternalServerError".to_owned()));
        assert!(parse(&json!({"value": []})).is_err() && parse(&json!({})).is_err());
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
