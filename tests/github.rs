//! The GitHub Deployment says what happened, and can never change it.
#![allow(clippy::unwrap_used)]

mod support;

use slot_deploy::record::Outcome;
use slot_deploy::rehearsal::faults::{Fault, What, Where};
use slot_deploy::rehearsal::state::{Effect, State};
use support::{Rehearsal, TestApp, Told, status};

fn states(told: &Told) -> Vec<String> {
    let effects = told.effects();
    let states = effects.iter().filter_map(|effect| match effect {
        Effect::GitHubStatusSet { state, .. } => Some(state.clone()),
        _ => None,
    });
    states.collect()
}

#[tokio::test(start_paused = true)]
async fn a_release_is_in_progress_and_then_a_success_with_its_links() {
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
async fn a_release_that_ends_badly_is_a_failure() {
    let broken = Fault::new(Where::service("site").slot("staging").path("/api/version"), status(500));
    let told = Rehearsal::new().with_fault(broken).run().await;
    assert_eq!(states(&told), ["in_progress", "failure"]);
    let told = Rehearsal::new().input("swap", "none").run().await;
    assert_eq!(states(&told), ["in_progress", "inactive"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_with_an_environment_has_a_deployment_already_unless_one_is_asked_for() {
    let with_environment = |rehearsal: Rehearsal| {
        rehearsal.world(|state| {
            state.github.job.environment = Some("production".to_owned());
            let subject = state.github.subject();
            state.directory.apps[0].federated[0].subject = subject;
        })
    };
    let told = with_environment(Rehearsal::new()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(states(&told).is_empty());
    let told =
        with_environment(Rehearsal::new()).input("deployment", "true").input("environment-name", "live").run().await;
    assert_eq!(states(&told), ["in_progress", "success"]);
    assert_eq!(told.world.state().github.deployments[0].environment, "live");
    let told = Rehearsal::new().input("deployment", "false").run().await;
    assert!(states(&told).is_empty());
}

#[tokio::test(start_paused = true)]
async fn github_out_of_order_is_a_warning_and_never_a_failed_release() {
    for broken in [status(500), status(403), What::ResetAfter] {
        let told = Rehearsal::new().input("deployment", "true").fault(Where::service("github"), broken).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert!(told.record.warnings.iter().any(|warning| warning.contains("GitHub")), "{:?}", told.record.warnings);
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_without_the_right_to_make_deployments_simply_makes_none() {
    let told = Rehearsal::new().world(|state| state.github.permissions.clear()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.record.warnings.is_empty(), "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_was_made_twice_keeps_nobody_out() {
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

/// The last word over a swap is a release's that was at work.
#[tokio::test(start_paused = true)]
async fn who_stepped_back_has_no_last_word_over_somebodys_swap() {
    let first = Rehearsal::new().run().await;
    let stepped_back = |state: &mut State| {
        let last = state.github.deployments[0].statuses.last_mut().unwrap();
        (last.state, last.description) = ("inactive".to_owned(), "stepped back: it waits".to_owned());
    };
    stepped_back(&mut first.world.state());
    let next = first.then(&TestApp::new("next")).no_probes();
    let told = next.input("busy", "fail").input("watch", "20m").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "nothing tells of a last word");
}
