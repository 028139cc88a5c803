//! The GitHub Deployment reports the release and never influences its outcome.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Effect, State};
use serde_json::json;
use slot_deploy::record::Outcome;

fn states(told: &Told) -> Vec<String> {
    let effects = told.effects();
    let states = effects.iter().filter_map(|effect| match effect {
        Effect::GitHubStatusSet { state, .. } => Some(state.clone()),
        _ => None,
    });
    states.collect()
}

#[tokio::test(start_paused = true)]
async fn a_deployment_is_in_progress_and_then_a_success_with_links() {
    let told = Rehearsal::new().run().await;
    assert_eq!(states(&told), ["in_progress", "success"]);
    let state = told.world.state();
    let last = state.github.deployments[0].statuses.last().unwrap();
    assert!(last.environment_url.contains("shop-orders"), "{}", last.environment_url);
    assert!(last.log_url.ends_with("/actions/runs/77"), "{}", last.log_url);
    assert!(last.description.starts_with("verified"), "{}", last.description);
    assert_eq!(state.github.deployments[0].environment, "production");
}

#[tokio::test(start_paused = true)]
async fn a_failed_release_sets_its_deployment_to_failure() {
    let broken = Fault::new(Where::service("site").slot("staging").path("/api/version"), status(500));
    let told = Rehearsal::new().with_fault(broken).run().await;
    assert_eq!(states(&told), ["in_progress", "failure"]);
    let told = Rehearsal::new().input("swap", "none").run().await;
    assert_eq!(states(&told), ["in_progress", "inactive"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_with_an_environment_creates_a_deployment_of_its_own_unless_it_is_not_wished() {
    let with_environment = |rehearsal: Rehearsal| {
        rehearsal.world(|state| {
            state.github.job.environment = Some("production".to_owned());
            let subject = state.github.subject();
            state.directory.apps[0].federated[0].subject = subject;
        })
    };
    let told = with_environment(Rehearsal::new()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(states(&told), ["in_progress", "success"]);
    let told =
        with_environment(Rehearsal::new()).input("deployment", "true").input("environment-name", "live").run().await;
    assert_eq!(states(&told), ["in_progress", "success"]);
    assert_eq!(told.world.state().github.deployments[0].environment, "live");
    let told = Rehearsal::new().input("deployment", "false").run().await;
    assert!(states(&told).is_empty());
    assert_eq!(told.log.matches("this release has no memory").count(), 1, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_github_is_a_warning_and_never_fails_the_release() {
    for broken in [status(500), status(403), What::ResetAfter] {
        let told = Rehearsal::new().input("deployment", "true").fault(Where::service("github"), broken).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert!(told.record.warnings.iter().any(|warning| warning.contains("GitHub")), "{:?}", told.record.warnings);
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_without_the_deployments_permission_creates_none() {
    let told = Rehearsal::new().world(|state| state.github.permissions.clear()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.record.warnings.is_empty(), "{:?}", told.record.warnings);
    assert_eq!(told.log.matches("this release has no memory").count(), 1, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_created_twice_does_not_block_other_releases() {
    let at = Where::service("github").method("POST").path("/repos/contoso/shop/deployments");
    for fault in [What::Duplicate, What::ResetAfter] {
        let made_twice = Fault::new(at.clone(), fault).times(1);
        let first = Rehearsal::new().with_fault(made_twice).input("busy", "fail").run().await;
        assert_eq!(first.outcome(), Outcome::Verified, "{}", first.record.reason);
        let ends: Vec<String> =
            first.world.state().github.deployments.iter().map(|one| one.state().unwrap_or("open").to_owned()).collect();
        assert!(ends.iter().any(|end| end == "success") && !ends.iter().any(|end| end == "open"), "{ends:?}");
        let next = first.then(&TestApp::new("next")).no_probes().input("busy", "fail").run().await;
        assert_eq!(next.outcome(), Outcome::Verified, "{}", next.record.reason);
    }
}

/// Only a release that was in progress can end the watch of a swap; one that yielded cannot. Earlier versions wrote "stepped
/// back".
#[tokio::test(start_paused = true)]
async fn a_release_that_yielded_does_not_count_as_the_end_of_anothers_swap() {
    for description in ["yielded: it waits", "stepped back: it waits"] {
        let first = Rehearsal::new().run().await;
        let yielded = |state: &mut State| {
            let last = state.github.deployments[0].statuses.last_mut().unwrap();
            (last.state, last.description) = ("inactive".to_owned(), description.to_owned());
        };
        yielded(&mut first.world.state());
        let next = first.then(&TestApp::new("next")).no_probes();
        let told = next.input("busy", "fail").input("watch", "20m").run().await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "no end of the watch is recorded");
    }
}

#[tokio::test(start_paused = true)]
async fn a_memo_that_cannot_be_understood_is_reported_and_not_taken_for_no_release() {
    for (field, odd) in [("/expires", json!("later")), ("/sites/target", json!("odd"))] {
        let first = Rehearsal::new().run().await;
        let id = {
            let mut state = first.world.state();
            let deployment = &mut state.github.deployments[0];
            *deployment.payload["memo"].pointer_mut(field).unwrap() = odd;
            deployment.id
        };
        let commit = COMMIT.replace('1', "3");
        let told = first.then(&TestApp::new(&commit)).variable("GITHUB_SHA", &commit).run().await;
        let said = format!("the GitHub Deployment {id} cannot be understood");
        assert!(told.log.contains(&said), "{field}: {}", told.log);
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    }
}
