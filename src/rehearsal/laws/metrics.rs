//! Platform metrics of a side: counts per bucket of what its front end really answered
//! (facts: platform-metrics). They appear one to three minutes late, so that the newest
//! buckets are first missing and then incomplete: a partial count is "at least".

use std::time::Duration;

use time::OffsetDateTime;

use crate::clock::Clock;
use crate::latency;
use crate::state::Hit;

/// A metric of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name in requests.
    pub name: &'static str,
    /// Its name for people.
    pub shown: &'static str,
    /// What is counted, or averaged.
    pub of: Counted,
}

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Requests whose status is in this range.
    Statuses(u16, u16),
    /// The mean time to an answer, in seconds.
    ResponseTime,
}

const fn statuses(name: &'static str, shown: &'static str, from: u16, to: u16) -> Metric {
    Metric { name, shown, of: Counted::Statuses(from, to) }
}

/// The metrics that this world feeds.
pub const METRICS: &[Metric] = &[
    statuses("Requests", "Requests", 0, 999),
    statuses("Http2xx", "Http 2xx", 200, 299),
    statuses("Http3xx", "Http 3xx", 300, 399),
    statuses("Http401", "Http 401", 401, 401),
    statuses("Http403", "Http 403", 403, 403),
    statuses("Http404", "Http 404", 404, 404),
    statuses("Http4xx", "Http 4xx", 400, 499),
    statuses("Http5xx", "Http Server Errors", 500, 599),
    Metric { name: "HttpResponseTime", shown: "Response Time", of: Counted::ResponseTime },
];

/// One point of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// When it begins.
    pub at: OffsetDateTime,
    /// The sum and the number of its values; `None` when nothing has been reported for it, which is not zero.
    pub value: Option<(f64, u32)>,
}

/// The series of `metric` as it is known at `now`.
pub fn series<'a>(
    hits: impl Iterator<Item = &'a Hit>,
    metric: Metric,
    span: (OffsetDateTime, OffsetDateTime),
    grain: Duration,
    clock: &Clock,
    now: OffsetDateTime,
) -> Vec<Bucket> {
    let width = i64::try_from(grain.as_secs()).unwrap_or(60).max(60);
    let first = span.0.unix_timestamp().div_euclid(width) * width;
    let begin = |index: i64| OffsetDateTime::from_unix_timestamp(first + index * width).unwrap_or(span.0);
    let mut buckets: Vec<Bucket> =
        (0..).map(begin).take_while(|at| *at < span.1).map(|at| Bucket { at, value: None }).collect();
    for bucket in &mut buckets {
        let end = bucket.at + Duration::from_secs(width.unsigned_abs());
        if end + lag(clock, end) <= now {
            bucket.value = Some((0.0, 0));
        }
    }
    for hit in hits.filter(|hit| hit.at >= span.0 && hit.at < span.1 && hit.at + lag(clock, hit.at) <= now) {
        let index = usize::try_from((hit.at.unix_timestamp() - first).div_euclid(width)).unwrap_or(usize::MAX);
        if let Some(bucket) = buckets.get_mut(index) {
            let (sum, count) = bucket.value.get_or_insert((0.0, 0));
            match metric.of {
                Counted::Statuses(from, to) if (from..=to).contains(&hit.status) => {
                    (*sum, *count) = (*sum + 1.0, *count + 1);
                }
                Counted::Statuses(..) => {}
                Counted::ResponseTime => (*sum, *count) = (*sum + hit.took.as_secs_f64(), *count + 1),
            }
        }
    }
    buckets
}

/// How late what happened at this time is known: the same in each telling of a story, and different from minute to minute.
fn lag(clock: &Clock, at: OffsetDateTime) -> Duration {
    spread(clock, latency::METRICS_LAG, at)
}

/// Between the least and the most.
pub fn spread(clock: &Clock, (least, most): (Duration, Duration), at: OffsetDateTime) -> Duration {
    let spread = u32::try_from(at.unix_timestamp().div_euclid(60).rem_euclid(7)).unwrap_or_default();
    clock.latency(least + (most - least) * spread / 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request each second, every fifth of them failed, from an hour on.
    fn hits(seconds: u64) -> Vec<Hit> {
        let begin = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(3600);
        let hit = |second: u64| Hit {
            at: begin + Duration::from_secs(second),
            status: if second.is_multiple_of(5) { 500 } else { 200 },
            took: Duration::from_millis(200),
        };
        (0..seconds).map(hit).collect()
    }

    fn known(metric: &str, seconds: u64) -> Vec<Option<(f64, u32)>> {
        let begin = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(3600);
        let now = begin + Duration::from_secs(seconds);
        let metric = METRICS.iter().find(|known| known.name == metric).copied();
        let clock = Clock::new(begin, 1.0);
        let hits = hits(seconds);
        let all = metric.map(|metric| series(hits.iter(), metric, (begin, now), Duration::from_secs(60), &clock, now));
        all.into_iter().flatten().map(|bucket| bucket.value).collect()
    }

    #[tokio::test]
    async fn old_buckets_are_whole_and_the_newest_ones_missing_or_partial() {
        let known = known("Requests", 900);
        assert_eq!(known[0], Some((60.0, 60)));
        assert_eq!(known.last(), Some(&None), "nothing is known of the last minute, which is not zero");
        let partial = known.iter().flatten().filter(|(sum, _)| (1.0..60.0).contains(sum)).count();
        assert!(partial > 0, "some bucket is incomplete: {known:?}");
    }

    #[tokio::test]
    async fn failures_and_response_times_are_what_happened() {
        assert_eq!(known("Http5xx", 900)[0], Some((12.0, 12)));
        let Some(Some((sum, count))) = known("HttpResponseTime", 900).first().copied() else { panic!("no value") };
        assert!((sum / f64::from(count) - 0.2).abs() < 1e-9);
    }

    #[tokio::test]
    async fn a_quiet_minute_is_zero_once_it_is_known() {
        let begin = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(3600);
        let clock = Clock::new(begin, 1.0);
        let span = (begin, begin + Duration::from_secs(120));
        let later = begin + Duration::from_secs(900);
        let series = series([].iter(), METRICS[0], span, Duration::from_secs(60), &clock, later);
        assert_eq!(series.iter().map(|bucket| bucket.value).collect::<Vec<_>>(), [Some((0.0, 0)); 2]);
    }
}
