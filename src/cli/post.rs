use std::path::{Path, PathBuf};
use std::time::Duration;

use super::release::{hide_secrets, package_file, reports, setup, transport};
use super::telling::conclude;
use super::{Ending, Front, Request, read};
use crate::http::Moment;
use crate::record::{Outcome, Problem};
use crate::release::{
    Ended, Journal, Leftover, Locked, ReleaseLock, STOP_FILE, Setup, Stop, Story, finish, in_the_phase, reconcile,
    tell_again,
};
use crate::runner::WorkflowRun;

/// The runner ends a job five minutes after it was cancelled (github-contract §2.4); a part of that is gone already, and the
/// report needs some.
const LIMIT: Duration = Duration::from_secs(275);
/// Main ends within nine seconds of being asked to; a busy machine may take longer.
const MAIN_ENDS: Duration = Duration::from_secs(60);

/// The post-step: silent when the step ended with a last word; otherwise it finds out what became of the release, and
/// tells.
pub async fn run_post(front: Front) -> Ending {
    let Some(folder) = folder_of_main(&front) else {
        return Ending::with_output(0, "");
    };
    let deadline = front.pace.now() + LIMIT;
    let lock = wait_for_main(&folder, &front).await;
    let left = match Leftover::read(&folder) {
        Ok(left) => left,
        Err(error) => {
            front.console.line(&format!("nothing is known of the release that this step began: {error}"));
            return Ending::with_output(Outcome::NeedsPerson.row().exit, "");
        }
    };
    if !left.is_final && matches!(lock, Locked::Theirs) {
        return still_running(left, &front);
    }
    let record = match left.is_final {
        true => {
            front.console.line("the step was cut off, but its release went on and ended by itself; this is how:");
            if let Ok(setup) = set_up(&front, deadline) {
                tell_again(&setup, &Story::new(left.record.clone(), None, front.console.clone(), front.pace)).await;
            }
            left.record.clone()
        }
        false => finish_up(&left, &front, deadline).await.record,
    };
    if let Locked::Ours(lock) = lock {
        lock.dissolve();
    }
    for left in [folder.join(STOP_FILE), package_file(&front, &left.record.id)] {
        let _ = std::fs::remove_file(left);
    }
    conclude(record, &front, Some(&folder))
}

/// The folder that the step named; on runners that do not hand that over, the newest release without a last word.
fn folder_of_main(front: &Front) -> Option<PathBuf> {
    let environment = &front.environment;
    match (environment.get("STATE_final"), environment.path("STATE_journal")) {
        (Some("true"), _) => None,
        (_, Some(journal)) if journal.exists() => Some(journal.parent()?.to_owned()),
        _ => Leftover::newest(&reports(front)).map(|left| left.folder),
    }
}

/// Asks a main that still runs to end, and waits until it did.
async fn wait_for_main(folder: &Path, front: &Front) -> Locked {
    let began = front.pace.now();
    loop {
        match ReleaseLock::take(folder) {
            Locked::Theirs if front.pace.now() - began < MAIN_ENDS => {
                if !folder.join(STOP_FILE).exists() {
                    front.console.line("the step was cut off, but its container still runs: asking it to end");
                    let _ = std::fs::write(folder.join(STOP_FILE), "");
                }
                front.pace.sleep(Duration::from_secs(1)).await;
            }
            locked => return locked,
        }
    }
}

/// Two that work on one release at a time are one too many, so this one only says what it sees.
fn still_running(left: Leftover, front: &Front) -> Ending {
    let phase = in_the_phase(left.record.phases.last().map(|entry| entry.name));
    let sentence = format!("the step was cut off, but its container still works on the release{phase}");
    let problem = Problem::new("still-running", sentence)
        .hint("wait until it has ended, or stop the container; then look at both sides in the portal");
    let story = Story::new(left.record, None, front.console.clone(), front.pace);
    let record = finish(&story, Err(Stop::new(Outcome::NeedsPerson, problem)), false, false);
    // The folder is the other one's.
    conclude(record, front, None)
}

async fn finish_up(left: &Leftover, front: &Front, deadline: Moment) -> Ended {
    let journal = Journal::resume(&left.folder).ok();
    let story = Story::new(left.record.clone(), journal, front.console.clone(), front.pace);
    let needs_person = |problem: Problem| {
        let record = finish(&story, Err(Stop::new(Outcome::NeedsPerson, problem)), false, true);
        Ended { record, is_final: true }
    };
    match set_up(front, deadline) {
        Ok(setup) => reconcile(&setup, &story, left).await,
        Err(problem) => needs_person(problem),
    }
}

/// The post-step has the inputs of its step.
fn set_up(front: &Front, deadline: Moment) -> Result<Setup, Problem> {
    let Ok(Request::Release(settings)) = read(&[], &front.environment) else {
        return Err(Problem::new("inputs-invalid", "the inputs of the step are not those of its release"));
    };
    hide_secrets(&settings, front);
    let http = transport(&settings, front)?;
    let run = WorkflowRun::read(&front.environment);
    Ok(Setup { deadline: Some(deadline), ..setup(*settings, front, http, run) })
}
