use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

use super::duration::RawDuration;
use crate::record::{RuleMode, WatchSpec};

/// `watch:` as it is written. What is left out stays as it is by default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawWatch {
    probes: Option<Look>,
    host: Option<Look>,
    content: Option<Look>,
    functions: Option<Look>,
    errors: Errors,
    latency: Latency,
    silence: Silence,
    budgets: Budgets,
    unhealthy_before: Option<RuleMode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    mode: RuleMode,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Errors {
    mode: Option<RuleMode>,
    rate: Option<Percent>,
    times_baseline: Option<Times>,
    count: Option<Count>,
    readings: Option<Count>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Latency {
    mode: Option<RuleMode>,
    times_baseline: Option<Times>,
    slower_by: Option<RawDuration>,
    requests: Option<Count>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Silence {
    mode: Option<RuleMode>,
    per_minute: Option<Count>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Budgets {
    failures: Option<Count>,
    inconclusive: Option<Count>,
    errors: Option<Count>,
}

/// The rules with what was written put over the defaults.
pub fn checked(raw: RawWatch) -> WatchSpec {
    fn put<T>(place: &mut T, given: Option<T>) {
        if let Some(given) = given {
            *place = given;
        }
    }
    let count = |count: Option<Count>| count.map(|count| count.0);
    let mut spec = WatchSpec::default();
    put(&mut spec.probes, raw.probes.map(|look| look.mode));
    put(&mut spec.host, raw.host.map(|look| look.mode));
    put(&mut spec.content, raw.content.map(|look| look.mode));
    put(&mut spec.functions, raw.functions.map(|look| look.mode));
    put(&mut spec.errors.mode, raw.errors.mode);
    put(&mut spec.errors.rate, raw.errors.rate.map(|rate| rate.0));
    put(&mut spec.errors.times_baseline, raw.errors.times_baseline.map(|times| times.0));
    put(&mut spec.errors.count, count(raw.errors.count).map(u64::from));
    put(&mut spec.errors.readings, count(raw.errors.readings));
    put(&mut spec.latency.mode, raw.latency.mode);
    put(&mut spec.latency.times_baseline, raw.latency.times_baseline.map(|times| times.0));
    put(&mut spec.latency.slower_by, raw.latency.slower_by.map(|by| by.0).map(|by: Duration| by.as_secs_f64()));
    put(&mut spec.latency.requests, count(raw.latency.requests).map(u64::from));
    put(&mut spec.silence.mode, raw.silence.mode);
    put(&mut spec.silence.per_minute, count(raw.silence.per_minute).map(f64::from));
    put(&mut spec.budgets.failures, count(raw.budgets.failures));
    put(&mut spec.budgets.inconclusive, count(raw.budgets.inconclusive));
    put(&mut spec.budgets.errors, count(raw.budgets.errors));
    put(&mut spec.unhealthy_before, raw.unhealthy_before);
    spec
}

/// `2%` or `0.5%`.
#[derive(Debug, Clone, Copy)]
struct Percent(f64);

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        match number.filter(|number| *number > 0.0 && *number <= 100.0) {
            Some(number) => Ok(Self(number / 100.0)),
            None => Err(de::Error::custom(format!("`{text}` is no share: write a percentage such as `2%` or `0.5%`"))),
        }
    }
}

/// A factor of one or more.
#[derive(Debug, Clone, Copy)]
struct Times(f64);

impl<'de> Deserialize<'de> for Times {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        match number.is_finite() && number >= 1.0 {
            true => Ok(Self(number)),
            false => Err(de::Error::custom(format!("{number} is no factor: write a number of 1 or more"))),
        }
    }
}

/// A number of one or more.
#[derive(Debug, Clone, Copy)]
struct Count(u32);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            0 => Err(de::Error::custom("0 is too few: write 1 or more")),
            number => Ok(Self(number)),
        }
    }
}
