use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::app::Sides;
use super::blip::first_minute;
use super::exchange::Swapped;
use super::probes::asker;
use super::traffic::Traffic;
use super::{Expected, Setup, Stop, Story};
use crate::config::{Check, show_duration};
use crate::judge::{Comparison, Seen, WatchRules, compare, judge_watch, next_look, watch_findings};
use crate::probe::{Asker, run_check};
use crate::record::{
    Baseline, Blip, HostHealth, Phase, ProbePhase, ProbeResult, ProbeVerdict, Severity, Tick, WatchEntry, WatchVerdict,
};
use crate::runner::PROGRESS;

const SETTLE: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_secs(30);
/// Longer is not waited without judging what is known of users.
const BETWEEN: Duration = Duration::from_secs(10);
/// As many remarkable looks as a person would read.
const REMARKABLE: usize = 50;

/// Watches production for `window` after a swap, writes down what it saw, and says whether production is healthy. Without a
/// `baseline`, users' requests are not looked at.
pub async fn watch(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    expected: &Expected,
    swapped: &Swapped,
    window: Duration,
    baseline: Option<&Baseline>,
) -> Result<WatchVerdict, Stop> {
    story.begin(Phase::Watch);
    let asker = asker(setup, story, &sides.production)?;
    let on_production = |check: &&Check| check.on.contains(&ProbePhase::Production);
    let (critical, others): (Vec<&Check>, Vec<&Check>) =
        setup.options.probes.checks.iter().filter(on_production).partition(|check| check.severity == Severity::Error);
    let rules = WatchRules {
        began: swapped.at,
        window,
        settle: SETTLE,
        interval: INTERVAL.min(window.max(Duration::from_secs(1))),
        has_critical_probes: !critical.is_empty(),
        spec: setup.options.watch_rules.clone(),
    };
    let traffic = Traffic::default();
    let blip = Mutex::new(None);
    let looks = Looks { setup, story, sides, expected, asker: &asker, critical: &critical, traffic: &traffic };
    // The looks decide when it is over; nothing that is measured beside them can hold them up. Boxed: a release is a deep
    // future, and two of them have to fit on a test's stack.
    let beside = Box::pin(async {
        let first_minute = async {
            let seen = first_minute(&asker, &critical, window, &traffic).await;
            say_blip(story, &seen);
            *blip.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        };
        let users = async {
            if baseline.is_some() {
                traffic.keep_reading(setup.pace, &sides.production, swapped.at).await;
            }
        };
        tokio::join!(first_minute, users);
        std::future::pending::<std::convert::Infallible>().await
    });
    let (ticks, verdict) = tokio::select! {
        biased;
        done = Box::pin(looks.until_decided(&rules, &others, baseline)) => done,
        never = beside => match never {},
    };
    let readings = traffic.readings();
    let findings = watch_findings(&rules, Seen { ticks: &ticks, readings: &readings, baseline });
    let watched = setup.pace.now() - swapped.moment;
    story.note(|record| {
        record.watch = Some(WatchEntry {
            window_seconds: setup.options.watch.as_secs(),
            watched_seconds: watched.as_secs(),
            ticks: ticks.len() as u32,
            remarkable: ticks.iter().filter(|tick| is_remarkable(tick)).take(REMARKABLE).cloned().collect(),
            rules: findings,
            traffic: baseline.is_some().then(|| traffic.entry(baseline)),
            blip: *blip.lock().unwrap_or_else(PoisonError::into_inner),
            verdict: verdict.clone(),
        });
    });
    Ok(verdict)
}

/// The looks at production, one after the other.
struct Looks<'a> {
    setup: &'a Setup,
    story: &'a Story,
    sides: &'a Sides,
    expected: &'a Expected,
    asker: &'a Asker,
    critical: &'a [&'a Check],
    traffic: &'a Traffic,
}

impl Looks<'_> {
    async fn until_decided(
        &self,
        rules: &WatchRules,
        others: &[&Check],
        baseline: Option<&Baseline>,
    ) -> (Vec<Tick>, WatchVerdict) {
        // Each check is shown once in the report; the critical ones are asked again on every look.
        for check in self.critical.iter().chain(others) {
            let result = self.ask(check).await;
            self.story.note(|record| record.probes.push(result));
        }
        let pace = self.setup.pace;
        let end = pace.now() + rules.window;
        let mut ticks = Vec::new();
        let mut due = pace.now();
        loop {
            if pace.now() >= due {
                ticks.push(self.look().await);
                let left = end - pace.now();
                tracing::info!(target: PROGRESS, "watching production: {} looks, {} left", ticks.len(), show_duration(left));
                let next = next_look(rules, &ticks);
                // The last look comes at the end of the window and not after it.
                let wait = if left.is_zero() { next } else { next.min(left) };
                due = pace.now() + wait.max(Duration::from_millis(500));
            }
            let readings = self.traffic.readings();
            if let Some(verdict) = judge_watch(rules, Seen { ticks: &ticks, readings: &readings, baseline }) {
                return (ticks, verdict);
            }
            // Users' requests are judged between the looks as well.
            pace.sleep((due - pace.now()).min(BETWEEN)).await;
        }
    }

    async fn look(&self) -> Tick {
        let Self { sides, expected, asker, critical, .. } = self;
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
        for check in *critical {
            let result = self.ask(check).await;
            match result.verdict {
                ProbeVerdict::Passed | ProbeVerdict::Slow => tick.probes_passed += 1,
                ProbeVerdict::Failed => tick.probes_failed.push(result.explanation()),
                ProbeVerdict::CouldNotAsk => tick.probes_unasked.push(result.name),
            }
        }
        tick.host = sides.production.host.health().await;
        let listed = sides.production.functions().await.ok();
        tick.functions_lost = listed.map(|listed| expected.functions.missing_from(&listed));
        let content = sides.production.identity().await.content;
        tick.content_is_ours = match compare(&content, &expected.content) {
            Comparison::Same => Some(true),
            Comparison::Different => Some(false),
            Comparison::CannotTell => None,
        };
        tick
    }

    /// Asks a check, and remembers that it was not a user who did.
    async fn ask(&self, check: &Check) -> ProbeResult {
        let at = self.asker.pace().wall();
        let result = run_check(self.asker, check, ProbePhase::Production).await;
        let failed = result.verdict == ProbeVerdict::Failed;
        self.traffic.asked(at, u64::from(result.attempts), if failed { u64::from(result.attempts) } else { 0 });
        result
    }
}

fn say_blip(story: &Story, blip: &Blip) {
    let gap = show_duration(Duration::from_millis(blip.longest_gap_ms));
    story.say(&match blip.failed {
        0 => format!("in the first minute production was asked {} times and always answered", blip.asked),
        failed => format!("in the first minute {failed} of {} requests failed; the longest gap was {gap}", blip.asked),
    });
}

fn is_remarkable(tick: &Tick) -> bool {
    !tick.probes_failed.is_empty()
        || !tick.probes_unasked.is_empty()
        || tick.host != HostHealth::Running
        || tick.functions_lost.as_ref().is_none_or(|lost| !lost.is_empty())
        || tick.content_is_ours != Some(true)
}
