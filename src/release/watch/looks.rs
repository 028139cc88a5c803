use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::expected::Expected;
use super::first_minute::first_minute;
use super::traffic::Traffic;
use crate::azure::measured;
use crate::config::{Probe, show_duration};
use crate::judge::{
    Comparison, LOOK_INTERVAL, Observations, WatchRules, compare, judge_watch, next_look, watch_findings,
};
use crate::probe::{Asker, run_probe};
use crate::record::{
    Baseline, FirstMinute, HostHealth, Phase, ProbePhase, ProbeResult, ProbeVerdict, Severity, Tick, WatchEntry,
    WatchVerdict,
};
use crate::release::ground::Stop;
use crate::release::run::{Run, RunOnSides};
use crate::release::swap::Swapped;
use crate::runner::{PROGRESS, contained};

const SETTLE: Duration = Duration::from_secs(60);
/// The longest time between two judgements of users' requests.
const BETWEEN: Duration = Duration::from_secs(10);
/// The number of remarkable measurements in the record.
const REMARKABLE: usize = 50;

impl RunOnSides {
    /// Watches production for `window` after a swap, records its measurements, and returns the verdict. Without a `baseline`,
    /// users' requests are not judged.
    pub async fn watch(
        &self,
        expected: &Expected,
        swapped: &Swapped,
        window: Duration,
        baseline: Option<&Baseline>,
    ) -> Result<WatchVerdict, Stop> {
        self.recorder.begin_phase(Phase::Watch);
        let asker = self.asker(&self.sides.production)?;
        let on_production = |probe: &&Probe| probe.on.contains(&ProbePhase::Production);
        let (critical, others): (Vec<&Probe>, Vec<&Probe>) = self
            .setup
            .options
            .probes
            .checks
            .iter()
            .filter(on_production)
            .partition(|probe| probe.severity == Severity::Error);
        let rules = WatchRules {
            began: swapped.at,
            window,
            settle: SETTLE,
            interval: LOOK_INTERVAL.min(window.max(Duration::from_secs(1))),
            has_critical_probes: !critical.is_empty(),
            spec: self.setup.options.watch_rules.clone(),
        };
        let traffic = Traffic::default();
        let noticed = Mutex::new(None);
        let looks = Looks { on: self, expected, asker: &asker, critical: &critical, traffic: &traffic };
        // The measurements decide when it is over; nothing that runs beside them can delay them. Boxed: a release is a deep
        // future, and two of them have to fit on a test's stack.
        let beside = Box::pin(async {
            let asking = async {
                let seen = first_minute(&asker, &critical, window, &traffic).await;
                self.say_first_minute(&seen);
                *noticed.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
            };
            let users = async {
                if baseline.is_some() {
                    traffic.keep_reading(self.setup.pace, &self.sides.production, swapped.at).await;
                }
            };
            tokio::join!(asking, users);
            std::future::pending::<std::convert::Infallible>().await
        });
        let (ticks, verdict) = tokio::select! {
            biased;
            done = Box::pin(looks.until_decided(&rules, &others, baseline)) => done,
            never = beside => match never {},
        };
        let readings = traffic.readings();
        let findings = watch_findings(&rules, Observations { ticks: &ticks, readings: &readings, baseline });
        let watched = self.setup.pace.now() - swapped.moment;
        self.recorder.note(|record| {
            record.watch = Some(WatchEntry {
                window_seconds: self.setup.options.watch.as_secs(),
                watched_seconds: watched.as_secs(),
                ticks: ticks.len() as u32,
                remarkable: ticks.iter().filter(|tick| is_remarkable(tick)).take(REMARKABLE).cloned().collect(),
                rules: findings,
                traffic: baseline.is_some().then(|| traffic.entry(baseline)),
                first_minute: *noticed.lock().unwrap_or_else(PoisonError::into_inner),
                verdict: verdict.clone(),
            });
        });
        Ok(verdict)
    }
}

/// The measurements of production, one after the other.
struct Looks<'a> {
    on: &'a RunOnSides,
    expected: &'a Expected,
    asker: &'a Asker,
    critical: &'a [&'a Probe],
    traffic: &'a Traffic,
}

impl Looks<'_> {
    async fn until_decided(
        &self,
        rules: &WatchRules,
        others: &[&Probe],
        baseline: Option<&Baseline>,
    ) -> (Vec<Tick>, WatchVerdict) {
        // Each probe is shown once in the report; the critical ones are repeated in every measurement.
        for probe in self.critical.iter().chain(others) {
            let result = self.ask(probe).await;
            self.on.recorder.note(|record| record.probes.push(result));
        }
        let pace = self.on.setup.pace;
        let end = pace.now() + rules.window;
        let mut ticks = Vec::new();
        let mut due = pace.now();
        loop {
            if pace.now() >= due {
                ticks.push(self.look().await);
                let left = end - pace.now();
                tracing::info!(target: PROGRESS, "watching production: {} measurements, {} \
                    left", ticks.len(), show_duration(left));
                let next = next_look(rules, &ticks);
                // The last measurement is at the end of the window and not after it.
                let wait = if left.is_zero() { next } else { next.min(left) };
                due = pace.now() + wait.max(Duration::from_millis(500));
            }
            let readings = self.traffic.readings();
            if let Some(verdict) = judge_watch(rules, Observations { ticks: &ticks, readings: &readings, baseline }) {
                return (ticks, verdict);
            }
            // Users' requests are judged between the measurements as well.
            pace.sleep((due - pace.now()).min(BETWEEN)).await;
        }
    }

    async fn look(&self) -> Tick {
        let Self { on, expected, asker, critical, .. } = self;
        let sides = &on.sides;
        let at = asker.pace().wall();
        let mut tick = Tick {
            at,
            probes_passed: 0,
            probes_failed: Vec::new(),
            probes_unasked: Vec::new(),
            host: HostHealth::Unknown("not asked yet".to_owned()),
            functions_lost: None,
            content_is_ours: None,
        };
        for probe in *critical {
            let result = self.ask(probe).await;
            match result.verdict {
                ProbeVerdict::Passed | ProbeVerdict::Slow => tick.probes_passed += 1,
                ProbeVerdict::Failed => tick.probes_failed.push(result.explanation()),
                ProbeVerdict::CouldNotAsk => tick.probes_unasked.push(result.name),
            }
        }
        tick.host = sides.production.host.health().await;
        let listed = measured(sides.production.functions()).await.ok();
        tick.functions_lost = listed.map(|listed| expected.functions.missing_from(&listed));
        let content = sides.production.identity().await.content;
        tick.content_is_ours = match compare(&content, &expected.content) {
            Comparison::Same => Some(true),
            Comparison::Different => Some(false),
            Comparison::CannotTell => None,
        };
        tick
    }

    /// Sends a probe, and counts it as our own request.
    async fn ask(&self, probe: &Probe) -> ProbeResult {
        let at = self.asker.pace().wall();
        let result = contained(run_probe(self.asker, probe, ProbePhase::Production)).await;
        let result = result.unwrap_or_else(|panicked| {
            ProbeResult::not_asked(&probe.name, ProbePhase::Production, probe.severity, panicked.to_string())
        });
        let failed = result.verdict == ProbeVerdict::Failed;
        self.traffic.asked(at, u64::from(result.attempts), if failed { u64::from(result.attempts) } else { 0 });
        result
    }
}

impl Run {
    fn say_first_minute(&self, first_minute: &FirstMinute) {
        let gap = show_duration(Duration::from_millis(first_minute.longest_gap_ms));
        self.recorder.say(&match first_minute.failed {
            0 => format!("in the first minute production was asked {} times and always answered", first_minute.asked),
            failed => {
                format!(
                    "in the first minute {failed} of {} requests failed; the longest gap was {gap}",
                    first_minute.asked
                )
            }
        });
    }
}

fn is_remarkable(tick: &Tick) -> bool {
    !tick.probes_failed.is_empty()
        || !tick.probes_unasked.is_empty()
        || tick.host != HostHealth::Running
        || tick.functions_lost.as_ref().is_none_or(|lost| !lost.is_empty())
        || tick.content_is_ours != Some(true)
}
