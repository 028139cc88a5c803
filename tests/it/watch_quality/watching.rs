//! A watch of production, judged as the product judges it, on counts that come late and in part.

use std::time::Duration;

use slot_deploy::judge::{Observations, WatchRules, judge_watch, next_look, watch_findings};
use slot_deploy::record::{
    Baseline, BaselineWindow, HostHealth, Minute, RuleEntry, Tick, TrafficReading, WatchSpec, WatchVerdict,
};
use time::OffsetDateTime;

use super::chance::Chance;
use super::week::{DAY, MINUTE, Week};

pub const WINDOW: i64 = 600;
pub const SETTLE: i64 = 60;
pub const TICK: i64 = 30;
const READING: i64 = 10;

/// How late the counts are known.
#[derive(Debug, Clone, Copy)]
pub enum Lag {
    /// From minute to minute up to half a minute more or less, between 60 and 180 s.
    Wandering,
    /// All by the same.
    Same,
}

/// What goes wrong, and when; times are seconds after the swap.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    None,
    /// This share of users' requests fails.
    Errors {
        from: i64,
        share: f64,
    },
    /// The host breaks down.
    Host {
        from: i64,
    },
    /// A critical probe breaks.
    Probe {
        from: i64,
    },
}

pub struct Watched {
    pub verdict: WatchVerdict,
    /// Seconds after the swap.
    pub decided: i64,
    /// When the first thing that happened after the fault could be seen.
    pub visible: Option<i64>,
    /// What each rule saw at the end.
    pub findings: Vec<RuleEntry>,
}

/// Watches `week` from `swap` on; `seed` is the chance of this watch: lags, cold starts.
pub fn watch(week: &Week, swap: i64, seed: u64, lag: Lag, fault: Fault, spec: &WatchSpec) -> Watched {
    let mut chance = Chance::of(seed, swap as u64);
    let platform = Platform::new(week, swap, &mut chance, lag, fault);
    let baseline = baseline(week, swap);
    let rules = WatchRules {
        began: wall(swap),
        window: Duration::from_secs(WINDOW as u64),
        settle: Duration::from_secs(SETTLE as u64),
        interval: Duration::from_secs(TICK as u64),
        has_critical_probes: true,
        spec: spec.clone(),
    };
    let (mut ticks, mut readings): (Vec<Tick>, Vec<TrafficReading>) = (Vec::new(), Vec::new());
    let (mut now, mut due) = (0, 0);
    let mut visible = None;
    // What is asked takes a moment, so readings do not come with the full minute.
    let phase = chance.between(0.0, 10.0) as i64;
    loop {
        if now >= due {
            ticks.push(tick(swap, now, fault));
            due = now + next_look(&rules, &ticks).as_secs() as i64;
        }
        readings.push(TrafficReading { at: wall(swap + now), minutes: Ok(platform.known(swap + now)) });
        if visible.is_none() && is_visible(&platform, ticks.last(), swap + now, fault) {
            visible = Some(now);
        }
        let seen = Observations { ticks: &ticks, readings: &readings, baseline: Some(&baseline), executions: None };
        if let Some(verdict) = judge_watch(&rules, seen) {
            return Watched { verdict, decided: now, visible, findings: watch_findings(&rules, seen) };
        }
        assert!(now < 3 * WINDOW, "a watch without an end");
        let next = if now == 0 && phase > 0 { phase } else { now + READING };
        now = next.min(due.max(now + 1));
    }
}

fn wall(second: i64) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(20_000 * DAY + second)
}

fn tick(swap: i64, now: i64, fault: Fault) -> Tick {
    let is_broken = |from: i64| now >= from;
    Tick {
        at: wall(swap + now),
        probes_passed: 1,
        probes_failed: match fault {
            Fault::Probe { from } if is_broken(from) => vec!["GET /api/health answered wrongly".to_owned()],
            _ => Vec::new(),
        },
        probes_unasked: Vec::new(),
        probes_as_before: Vec::new(),
        host: match fault {
            Fault::Host { from } if is_broken(from) => HostHealth::Broken("in state Error".to_owned()),
            _ => HostHealth::Running,
        },
        functions_lost: Some(Vec::new()),
        content_is_ours: Some(true),
    }
}

fn is_visible(platform: &Platform, tick: Option<&Tick>, now: i64, fault: Fault) -> bool {
    match fault {
        Fault::None => false,
        Fault::Errors { from, .. } => platform.shows(platform.swap + from.max(SETTLE), now),
        Fault::Host { .. } => tick.is_some_and(|tick| tick.host != HostHealth::Running),
        Fault::Probe { .. } => tick.is_some_and(|tick| !tick.probes_failed.is_empty()),
    }
}

fn baseline(week: &Week, swap: i64) -> Baseline {
    let window = |name: &str, from: i64, lasts: i64| BaselineWindow {
        name: name.to_owned(),
        minutes: Ok((from / MINUTE..(from + lasts) / MINUTE)
            .map(|minute| {
                let (requests, errors) = week.minute(minute);
                Minute { at: wall(minute * MINUTE), requests: Some(requests), errors: Some(errors), seconds: None }
            })
            .collect()),
    };
    let windows = vec![
        // The newest minutes before the swap are not known yet.
        window("the 30 min before", swap - 30 * MINUTE, 28 * MINUTE),
        window("a day ago", swap - DAY, WINDOW),
        window("a week ago", swap - 7 * DAY, WINDOW),
    ];
    Baseline { windows }
}

/// What the platform has counted, and tells late.
struct Platform {
    swap: i64,
    minutes: Vec<Counted>,
}

struct Counted {
    begin: i64,
    lag: i64,
    /// Requests and errors until the end of each second of the minute.
    until: Vec<(u64, u64)>,
}

impl Platform {
    fn new(week: &Week, swap: i64, chance: &mut Chance, lag: Lag, fault: Fault) -> Self {
        let same = chance.between(60.0, 180.0);
        let mut wandering = same;
        // Instances that have just got the users may answer badly at first.
        let cold = if chance.share() < 0.25 {
            (swap + chance.between(5.0, 30.0) as i64, chance.between(0.05, 0.6))
        } else {
            (swap, 0.0)
        };
        let more = |second: i64| {
            let cold = if (swap..cold.0).contains(&second) { cold.1 } else { 0.0 };
            match fault {
                Fault::Errors { from, share } if second >= swap + from => share,
                _ => cold,
            }
        };
        let (first, last) = ((swap - MINUTE).div_euclid(MINUTE), (swap + 2 * WINDOW).div_euclid(MINUTE));
        let minutes = (first..last).map(|minute| {
            let begin = minute * MINUTE;
            let mut sum = (0, 0);
            let until = (begin..begin + MINUTE).map(|second| {
                let (requests, errors) = week.second(second, more(second));
                sum = (sum.0 + requests, sum.1 + errors);
                sum
            });
            let until = until.collect();
            let lag = match lag {
                Lag::Wandering => {
                    wandering = (wandering + chance.between(-30.0, 30.0)).clamp(60.0, 180.0);
                    wandering as i64
                }
                Lag::Same => same as i64,
            };
            Counted { begin, lag, until }
        });
        Self { swap, minutes: minutes.collect() }
    }

    /// The minutes as they are known at `now`.
    fn known(&self, now: i64) -> Vec<Minute> {
        let told = self.minutes.iter().take_while(|minute| minute.begin < now);
        told.map(|minute| {
            let seconds = (now - minute.lag - minute.begin).clamp(0, MINUTE) as usize;
            let sum = seconds.checked_sub(1).map(|last| minute.until[last]);
            Minute {
                at: wall(minute.begin),
                requests: sum.map(|sum| sum.0),
                errors: sum.map(|sum| sum.1),
                seconds: None,
            }
        })
        .collect()
    }

    /// Whether a request that came after `from` is known at `now`.
    fn shows(&self, from: i64, now: i64) -> bool {
        self.minutes.iter().any(|minute| {
            let seconds = (now - minute.lag - minute.begin).clamp(0, MINUTE) as usize;
            let before = (from - minute.begin).clamp(0, MINUTE) as usize;
            let sum = |seconds: usize| seconds.checked_sub(1).map_or(0, |last| minute.until[last].0);
            seconds > before && sum(seconds) > sum(before)
        })
    }
}
