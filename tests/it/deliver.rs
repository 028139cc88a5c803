//! A package arrives once, whatever happens to the answer, and its own deployment is followed.

use crate::support;
use crate::support::zips::zip_of;
use crate::support::{Rehearsal, Told, status};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::zip_deploy;
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

fn upload() -> Where {
    Where::service("scm").method("POST").path("zipdeploy")
}

fn verified_with_one_deployment(told: &Told) {
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.deployments(), 1, "the package was deployed once");
}

#[tokio::test(start_paused = true)]
async fn when_the_answer_to_the_upload_is_lost_the_deployment_is_found_by_its_message() {
    for lost in [What::ResetAfter, What::StatusAfter { status: 504 }, What::Never, What::StatusAfter { status: 502 }] {
        let told = Rehearsal::new().with_fault(Fault::new(upload(), lost).times(1)).run().await;
        verified_with_one_deployment(&told);
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_never_arrived_is_sent_again() {
    for lost in [What::ResetBefore, status(503)] {
        let told = Rehearsal::new().with_fault(Fault::new(upload(), lost).times(1)).run().await;
        verified_with_one_deployment(&told);
        assert_eq!(told.record.package.requests, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deployment_in_progress_is_waited_for() {
    let rehearsal = Rehearsal::new();
    let foreign = zip_of(&[("host.json", b"{}")]);
    {
        let now = rehearsal.world.clock().now();
        let place = rehearsal::state::Place::new("shop-orders", Some("staging"));
        let clock = *rehearsal.world.clock();
        let mut state = rehearsal.world.state();
        let sent = Default::default();
        zip_deploy::receive(&mut state, &clock, &place, zip_deploy::Package::Body(foreign.into()), sent, now).unwrap();
    }
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.deployments(), 2);
    assert_eq!(told.production(), told.digest());
}

#[tokio::test(start_paused = true)]
async fn a_conflicting_upload_is_waited_for() {
    let conflict = What::Status {
        status: 409,
        body: Some("There is a deployment currently in progress. Please try again when it completes.".to_owned()),
        content_type: Some("text/plain".to_owned()),
        retry_after: None,
    };
    let told = Rehearsal::new().with_fault(Fault::new(upload(), conflict).times(2)).run().await;
    verified_with_one_deployment(&told);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_runs_from_a_url_refuses_the_package_with_the_reason() {
    let conflict = What::Status {
        status: 409,
        body: Some(
            "Run-From-Zip is set to a remote URL using WEBSITE_RUN_FROM_PACKAGE or WEBSITE_USE_ZIP app setting. Deployment \
             is not supported in this configuration."
                .to_owned(),
        ),
        content_type: Some("text/plain".to_owned()),
        retry_after: None,
    };
    let told = Rehearsal::new().with_fault(Fault::new(upload(), conflict)).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-runs-from-url"));
}

#[tokio::test(start_paused = true)]
async fn a_failed_deployment_ends_the_release_and_its_log_cannot_issue_workflow_commands() {
    let message = "pip failed\n::set-output name=outcome::verified\n##[error]gotcha".to_owned();
    let fails = Fault::new(Where::service("law:deployment"), What::Fails { status: 400, message });
    let told = Rehearsal::new().with_fault(fails).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "deployment-failed"), "{}", told.log);
    assert!(told.log.contains("pip failed"), "{}", told.log);
    assert!(!told.log.lines().any(|line| line.trim_start().starts_with("::set-output")), "{}", told.log);
    assert!(!told.log.contains("##["), "{}", told.log);
    assert!(told.effects().iter().any(|effect| matches!(effect, Effect::DeploymentFailed { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_is_not_an_empty_log() {
    let message = "pip failed".to_owned();
    let fails = Fault::new(Where::service("law:deployment"), What::Fails { status: 400, message });
    let silent = Fault::new(Where::service("scm").method("GET").path("/log"), status(500));
    let told = Rehearsal::new().with_fault(fails).with_fault(silent).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "deployment-failed"), "{}", told.log);
    assert!(told.log.contains("the log of the deployment could not be read"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn the_scm_site_may_restart_while_the_deployment_is_followed() {
    let away = Fault::new(Where::service("scm").method("GET").path("api/deployments/[0-9a-f]"), status(503)).times(4);
    let told = Rehearsal::new().with_fault(away).run().await;
    verified_with_one_deployment(&told);
}

#[tokio::test(start_paused = true)]
async fn changed_code_of_the_same_size_is_deployed() {
    // KuduSync compares times only: a constant time would leave the old file in place.
    let first = Rehearsal::new().run().await;
    let commit = "2".repeat(40);
    let told = first.then(&support::TestApp::new(&commit)).variable("GITHUB_SHA", &commit).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.production(), told.digest());
}
