use serde::Deserialize;
use time::OffsetDateTime;

/// `GET …/providers/Microsoft.Insights/metrics` (`Response` in metrics_API.json).
#[derive(Debug, Deserialize)]
pub(crate) struct Metrics {
    pub value: Vec<Metric>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metric {
    pub name: Name,
    /// Optional by definition; `Success` when the metric could be read.
    pub error_code: Option<String>,
    pub timeseries: Vec<Series>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Name {
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Series {
    /// Optional by definition: no minute is known.
    #[serde(default)]
    pub data: Vec<Point>,
}

/// A minute. A number that is absent is unknown.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Point {
    #[serde(with = "time::serde::rfc3339")]
    pub time_stamp: OffsetDateTime,
    pub total: Option<f64>,
    pub average: Option<f64>,
}
