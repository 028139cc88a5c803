use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::release::{begin, hide_secrets, package_file, reports, setup, transport};
use super::telling::{self, conclude};
use super::{Ending, Front, Job, read};
use crate::http::Moment;
use crate::record::{Code, Outcome, Problem, ReleaseRecord};
use crate::release::{
    Ended, Journal, Leftover, Locked, Recorder, ReleaseLock, STOP_FILE, Setup, Stop, in_the_phase,
    incomplete_and_unread, reconcile, record_outcome, tell_again,
};
use crate::report::EvidencePlace;
use crate::runner::{RunKey, WorkflowRun};

/// The runner ends a job five minutes after it was cancelled (facts: cancel); a part of that has passed, and the
/// report needs some.
const LIMIT: Duration = Duration::from_secs(275);
/// Main ends within nine seconds of being asked to; a busy machine may take longer.
const MAIN_ENDS: Duration = Duration::from_secs(60);

/// The post-step: silent when the step reported its end; otherwise it reads back the state of the release and reports it.
pub async fn run_post(front: Front) -> Ending {
    // Most steps end like this, so nothing else is read for it.
    if front.environment.get("STATE_final") == Some("true") {
        return Ending::with_output(0, "");
    }
    let blank = blank(&front);
    let Some(folder) = folder_of_main(&front, &blank) else {
        return Ending::with_output(0, "");
    };
    let deadline = front.pace.now() + LIMIT;
    let key = RunKey::handed_over(&front.environment);
    let lock = wait_for_main(&folder, &blank, key.as_ref(), &front).await;
    let mut left = Leftover::read(&folder, &blank, key.as_ref());
    if matches!(lock, Locked::NoFile) {
        left =
            left.damaged_by("lock", "it is a link, a folder or a device, so another process may work on the release");
    }
    if !left.has_ended()
        && let Locked::Unknown(error) = &lock
    {
        let why = format!("it cannot be relied on ({error}), so another process may still work on the release");
        left = left.damaged_by("lock", &why);
    }
    if !left.has_ended() && matches!(lock, Locked::Theirs) {
        return still_running(left, &front).await;
    }
    let is_settled = left.has_ended() || blank.app.is_empty();
    let left = if is_settled { left } else { left.of_inputs(&blank.app, &blank.slot, &blank.target_slot) };
    let place = EvidencePlace { folder: left.recovery_folder(), key: key.unwrap_or_default() };
    let record = if left.has_ended() {
        front.console.line(if left.folder == folder {
            "the step was cut off, but its release continued and ended by itself:"
        } else {
            "the damaged files of this release were already reported:"
        });
        if let Ok(setup) = set_up(&front, deadline) {
            tell_again(&setup, &Recorder::new(left.record.clone(), None, front.console.clone(), front.pace)).await;
        }
        left.record.clone()
    } else {
        finish_up(&left, &place, &front, deadline).await.record
    };
    if let Locked::Ours(lock) = lock {
        lock.dissolve();
    }
    for done in [folder.join(STOP_FILE), package_file(&front, &left.record.id)] {
        let _ = std::fs::remove_file(done);
    }
    conclude(record, &front, Some(&place).filter(|place| !place.folder.is_symlink()))
}

/// The folder that the step named, where such folders are; on runners that do not pass it on, the newest release without a
/// recorded end. One that was named and is gone is still the folder of the step: its files are missing, and that is reported.
fn folder_of_main(front: &Front, blank: &ReleaseRecord) -> Option<PathBuf> {
    let environment = &front.environment;
    let all = reports(front);
    let named = environment.path("STATE_journal").and_then(|journal| Some(journal.parent()?.to_owned()));
    let named = named.filter(|folder| folder.parent() == Some(all.as_path()) && folder.file_name().is_some());
    match named {
        Some(folder) if folder.is_dir() && !folder.is_symlink() => Some(folder),
        named => Leftover::newest(&all, blank).or(named),
    }
}

/// The record of a release with the inputs of the step.
fn blank(front: &Front) -> ReleaseRecord {
    match read(&[], &front.environment) {
        Ok(Job::Release(settings)) => begin(&settings, front, &WorkflowRun::read(&front.environment)),
        _ => telling::blank(front),
    }
}

/// Asks a running main step to end, and waits for it. Where nothing shows whether it still runs, it is asked as well, and is
/// waited for until its journal has an end.
async fn wait_for_main(folder: &Path, blank: &ReleaseRecord, key: Option<&RunKey>, front: &Front) -> Locked {
    let began = front.pace.now();
    loop {
        let locked = ReleaseLock::take_over(folder, key, front.locks);
        let line = match &locked {
            Locked::Theirs => "the step was cut off, but its container still runs: asking it to end",
            Locked::Unknown(_) if !Leftover::read(folder, blank, key).has_ended() => {
                "the step was cut off, and whether its container still runs is unknown: asking it to end"
            }
            Locked::Ours(_) | Locked::NoFile | Locked::Unknown(_) => return locked,
        };
        if front.pace.now() - began >= MAIN_ENDS {
            return locked;
        }
        if !folder.join(STOP_FILE).exists() {
            front.console.line(line);
            if OpenOptions::new().write(true).create_new(true).open(folder.join(STOP_FILE)).is_err() {
                return locked;
            }
        }
        front.pace.sleep(Duration::from_secs(1)).await;
    }
}

/// Two processes must not work on one release at a time, so this one only reports.
async fn still_running(left: Leftover, front: &Front) -> Ending {
    let phase = in_the_phase(left.record.phases.last().map(|entry| entry.name));
    let sentence = format!("the step was cut off, but its container is still releasing{phase}");
    let problem = Problem::new(Code::STILL_RUNNING, sentence)
        .hint("wait until it has ended, or stop the container; then check both sides in the portal");
    let recorder = Recorder::new(left.record, None, front.console.clone(), front.pace);
    let record = record_outcome(&recorder, Err(Stop::new(Outcome::NeedsPerson, problem)), false, false).await;
    // The folder belongs to the other process.
    conclude(record, front, None)
}

async fn finish_up(left: &Leftover, place: &EvidencePlace, front: &Front, deadline: Moment) -> Ended {
    let is_whole = left.damage.is_empty();
    let EvidencePlace { folder, key } = place;
    let journal = if is_whole { Journal::resume(folder, key) } else { Journal::create_beside(folder, key) };
    let journal = journal.inspect_err(|error| front.console.line(&format!("warning: {error}"))).ok();
    let recorder =
        Recorder::resume(left.record.clone(), left.reached.clone(), journal, front.console.clone(), front.pace);
    let needs_person = async |problem: Problem| {
        let record = record_outcome(&recorder, Err(Stop::new(Outcome::NeedsPerson, problem)), false, true).await;
        Ended { record, is_final: true }
    };
    if !is_whole || !left.is_opened {
        recorder.open();
    }
    match set_up(front, deadline) {
        Err(problem) if !is_whole => {
            let stop = incomplete_and_unread(left, &problem.sentence);
            Ended { record: record_outcome(&recorder, Err(stop), false, true).await, is_final: true }
        }
        Ok(setup) => reconcile(&setup, &recorder, left).await,
        Err(problem) => needs_person(problem).await,
    }
}

/// The post-step has the inputs of its step.
fn set_up(front: &Front, deadline: Moment) -> Result<Setup, Problem> {
    let Ok(Job::Release(settings)) = read(&[], &front.environment) else {
        return Err(Problem::new(Code::INPUTS_INVALID, "the inputs of the step are not those of its release"));
    };
    hide_secrets(&settings, front);
    let http = transport(&settings, front)?;
    let run = WorkflowRun::read(&front.environment);
    Ok(Setup { deadline: Some(deadline), ..setup(*settings, front, http, run) })
}
