//! A release as a sequence that reads like the process.
//!
//! The rooms are the steps, in their order: `stage` brings a package into the slot, `promote` takes it to production by a
//! `swap`, which is followed by the `watch` and, when production goes bad, by the way `back`; [`run`] is all of it. `recover`
//! finishes what a run left behind. They stand on `ground` (what is asked for, the app, its sides), on `memory` (the events of
//! a run, and everyone who hears of them), on `run` (the context, [`Run`], whose methods the steps are), and on the `lease` by
//! which releases keep out of each other's way; `slot` is the slot's own life. A room uses rooms before it in this list only:
//!
//! ```text
//! ground memory run slot lease stage swap watch back promote recover
//! ```
//!
//! What is delicate is decided in [`crate::judge`].

mod back;
mod check;
mod check_apps;
mod collect;
mod diff;
mod ending;
mod ground;
mod lease;
mod memory;
mod promote;
mod recover;
mod run;
mod slot;
mod stage;
mod status;
mod swap;
mod watch;

pub use check_apps::AppsAsked;
pub use collect::{Collection, OtherApp};
pub use diff::OtherEnvironment;
pub use ending::record_outcome;
pub use ground::{
    AskedArtifact, BusyMode, DeploymentChoice, GitHubSetup, Options, Setup, SignInWay, Source, Stop, SwapMode,
    in_the_phase,
};
pub use memory::{
    Damage, Journal, JournalError, JournalPlace, Leftover, Locked, Locks, MemoryJournal, Observer, Recorder,
    ReleaseLock, Told,
};
pub use recover::incomplete_and_unread;
pub use run::Run;

use std::time::Duration;

use crate::judge::{LeftBehind, left_behind};
use crate::record::{Outcome, ReleaseRecord, Ticket};
use promote::Promotion;
use stage::Staging;

/// A file of this name in the folder of a release asks it to end.
pub const STOP_FILE: &str = "stop";

/// After a cancel the runner waits ten seconds in all (facts: cancel); GitHub gets no more of them.
const GITHUB_AFTER_CANCEL: Duration = Duration::from_secs(3);

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The record.
    pub record: ReleaseRecord,
    /// Whether that is final, or recovery is outstanding.
    pub is_final: bool,
}

/// Releases: from the package to the end of the watch. Always returns a record with an outcome.
pub async fn run(setup: &Setup, source: &Source, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || {
        let (package, app) = match &source.retained {
            None => {
                let packed = run.pack(source).await?;
                let app = run.sign_in().await?;
                (app.complete(packed).await?, app)
            }
            Some(content) => {
                let app = run.sign_in().await?;
                (app.retained(content).await?, app)
            }
        };
        run.require_before(&package).await?;
        match (Box::pin(app.stage(&package)).await?, Promotion::of(setup.options.swap)) {
            (Staging::Ended(outcome), _) => Ok(outcome),
            (Staging::Staged(staged), None) => Ok(run.hand_over(&staged.ticket)),
            (Staging::Staged(staged), Some(way)) => {
                match Box::pin(staged.both.promote(way, &staged.ticket, &staged.survey)).await {
                    Err(stop) => Err(staged.both.put_settings_back(stop).await),
                    promoted => promoted,
                }
            }
        }
    })
    .await
}

/// Promotes the content that another job staged, if the fence holds.
pub async fn promote_ticket(setup: &Setup, ticket: &Ticket, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.ending_with(ticket.after).redeem(ticket).await).await
}

/// Rolls production back, on request.
pub async fn rollback(setup: &Setup, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.roll_back_on_request().await).await
}

/// Says whether a release would start, and all that stops it; changes nothing.
pub async fn check(setup: &Setup, source: Option<&Source>, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.check(source).await).await
}

/// The same of many apps at once, without a package.
pub async fn check_apps(setup: &Setup, asked: &[AppsAsked], recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.check_apps(asked).await).await
}

/// Says whether the dependencies of a package are a layer in the container of packages; changes nothing.
pub async fn look_for_layer(setup: &Setup, source: &Source, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.look_for_layer(source).await).await
}

/// Compares the settings of the configuration, of the slot and of production, and of another environment; changes nothing.
pub async fn diff(setup: &Setup, against: Option<&OtherEnvironment>, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.diff(against).await).await
}

/// Says what production and the slot run, since when and by which release; changes nothing.
pub async fn status(setup: &Setup, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.status().await).await
}

/// Lists what no app needs of the container of packages, and deletes it where that is asked for.
pub async fn collect_garbage(setup: &Setup, asked: &Collection, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.collect(asked).await).await
}

/// Reads back and reports the state of a release without a recorded end.
pub async fn reconcile(setup: &Setup, recorder: &Recorder, left: &Leftover) -> Ended {
    let run = Run::new(setup, recorder);
    run.resume_deployment();
    conduct(&run, async || run.reconcile(left).await).await
}

/// Reports the end of a release to GitHub again when its run was killed between recording its end and the report; a second
/// status is harmless, and a missing one would block others.
pub async fn tell_again(setup: &Setup, recorder: &Recorder) {
    let run = Run::new(setup, recorder);
    run.resume_deployment();
    run.find_stored().await;
    recorder.send_end(true).await;
}

/// Finishes or reports the release of a run whose machine and journal are lost.
pub async fn reconcile_lost(setup: &Setup, ticket: Option<&Ticket>, recorder: &Recorder) -> Ended {
    let run = Run::new(setup, recorder);
    conduct(&run, async || run.finish_lost_run(ticket).await).await
}

/// Runs a sequence until it has ended, or the run has to end.
async fn conduct(run: &Run, sequence: impl AsyncFnOnce() -> Result<Outcome, Stop>) -> Ended {
    let ended = tokio::select! {
        biased;
        () = run.setup.cancel.requested() => None,
        // On the heap: the whole of a release in one future is more than a thread's stack should carry.
        result = Box::pin(sequence()) => Some(result),
        () = time_is_up(&run.setup) => {
            let left = left_behind(&run.recorder.reached());
            Some(match left {
                LeftBehind::OldVersion => Ok(verified(&run.recorder, "the time of the post-step is over")),
                left => Err(run.recorder.read(|record| Stop::time_is_up(left, record))),
            })
        }
    };
    tell_end(run, ended).await
}

/// A run with a deadline has to record its end before it.
async fn time_is_up(setup: &Setup) {
    match setup.time_left() {
        Some(left) => setup.pace.sleep(left).await,
        None => std::future::pending().await,
    }
}

/// The end of a run that only had the old version in the slot left to see to.
fn verified(recorder: &Recorder, why: &str) -> Outcome {
    recorder.warn(&format!("{why} before what `after` says of the old version in the slot was read back"));
    Outcome::Verified
}

fn cancelled_in(recorder: &Recorder, left: LeftBehind) -> Stop {
    let phase = recorder.phase();
    let stop = recorder.read(|record| Stop::cancelled(left, phase, record));
    match recorder.reached().creating {
        // The runner leaves no time to read it.
        Some(slot) => slot::BegunSlot::Unread.tell(&slot, stop),
        None => stop,
    }
}

/// Records the end; `None`: the run was cancelled before there was one.
async fn tell_end(run: &Run, ended: Option<Result<Outcome, Stop>>) -> Ended {
    let recorder = &run.recorder;
    let left = left_behind(&recorder.reached());
    let is_final = ended.is_some() || left.is_final();
    let cancelled = ended.is_none();
    let result = match ended {
        Some(result) => result,
        // What is left to be done changes nothing about how it ended.
        None if left == LeftBehind::OldVersion => Ok(verified(recorder, "the run was cancelled")),
        None => Err(cancelled_in(recorder, left)),
    }
    .map_err(|stop| slot::say_what_stays_held(recorder, stop));
    record_outcome(recorder, result, run.setup.options.strict, is_final).await;
    let told = recorder.send_end(is_final);
    if cancelled {
        // Real seconds: this deadline is the runner's and not one that a rehearsal could choose.
        drop(tokio::time::timeout(GITHUB_AFTER_CANCEL, told).await);
    } else {
        told.await;
    }
    Ended { record: recorder.read(Clone::clone), is_final }
}
