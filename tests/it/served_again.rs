//! After a rollback GitHub says of the release that production serves again that it is a success.

use rehearsal::default_world::APP;
use rehearsal::faults::Where;
use rehearsal::state::{Effect, GitHubStatus, State};
use serde_json::json;
use slot_deploy::record::Outcome;

use crate::support::{Rehearsal, TestApp, Told, container, status};

const SECOND: &str = "3333333333333333333333333333333333333333";
const THIRD: &str = "4444444444444444444444444444444444444444";

/// Two verified releases of an environment in which GitHub ends the former success by itself.
async fn two_releases(first: Rehearsal) -> Told {
    let told = first.input("environment-name", "test").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let next = told.then(&TestApp::new(SECOND)).variable("GITHUB_SHA", SECOND).variable("GITHUB_RUN_ID", "78");
    let told = next.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(states(&told), ["inactive", "success"]);
    told
}

/// The newest status of each deployment, the oldest deployment first.
fn states(told: &Told) -> Vec<String> {
    let state = told.world.state();
    state.github.deployments.iter().map(|one| one.state().unwrap_or("none").to_owned()).collect()
}

fn newest(told: &Told, deployment: usize) -> GitHubStatus {
    told.world.state().github.deployments[deployment].statuses.last().unwrap().clone()
}

fn rollback(after: Told) -> Rehearsal {
    after.next_job().input("command", "rollback").input("package", "").variable("GITHUB_RUN_ID", "79")
}

/// Well in the slot, and broken in production.
async fn breaks(after: Told, prepare: impl FnOnce(&mut State)) -> Told {
    let bad = TestApp::new(THIRD).answers("GET /api/version when STAGE=production", json!({"status": 500}));
    let next = after.then(&bad).variable("GITHUB_SHA", THIRD).variable("GITHUB_RUN_ID", "79");
    next.world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
        app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        prepare(state);
    })
    .run()
    .await
}

#[tokio::test(start_paused = true)]
async fn after_a_rollback_on_request_the_former_deployment_is_a_success_again() {
    for first in [Rehearsal::new(), Rehearsal::new().input("storage-container", &container())] {
        let told = rollback(two_releases(first).await).run().await;
        assert_eq!(told.outcome(), Outcome::RolledBackOnRequest, "{}", told.log);
        assert_eq!(states(&told), ["success", "inactive", "inactive"], "{}", told.log);
        let again = newest(&told, 0);
        assert!(again.description.contains("serves it again") && again.description.contains("run 79"));
        assert!(newest(&told, 1).description.starts_with("rolled-back: on request by run 79"));
    }
}

#[tokio::test(start_paused = true)]
async fn after_an_automatic_rollback_the_new_deployment_is_a_failure_and_the_former_one_stays_a_success() {
    let told = breaks(two_releases(Rehearsal::new()).await, |_| {}).await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    assert_eq!(states(&told), ["inactive", "success", "failure"]);
    assert!(newest(&told, 1).description.starts_with("verified"), "nothing is written over what is true");
}

#[tokio::test(start_paused = true)]
async fn a_former_deployment_that_was_ended_by_hand_is_a_success_again_after_an_automatic_rollback() {
    let told = breaks(two_releases(Rehearsal::new()).await, |state| {
        let statuses = &mut state.github.deployments[1].statuses;
        let mut ended = statuses.last().unwrap().clone();
        (ended.id, ended.state, ended.description) = (ended.id + 1_000, "inactive".into(), "tidied up".into());
        statuses.push(ended);
    })
    .await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    assert_eq!(states(&told), ["inactive", "success", "failure"], "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_was_deleted_is_not_replaced_by_another() {
    let told = two_releases(Rehearsal::new()).await;
    let told = rollback(told).world(|state| drop(state.github.deployments.remove(0))).run().await;
    assert_eq!(told.outcome(), Outcome::RolledBackOnRequest, "{}", told.log);
    assert_eq!(states(&told), ["inactive", "inactive"]);
    assert!(told.log.contains("no deployment of the release that production serves again"), "{}", told.log);
}

/// A further release of what was released before: its end is what it was, and no second one.
#[tokio::test(start_paused = true)]
async fn when_the_former_release_was_verified_stays_what_it_was() {
    let told = two_releases(Rehearsal::new()).await;
    let verified = newest_word_of_a_release(&told, 0);
    let told = rollback(told).run().await;
    assert_eq!(newest_word_of_a_release(&told, 0), verified);
    let unchanged = rollback(told).run().await;
    assert_eq!(unchanged.outcome(), Outcome::Unchanged, "{}", unchanged.log);
    assert_eq!(states(&unchanged)[..2], ["success", "inactive"]);
}

fn newest_word_of_a_release(told: &Told, deployment: usize) -> time::OffsetDateTime {
    let state = told.world.state();
    let statuses = &state.github.deployments[deployment].statuses;
    statuses.iter().rev().find(|status| status.description.starts_with("verified")).unwrap().created
}

#[tokio::test(start_paused = true)]
async fn a_status_that_github_refuses_is_a_warning_and_changes_no_outcome() {
    let told = two_releases(Rehearsal::new()).await;
    let id = told.world.state().github.deployments[0].id;
    let refused = Where::service("github").method("POST").path(&format!("/deployments/{id}/statuses"));
    let told = rollback(told).fault(refused, status(500)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBackOnRequest, 3), "{}", told.log);
    assert!(told.record.warnings.iter().any(|warning| warning.contains("not up to date")), "{}", told.log);
    assert_eq!(states(&told)[0], "inactive");
    let set_to_success = told.effects().iter().filter(|effect| is_success_of(effect, id)).count();
    assert_eq!(set_to_success, 1, "by its own release");
}

fn is_success_of(effect: &Effect, deployment: u64) -> bool {
    matches!(effect, Effect::GitHubStatusSet { id, state } if *id == deployment && state == "success")
}
