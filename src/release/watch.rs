use std::time::Duration;

use super::app::Sides;
use super::exchange::Swapped;
use super::probes::asker;
use super::{Expected, Setup, Stop, Story};
use crate::config::{Check, show_duration};
use crate::judge::{Comparison, WatchRules, compare, judge_watch, next_look};
use crate::probe::{Asker, run_check};
use crate::record::{HostHealth, Phase, ProbePhase, ProbeVerdict, Severity, Tick, WatchEntry, WatchVerdict};
use crate::runner::PROGRESS;

const SETTLE: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_secs(30);
/// As many remarkable looks as a person would read.
const REMARKABLE: usize = 50;

/// Watches production for `window` after a swap, writes down what it saw, and says whether production is healthy.
pub async fn watch(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    expected: &Expected,
    swapped: &Swapped,
    window: Duration,
) -> Result<WatchVerdict, Stop> {
    story.begin(Phase::Watch);
    let asker = asker(setup, story, &sides.production)?;
    let on_production = |check: &&Check| check.on.contains(&ProbePhase::Production);
    let critical: Vec<&Check> =
        setup.probes.checks.iter().filter(on_production).filter(|check| check.severity == Severity::Error).collect();
    let others = setup.probes.checks.iter().filter(on_production).filter(|check| check.severity != Severity::Error);
    // Each check is shown once in the report; the critical ones are asked again on every look.
    for check in critical.iter().copied().chain(others) {
        let result = run_check(&asker, check, ProbePhase::Production).await;
        story.note(|record| record.probes.push(result));
    }
    let rules = WatchRules {
        began: swapped.at,
        window,
        settle: SETTLE,
        interval: INTERVAL.min(window.max(Duration::from_secs(1))),
        has_critical_probes: !critical.is_empty(),
    };
    let (ticks, verdict) = look_until_decided(setup, sides, expected, &rules, &asker, &critical).await;
    let watched = setup.pace.now() - swapped.moment;
    story.note(|record| {
        record.watch = Some(WatchEntry {
            window_seconds: setup.watch.as_secs(),
            watched_seconds: watched.as_secs(),
            ticks: ticks.len() as u32,
            remarkable: ticks.iter().filter(|tick| is_remarkable(tick)).take(REMARKABLE).cloned().collect(),
            verdict: verdict.clone(),
        });
    });
    Ok(verdict)
}

async fn look_until_decided(
    setup: &Setup,
    sides: &Sides,
    expected: &Expected,
    rules: &WatchRules,
    asker: &Asker,
    critical: &[&Check],
) -> (Vec<Tick>, WatchVerdict) {
    let pace = setup.pace;
    let end = pace.now() + rules.window;
    let mut ticks = Vec::new();
    loop {
        ticks.push(look(sides, expected, asker, critical).await);
        if let Some(verdict) = judge_watch(rules, &ticks) {
            return (ticks, verdict);
        }
        let (left, done) = (end - pace.now(), ticks.len());
        tracing::info!(target: PROGRESS, "watching production: {done} looks, {} left", show_duration(left));
        let next = next_look(rules, &ticks);
        // The last look comes at the end of the window and not after it.
        let wait = match left.is_zero() {
            true => next,
            false => next.min(left),
        };
        pace.sleep(wait.max(Duration::from_millis(500))).await;
    }
}

async fn look(sides: &Sides, expected: &Expected, asker: &Asker, critical: &[&Check]) -> Tick {
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
    for check in critical {
        let result = run_check(asker, check, ProbePhase::Production).await;
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

fn is_remarkable(tick: &Tick) -> bool {
    !tick.probes_failed.is_empty()
        || !tick.probes_unasked.is_empty()
        || tick.host != HostHealth::Running
        || tick.functions_lost.as_ref().is_none_or(|lost| !lost.is_empty())
        || tick.content_is_ours != Some(true)
}
