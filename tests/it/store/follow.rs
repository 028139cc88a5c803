//! Where a release is written down in the container and on GitHub, the container decides and GitHub follows.

use rehearsal::default_world::{APP, CONTAINER, SLOT, STORAGE};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::State;
use slot_deploy::record::{Outcome, Phase};

use crate::support::moments::middle;
use crate::support::{Rehearsal, TestApp, Told, container};

const OTHER: &str = "3333333333333333333333333333333333333333";
const RUN_FROM: &str = "WEBSITE_RUN_FROM_PACKAGE";

fn release() -> Rehearsal {
    Rehearsal::new().input("storage-container", &container())
}

/// GitHub never heard how the newest release ended: its run was killed between the container and GitHub.
fn unheard(state: &mut State) {
    let statuses = &mut state.github.deployments.last_mut().unwrap().statuses;
    statuses.retain(|status| status.state == "in_progress");
    assert_eq!(statuses.len(), 1);
}

/// The newest status of a deployment, and its description.
fn status(told: &Told, deployment: usize) -> (String, String) {
    let state = told.world.state();
    let status = state.github.deployments[deployment].statuses.last().unwrap();
    (status.state.clone(), status.description.clone())
}

fn reconciling(told: Told) -> Rehearsal {
    told.next_job().input("command", "reconcile").input("package", "")
}

fn forget_records(state: &mut State) {
    let blobs = &mut state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs;
    let before = blobs.len();
    blobs.retain(|name, _| !name.starts_with("records/"));
    assert!(blobs.len() < before);
}

#[tokio::test(start_paused = true)]
async fn a_reconciling_job_tells_github_the_end_that_it_never_heard() {
    let told = release().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let whole = status(&told, 0);
    let told = reconciling(told).world(unheard).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Checked, 1), "{}", told.log);
    assert_eq!(status(&told, 0), whole);
}

#[tokio::test(start_paused = true)]
async fn the_next_release_tells_github_the_end_that_it_never_heard() {
    let told = release().run().await;
    let next = told.then(&TestApp::new(OTHER)).variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78");
    let told = next.world(unheard).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let state = told.world.state();
    let statuses: Vec<_> = state.github.deployments[0].statuses.iter().map(|one| one.state.as_str()).collect();
    assert!(statuses.starts_with(&["in_progress", "success"]), "{statuses:?}");
    assert_eq!(state.github.deployments[1].state(), Some("success"));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_release_that_another_one_replaced_since_is_no_success_of_the_environment() {
    let told = release().run().await.next_job().world(unheard).input("deployment", "false");
    let app = told.temp.0.join("app");
    std::fs::remove_dir_all(&app).unwrap();
    TestApp::new(OTHER).write(&app);
    let told = told.variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78").run().await;
    assert_eq!((told.outcome(), status(&told, 0).0.as_str()), (Outcome::Verified, "in_progress"), "{}", told.log);
    let told = reconciling(told).input("deployment", "true").run().await;
    let (state, description) = status(&told, 0);
    assert!(state == "inactive" && description.starts_with("verified: "), "{state}: {description}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_run_that_is_finished_by_its_record_ends_its_deployment_too() {
    let whole = release().run().await.record;
    let watch = whole.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
    let lost = release().killed_after(middle(&whole, watch)).await.lost();
    let told = lost.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
    assert_eq!(status(&told, 0).0, "success");
}

fn slot_runs(told: &Told) -> Option<String> {
    told.world.state().app(APP).unwrap().slots[SLOT].settings.get(RUN_FROM).cloned()
}

/// A release through the container that was lost when the slot ran its package already.
async fn lost_behind_the_switch() -> Rehearsal {
    let whole = release().run().await.record;
    let prove = whole.phases.iter().find(|entry| entry.name == Phase::Prove).unwrap();
    release().killed_after(middle(&whole, prove)).await.lost()
}

#[tokio::test(start_paused = true)]
async fn a_lost_run_whose_record_is_missing_says_what_the_slot_runs_and_changes_nothing_by_guess() {
    let lost = lost_behind_the_switch().await;
    let told = lost.world(forget_records).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    assert!(slot_runs(&told).unwrap().contains("/releases/"), "what it ran from before is not known");
    let advice = told.advice();
    assert!(advice.contains("the slot `staging` runs from the package of this release"), "{advice}");
    assert!(advice.contains("is not recorded"), "{advice}");
    assert!(advice.contains("--settings WEBSITE_RUN_FROM_PACKAGE=FORMER_URL"), "{advice}");
    assert!(told.log.contains("the container of packages has no record of it"), "{}", told.log);
    assert_eq!(status(&told, 0).0, "failure", "no release waits for it");
}

#[tokio::test(start_paused = true)]
async fn without_the_container_it_only_says_that_the_slot_may_run_that_package() {
    let lost = lost_behind_the_switch().await;
    let told = lost.input("storage-container", "").run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    assert!(
        told.advice().contains("may run from the package of this release: it runs from a package at a URL"),
        "{}",
        told.advice()
    );
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_was_not_switched_yet_needs_no_advice() {
    let whole = release().run().await.record;
    let preflight = whole.phases.iter().find(|entry| entry.name == Phase::Deliver).unwrap();
    let begun = std::time::Duration::from_secs_f64((preflight.started - whole.started).as_seconds_f64() + 0.05);
    let told = release().killed_after(begun).await.lost().world(forget_records).run().await;
    assert_eq!((told.outcome(), slot_runs(&told)), (Outcome::Aborted, None), "{}", told.log);
    assert!(!told.advice().contains("FORMER_URL"), "{}", told.advice());
}

/// A release through the container that was lost while it watched production.
async fn lost_behind_the_swap() -> Rehearsal {
    let whole = release().run().await.record;
    let watch = whole.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
    release().killed_after(middle(&whole, watch)).await.lost()
}

fn unreadable() -> Fault {
    Fault::new(Where::service("blob"), What::Status { status: 403, body: None, content_type: None, retry_after: None })
}

#[tokio::test(start_paused = true)]
async fn a_swap_of_a_lost_run_without_any_record_is_never_called_a_release_that_stopped_before_it() {
    let ways: [fn(Rehearsal) -> Rehearsal; 3] = [
        |lost| lost.input("storage-container", ""),
        |lost| lost.with_fault(unreadable()),
        |lost| lost.world(forget_records),
    ];
    for way in ways {
        let lost = lost_behind_the_swap().await.world(|state| state.github.deployments.clear());
        let told = way(lost).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::NeedsPerson, 1), "{}", told.log);
        assert!(told.record.reason.contains("slots were swapped"), "{}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_container_that_was_named_and_cannot_be_read_is_not_a_container_without_a_lost_run() {
    let told = reconciling(release().run().await).with_fault(unreadable()).input("watch", "1m").run().await;
    assert_eq!(told.outcome(), Outcome::NeedsPerson, "{}", told.log);
    assert!(told.record.reason.contains("container"), "{}", told.record.reason);
}
