use std::cmp::Ordering;

use serde_json::{Value as Json, json};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

/// A value of a query.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// None.
    Null,
    /// `bool`
    Bool(bool),
    /// `long` and `int`
    Long(i64),
    /// `real`
    Real(f64),
    /// `string`
    Text(String),
    /// `datetime`
    Time(OffsetDateTime),
    /// `timespan`
    Span(Duration),
    /// `dynamic`
    Dynamic(Json),
}

impl Value {
    /// The name of its type.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null | Self::Text(_) => "string",
            Self::Bool(_) => "bool",
            Self::Long(_) => "long",
            Self::Real(_) => "real",
            Self::Time(_) => "datetime",
            Self::Span(_) => "timespan",
            Self::Dynamic(_) => "dynamic",
        }
    }

    /// As it stands in a row of an answer.
    pub fn json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => json!(value),
            Self::Long(value) => json!(value),
            Self::Real(value) => json!(value),
            Self::Dynamic(value) => json!(value.to_string()),
            _ => json!(self.text()),
        }
    }

    /// As `tostring` says it.
    pub fn text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Long(value) => value.to_string(),
            Self::Real(value) => value.to_string(),
            Self::Text(value) => value.clone(),
            Self::Time(value) => written(*value),
            Self::Span(value) => span(*value),
            Self::Dynamic(Json::String(value)) => value.clone(),
            Self::Dynamic(value) => value.to_string(),
        }
    }

    /// As a number, when it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "counts of a rehearsal are small")]
            Self::Long(value) => Some(*value as f64),
            Self::Real(value) => Some(*value),
            Self::Text(value) => value.parse().ok(),
            Self::Dynamic(value) => value.as_f64(),
            _ => None,
        }
    }

    /// Whether it is true.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// How two values stand to each other; `None` when they cannot be compared. Text is compared to a `bool` by what it says,
    /// as `success == false` is asked of a column that is text.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Some(a.cmp(b)),
            (Self::Span(a), Self::Span(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Bool(b)) => Some(a.to_lowercase().cmp(&b.to_string())),
            (Self::Bool(a), Self::Text(b)) => Some(a.to_string().cmp(&b.to_lowercase())),
            (Self::Dynamic(_), _) => Self::Text(self.text()).compare(other),
            (_, Self::Dynamic(_)) => self.compare(&Self::Text(other.text())),
            _ => self.number()?.partial_cmp(&other.number()?),
        }
    }
}

/// `[d.]hh:mm:ss[.fffffff]`
fn span(span: Duration) -> String {
    let days = if span.whole_days() == 0 { String::new() } else { format!("{}.", span.whole_days()) };
    let rest = span.whole_seconds().rem_euclid(86_400);
    let part = match span.subsec_nanoseconds() / 100 {
        0 => String::new(),
        ticks => format!(".{ticks:07}"),
    };
    format!("{days}{:02}:{:02}:{:02}{part}", rest / 3600, rest / 60 % 60, rest % 60)
}

/// A time as people write it: a day, or day and time, in UTC unless it says otherwise.
pub fn moment(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim().replace(' ', "T");
    let whole = if text.contains('T') { text } else { format!("{text}T00:00:00") };
    OffsetDateTime::parse(&whole, &Rfc3339).or_else(|_| OffsetDateTime::parse(&format!("{whole}Z"), &Rfc3339)).ok()
}

/// A time as answers write it.
fn written(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}
