use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::before::{Before, Usual};
use super::control::PATIENCE;
use super::executions::Executions;
use super::expected::Expected;
use super::first_minute::first_minute;
use super::look::Look;
use super::traffic::Traffic;
use crate::config::{Probe, show_duration};
use crate::judge::{LOOK_INTERVAL, Observations, WatchRules, judge_watch, next_look, watch_findings};
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
    /// Watches production for `window` after a swap, records its measurements, and returns the verdict. Without what is `usual`,
    /// users' requests are not judged, and production is taken to have been well before.
    pub async fn watch(
        &self,
        expected: &Expected,
        swapped: &Swapped,
        window: Duration,
        usual: Option<&Usual>,
    ) -> Result<WatchVerdict, Stop> {
        self.recorder.begin_phase(Phase::Watch);
        let baseline = usual.map(|usual| &usual.traffic);
        let production = self.sides.production.glancing(PATIENCE);
        let asker = self.asker(&production)?;
        let control = self.asker(&self.sides.slot.glancing(PATIENCE))?;
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
        let events = usual.and_then(|usual| usual.events.as_ref());
        let executions = events.map(Executions::of);
        let noticed = Mutex::new(None);
        let unknown = Before::unknown();
        let look = Look {
            production,
            asker: &asker,
            control: &control,
            critical: &critical,
            expected,
            before: usual.map_or(&unknown, |usual| &usual.before),
            traffic: &traffic,
            memory: Mutex::default(),
        };
        let remarks = Mutex::new(Vec::new());
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
            // Those that are not critical are asked once.
            let remarking = async {
                for probe in &others {
                    let result = self.remark(&asker, probe, &traffic).await;
                    remarks.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            };
            let reading = async {
                if let Some((executions, events)) = executions.as_ref().zip(events) {
                    executions.keep_reading(self.setup.pace, &self.sides, events, swapped.at).await;
                }
            };
            tokio::join!(asking, users, remarking, reading);
            std::future::pending::<std::convert::Infallible>().await
        });
        // What was seen so far is kept, for a watch that is cut short.
        let keep = |ticks: &[Tick]| {
            let first_minute = noticed.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let cut_short = WatchVerdict::Inconclusive { reason: "it was cut short".to_owned() };
            let watched = self.setup.pace.now() - swapped.moment;
            self.recorder.note(|record| {
                record.watch = Some(WatchEntry {
                    first_minute,
                    wrong_at_last: ticks.last().and_then(wrong),
                    ..entry(self.setup.options.watch, watched, ticks, cut_short)
                });
            });
        };
        let (ticks, verdict) = tokio::select! {
            biased;
            done = Box::pin(self.until_decided(&look, &rules, baseline, executions.as_ref(), &keep)) => done,
            never = beside => match never {},
        };
        let readings = traffic.readings();
        let executions = executions.map(|executions| executions.known());
        let seen = Observations { ticks: &ticks, readings: &readings, baseline, executions: executions.as_ref() };
        let findings = watch_findings(&rules, seen);
        let watched = self.setup.pace.now() - swapped.moment;
        let memory = look.memory.into_inner().unwrap_or_else(PoisonError::into_inner);
        let slower = memory.times.slower(look.before);
        if let Some(slower) = &slower {
            self.recorder.warn(slower);
        }
        self.recorder.note(|record| {
            // Each probe is shown once, the critical ones as they were answered last.
            record.probes.extend(memory.last);
            record.probes.extend(remarks.into_inner().unwrap_or_else(PoisonError::into_inner));
            record.watch = Some(WatchEntry {
                rules: findings,
                traffic: baseline.is_some().then(|| traffic.entry(baseline)),
                slower,
                executions,
                first_minute: noticed.lock().unwrap_or_else(PoisonError::into_inner).take(),
                ..entry(self.setup.options.watch, watched, &ticks, verdict.clone())
            });
        });
        Ok(verdict)
    }
}

impl Run {
    /// Measures production, again and again.
    async fn until_decided(
        &self,
        look: &Look<'_>,
        rules: &WatchRules,
        baseline: Option<&Baseline>,
        executions: Option<&Executions>,
        keep: &(dyn Fn(&[Tick]) + Sync),
    ) -> (Vec<Tick>, WatchVerdict) {
        let pace = self.setup.pace;
        let end = pace.now() + rules.window;
        let mut ticks = Vec::new();
        let mut due = pace.now();
        loop {
            if pace.now() >= due {
                let began = pace.now();
                ticks.push(look.once().await);
                keep(&ticks);
                let left = end - began;
                tracing::info!(target: PROGRESS, "watching production: {} measurements, {} \
                    left", ticks.len(), show_duration(left));
                let next = next_look(rules, &ticks);
                // The last measurement is at the end of the window and not after it.
                let wait = if left.is_zero() { next } else { next.min(left) };
                due = (began + wait).max(pace.now() + Duration::from_millis(500));
            }
            let readings = look.traffic.readings();
            let known = executions.map(Executions::known);
            let seen = Observations { ticks: &ticks, readings: &readings, baseline, executions: known.as_ref() };
            if let Some(verdict) = judge_watch(rules, seen) {
                return (ticks, verdict);
            }
            // Users' requests are judged between the measurements as well.
            pace.sleep((due - pace.now()).min(BETWEEN)).await;
        }
    }

    /// Sends a probe, and counts it as our own request.
    async fn remark(&self, asker: &Asker, probe: &Probe, traffic: &Traffic) -> ProbeResult {
        let at = asker.pace().wall();
        let result = contained(run_probe(asker, probe, ProbePhase::Production)).await;
        let result = result.unwrap_or_else(|panicked| {
            ProbeResult::not_asked(&probe.name, ProbePhase::Production, probe.severity, panicked.to_string())
        });
        let failed = result.verdict == ProbeVerdict::Failed;
        traffic.asked(at, u64::from(result.attempts), if failed { u64::from(result.attempts) } else { 0 });
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

/// The measurements of a watch.
fn entry(window: Duration, watched: Duration, ticks: &[Tick], verdict: WatchVerdict) -> WatchEntry {
    WatchEntry {
        window_seconds: window.as_secs(),
        watched_seconds: watched.as_secs(),
        ticks: ticks.len() as u32,
        remarkable: ticks.iter().filter(|tick| is_remarkable(tick)).take(REMARKABLE).cloned().collect(),
        rules: Vec::new(),
        traffic: None,
        slower: None,
        executions: None,
        first_minute: None,
        wrong_at_last: None,
        verdict,
    }
}

/// What one look found wrong with production itself.
fn wrong(tick: &Tick) -> Option<String> {
    match (tick.probes_failed.first(), &tick.host) {
        (Some(failed), _) => Some(failed.clone()),
        (None, HostHealth::Broken(detail)) => Some(format!("the host is {detail}")),
        _ => None,
    }
}

fn is_remarkable(tick: &Tick) -> bool {
    !tick.probes_failed.is_empty()
        || !tick.probes_unasked.is_empty()
        || tick.host != HostHealth::Running
        || tick.functions_lost.as_ref().is_none_or(|lost| !lost.is_empty())
        || tick.content_is_ours != Some(true)
}
