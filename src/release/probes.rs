use super::app::Sides;
use super::{Setup, Stop, Story};
use crate::azure::Side;
use crate::config::{Check, Release};
use crate::probe::{Asker, run_all, wait_until_ready};
use crate::record::{Outcome, Phase, ProbePhase, ProbeResult, Problem, Severity};

/// Asks the slot everything it is to be asked: first until it is ready, then each check once.
pub async fn probe_slot(setup: &Setup, story: &Story, sides: &Sides, checks: &[Check]) -> Result<(), Stop> {
    story.begin(Phase::Probe);
    if !checks.iter().any(|check| check.is_for(ProbePhase::Stage)) {
        story.finish("no probes are configured; the proof above is all there is");
        return Ok(());
    }
    let asker = asker(setup, story, &sides.slot)?;
    if let Err(not_ready) = wait_until_ready(&asker, &setup.options.probes.readiness, checks, ProbePhase::Stage).await {
        let mut result = *not_ready.last;
        result.attempts = not_ready.tries;
        let sentence = format!(
            "the slot was not ready after {} s and {} tries: {}",
            not_ready.seconds,
            not_ready.tries,
            result.explanation()
        );
        story.note(|record| record.probes.push(result));
        let problem = Problem::new("slot-not-ready", sentence);
        return Err(Stop::new(Outcome::Aborted, problem));
    }
    let results = run_all(&asker, checks, ProbePhase::Stage).await;
    for result in &results {
        story.say(&line(result));
    }
    let failure = critical_failure(&results);
    let (all, good) = (results.len(), results.iter().filter(|result| result.is_good()).count());
    story.note(|record| record.probes.extend(results));
    match failure {
        Some(problem) => Err(Stop::new(Outcome::Aborted, problem)),
        None => {
            story.finish(&format!("{good} of {all} probes passed"));
            Ok(())
        }
    }
}

/// Someone who asks one side about this release.
pub fn asker(setup: &Setup, story: &Story, side: &Side) -> Result<Asker, Stop> {
    let record = story.snapshot();
    let release = Release {
        digest: record.digest.map(|digest| digest.to_string()).unwrap_or_default(),
        commit: record.commit.unwrap_or_default(),
    };
    let base = side.url().parse().map_err(|_| {
        let problem = Problem::new("host-name-unusable", format!("`{}` is no URL", side.url()));
        Stop::new(Outcome::Aborted, problem)
    })?;
    Ok(Asker::new(side.arm(), side.at().clone(), base, release, setup.console.clone()))
}

/// The problem that the first critical probe without a good answer makes.
pub fn critical_failure(results: &[ProbeResult]) -> Option<Problem> {
    let bad: Vec<&ProbeResult> = results.iter().filter(|result| result.is_critical() && !result.is_good()).collect();
    let first = bad.first()?;
    let more = match bad.len() {
        1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let code = match &first.error {
        Some(_) => "probe-not-asked",
        None => "probe-failed",
    };
    let sentence = format!("the critical probe `{}` did not pass: {}{more}", first.name, first.explanation());
    Some(Problem::new(code, sentence))
}

fn line(result: &ProbeResult) -> String {
    let mark = match (result.is_good(), result.severity) {
        (true, _) => "ok",
        (false, Severity::Error) => "failed",
        (false, _) => "failed (only a warning)",
    };
    let latency = result.latency_ms.map(|ms| format!(", {ms} ms")).unwrap_or_default();
    format!("{mark}: {} ({}{latency})", result.name, result.explanation())
}
