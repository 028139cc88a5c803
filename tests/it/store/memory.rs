//! The container of packages is the memory of releases, also for jobs that may write no GitHub Deployment.

use std::time::Duration;

use crate::support::{Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{CONTAINER, STORAGE};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::State;
use serde_json::Value;
use slot_deploy::record::{Outcome, Phase};

const OTHER: &str = "3333333333333333333333333333333333333333";

fn remembering(rehearsal: Rehearsal) -> Rehearsal {
    let container = container();
    rehearsal.input("deployment", "false").input("storage-container", &container)
}

fn broken_after_the_swap() -> Fault {
    Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500))
}

/// What releases wrote down, oldest first.
fn records(state: &State) -> Vec<Value> {
    let blobs = &state.storage[STORAGE].containers[CONTAINER].blobs;
    let of_releases = blobs.iter().filter(|(name, _)| name.starts_with("records/"));
    of_releases.map(|(_, blob)| serde_json::from_slice(&blob.content.bytes()).unwrap()).collect()
}

fn next(told: Told) -> Rehearsal {
    told.then(&TestApp::new(OTHER)).variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78")
}

#[tokio::test(start_paused = true)]
async fn a_release_writes_down_that_it_began_and_how_it_ended() {
    let told = remembering(Rehearsal::new()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let all = records(&told.world.state());
    let [one] = &all[..] else { panic!("{all:#?}") };
    assert_eq!(one["memo"]["release"], told.record.id.as_str());
    assert_eq!((&one["ended"]["outcome"], &one["author"]), (&Value::from("verified"), &Value::from("octocat")));
    assert!(!told.log.contains("no memory"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_release_waits_for_another_one_that_is_at_work() {
    let first = remembering(Rehearsal::new());
    let mut second =
        remembering(Rehearsal::of(&TestApp::new(OTHER), &TestApp::new("former")).variable("GITHUB_SHA", OTHER));
    second.world = first.world.clone();
    let later = async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        second.run().await
    };
    let (first, second) = tokio::join!(first.run(), later);
    assert_eq!((first.outcome(), second.outcome()), (Outcome::Verified, Outcome::Verified), "{}", second.log);
    assert!(second.log.contains("waiting: the release"), "{}", second.log);
    assert_eq!(second.production(), second.digest());
    let all = records(&second.world.state());
    assert_eq!(all.iter().filter(|one| one["ended"]["outcome"] == "verified").count(), 2, "{all:#?}");
}

#[tokio::test(start_paused = true)]
async fn of_two_that_begin_at_once_and_do_not_wait_exactly_one_proceeds() {
    for later in [0, 1, 20, 60] {
        let first = remembering(Rehearsal::new()).input("busy", "fail");
        let mut second = remembering(Rehearsal::of(&TestApp::new(OTHER), &TestApp::new("former")))
            .variable("GITHUB_SHA", OTHER)
            .input("busy", "fail");
        second.world = first.world.clone();
        let second = async {
            tokio::time::sleep(Duration::from_secs(later)).await;
            second.run().await
        };
        let (first, second) = tokio::join!(first.run(), second);
        let outcomes = [first.outcome(), second.outcome()];
        let verified = outcomes.iter().filter(|outcome| **outcome == Outcome::Verified).count();
        assert_eq!(verified, 1, "{later} s later: {outcomes:?}\n{}\n{}", first.log, second.log);
        assert_eq!(first.swaps(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn content_that_was_rolled_back_is_refused_unless_forced() {
    let back = remembering(Rehearsal::new()).with_fault(broken_after_the_swap()).run().await;
    assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.log);
    let again = back.next_job().world(|state| state.faults.clear()).run().await;
    assert_eq!((again.outcome(), again.code()), (Outcome::Aborted, "digest-quarantined"), "{}", again.log);
    assert!(again.record.reason.contains("in the container of packages"), "{}", again.record.reason);
    let forced = again.next_job().input("force", "true").run().await;
    assert_eq!(forced.outcome(), Outcome::Verified, "{}", forced.log);
}

#[tokio::test(start_paused = true)]
async fn a_rollback_on_request_goes_by_what_was_written_down() {
    let first = remembering(Rehearsal::new()).run().await;
    let former = first.production();
    let second = next(first).run().await;
    assert_eq!(second.outcome(), Outcome::Verified, "{}", second.log);
    let back = second.next_job().input("command", "rollback").input("package", "").run().await;
    assert_eq!(back.outcome(), Outcome::RolledBackOnRequest, "{}", back.log);
    assert_eq!(back.production(), former);
}

#[tokio::test(start_paused = true)]
async fn without_a_record_no_rollback_goes_to_a_slot_that_runs_from_a_url() {
    let first = remembering(Rehearsal::new()).run().await;
    let staged = next(first).input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let forgotten = staged.next_job().input("command", "rollback").input("package", "").input("storage-container", "");
    let told = forgotten.run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert_eq!(told.swaps(), 1, "what was staged there is not what production served before");
}

#[tokio::test(start_paused = true)]
async fn a_lost_run_is_finished_by_another_job_that_reads_what_it_wrote_down() {
    let whole = remembering(Rehearsal::new()).run().await.record;
    let watch = whole.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
    let at = Duration::from_secs_f64((watch.started - whole.started).as_seconds_f64() + 60.0);
    let lost = remembering(Rehearsal::new()).killed_after(at).await.lost();
    let told = lost.run().await;
    assert!(matches!(told.outcome(), Outcome::Verified | Outcome::PromotedUnverified), "{}", told.log);
    assert!(told.log.contains("has no recorded end"), "{}", told.log);
    let all = records(&told.world.state());
    assert_eq!((all.len(), all[0]["ended"].is_object()), (1, true), "{all:#?}");
}

#[tokio::test(start_paused = true)]
async fn where_both_memories_exist_the_container_decides_and_github_shows_the_same() {
    let told = remembering(Rehearsal::new()).input("deployment", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let state = told.world.state();
    let statuses = &state.github.deployments[0].statuses;
    assert_eq!(statuses.last().unwrap().state, "success");
    assert_eq!(records(&state).len(), 1);
}
