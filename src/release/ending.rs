use super::{Recorder, Stop};
use crate::record::{Outcome, ReleaseRecord};

/// Writes the end into the record: the outcome, its exit code, and why in one sentence. `is_final`: nothing is left to
/// be found out.
pub async fn record_outcome(
    recorder: &Recorder,
    result: Result<Outcome, Stop>,
    strict: bool,
    is_final: bool,
) -> ReleaseRecord {
    let outcome = match result {
        Ok(outcome) => {
            recorder.note(|record| {
                let meaning = outcome.row().meaning;
                match record.problem.take() {
                    // A step before this one was cut short: what it said is not so any more.
                    Some(former) if record.reason == former.sentence => {
                        record.reason = format!("{meaning}; an earlier step had ended so: {}", former.sentence);
                    }
                    _ if record.reason.is_empty() => record.reason = meaning.to_owned(),
                    _ => {}
                }
            });
            outcome
        }
        Err(Stop { outcome, problem }) => {
            recorder.fail_phase(&problem.sentence);
            recorder.note(|record| {
                record.reason = problem.sentence.clone();
                record.problem = Some(problem);
            });
            outcome
        }
    };
    recorder.note(|record| {
        record.outcome = Some(outcome);
        record.exit_code = outcome.exit_code(strict);
        let since = record.phases.first().map_or(record.started, |phase| phase.started);
        let until = record
            .phases
            .last()
            .and_then(|phase| phase.started.checked_add(time::Duration::checked_seconds_f64(phase.seconds)?));
        record.seconds = until.map_or(0.0, |until| (until - since).as_seconds_f64());
    });
    recorder.end_run(outcome, is_final).await;
    recorder.read(Clone::clone)
}
