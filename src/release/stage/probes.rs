use crate::azure::Side;
use crate::config::{Probe, Release};
use crate::probe::{Asker, run_all, wait_until_ready};
use crate::record::{Code, Outcome, Phase, ProbePhase, ProbeResult, Problem, Severity};
use crate::release::ground::Stop;
use crate::release::run::Run;

impl Run {
    /// Probes the slot: first until it is ready, then each probe once.
    pub async fn probe(&self, side: &Side, probes: &[Probe]) -> Result<(), Stop> {
        self.recorder.begin_phase(Phase::Probe);
        if !probes.iter().any(|probe| probe.is_for(ProbePhase::Stage)) {
            self.recorder.end_phase("no probes are configured; the proof above is the only check");
            return Ok(());
        }
        let asker = self.asker(side)?;
        if let Err(not_ready) =
            wait_until_ready(&asker, &self.setup.options.probes.readiness, probes, ProbePhase::Stage).await
        {
            let mut result = *not_ready.last;
            result.attempts = not_ready.tries;
            let code = if result.too_large { Code::ANSWER_TOO_LARGE } else { Code::SLOT_NOT_READY };
            let sentence = format!(
                "the slot was not ready after {} s and {}: {}",
                not_ready.seconds,
                if not_ready.tries == 1 { "1 try".to_owned() } else { format!("{} tries", not_ready.tries) },
                if result.is_good() {
                    in_a_row(self.setup.options.probes.readiness.successes)
                } else {
                    result.explanation()
                }
            );
            let hint = self.hint_on(side, probes, &result).await;
            self.recorder.note(|record| record.probes.push(result));
            let mut problem = Problem::new(code, sentence);
            problem.hints.extend(hint);
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        let results = run_all(&asker, probes, ProbePhase::Stage).await;
        for result in &results {
            self.recorder.say(&line(result));
        }
        let failure = self.failure(side, probes, &results).await;
        let (all, good) = (results.len(), results.iter().filter(|result| result.is_good()).count());
        self.recorder.note(|record| record.probes.extend(results));
        match failure {
            Some(problem) => Err(Stop::new(Outcome::Aborted, problem)),
            None => {
                self.recorder.end_phase(&format!("{good} of {all} probes passed"));
                Ok(())
            }
        }
    }

    /// The problem that the critical probes of this side make, with what to do where something else than the app answered.
    pub async fn failure(&self, side: &Side, probes: &[Probe], results: &[ProbeResult]) -> Option<Problem> {
        let (first, mut problem) = critical_failure(results)?;
        problem.hints.extend(self.hint_on(side, probes, first).await);
        Some(problem)
    }

    async fn hint_on(&self, side: &Side, probes: &[Probe], result: &ProbeResult) -> Option<String> {
        let probe = probes.iter().find(|probe| probe.name == result.name)?;
        self.on_a_refusal(side, probe, result.heard).await
    }

    /// The facts for the templates of probes.
    pub fn release(&self) -> Release {
        self.recorder.read(|record| Release {
            digest: record.digest.as_ref().map(ToString::to_string).unwrap_or_default(),
            commit: record.commit.clone().unwrap_or_default(),
        })
    }

    /// A prober of one side for this release.
    pub fn asker(&self, side: &Side) -> Result<Asker, Stop> {
        let base = side.url().parse().map_err(|_| {
            let problem = Problem::new(Code::HOST_NAME_UNUSABLE, format!("`{}` is not a URL", side.url()));
            Stop::new(Outcome::Aborted, problem)
        })?;
        Ok(Asker::new(side.arm(), side.at().clone(), base, self.release(), self.setup.console.clone()))
    }
}

/// The first critical probe without a good answer, and the problem that it makes.
pub(crate) fn critical_failure(results: &[ProbeResult]) -> Option<(&ProbeResult, Problem)> {
    let bad: Vec<&ProbeResult> = results.iter().filter(|result| result.is_critical() && !result.is_good()).collect();
    let first = bad.first()?;
    let more = match bad.len() {
        1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let code = match &first.error {
        Some(_) if first.too_large => Code::ANSWER_TOO_LARGE,
        Some(_) => Code::PROBE_NOT_ASKED,
        None => Code::PROBE_FAILED,
    };
    let sentence = format!("the critical probe `{}` did not pass: {}{more}", first.name, first.explanation());
    Some((first, Problem::new(code, sentence)))
}

/// Why a slot whose last answer was good was not ready.
fn in_a_row(needed: u32) -> String {
    format!("its last answer was as expected, and {needed} of them in a row are needed")
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
