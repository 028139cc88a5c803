//! What releases write down of themselves for each other, when it is full, when GitHub adds to it, and when somebody lies.

use std::time::Duration;

use rehearsal::faults::{Fault, Where};
use rehearsal::state::{GitHubDeployment, GitHubStatus, State};
use serde_json::{Value, json};
use slot_deploy::record::{Outcome, Phase};

use crate::support::{Rehearsal, TestApp, Told, status};

const OTHER: &str = "3333333333333333333333333333333333333333";

async fn left_at_work() -> Rehearsal {
    let record = Rehearsal::new().run().await.record;
    let probe = record.phases.iter().find(|entry| entry.name == Phase::Probe).unwrap();
    let at = Duration::from_secs_f64((probe.started - record.started).as_seconds_f64());
    let killed = Rehearsal::new().killed_after(at).await;
    Rehearsal::on_new_runner(killed.world, killed.temp, killed.variables)
}

/// Another deployment like the newest one, with these changes.
fn add(state: &mut State, change: impl FnOnce(&mut GitHubDeployment)) -> u64 {
    let id = state.github.new_id();
    let mut one = GitHubDeployment { id, statuses: Vec::new(), ..state.github.deployments.last().unwrap().clone() };
    change(&mut one);
    state.github.deployments.push(one);
    id
}

fn say(state: &mut State, id: u64, word: &str, description: &str, seconds: i64) {
    let status_id = state.github.new_id();
    let one = state.github.deployments.iter_mut().find(|one| one.id == id).unwrap();
    one.statuses.push(GitHubStatus {
        id: status_id,
        state: word.to_owned(),
        description: description.to_owned(),
        environment: one.environment.clone(),
        environment_url: String::new(),
        log_url: String::new(),
        created: one.created + time::Duration::seconds(seconds),
    });
}

fn next(rehearsal: Rehearsal) -> Rehearsal {
    let app = rehearsal.temp.0.join("app");
    std::fs::remove_dir_all(&app).unwrap();
    TestApp::new(OTHER).write(&app);
    rehearsal.variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78")
}

#[tokio::test(start_paused = true)]
async fn a_release_at_work_is_seen_behind_any_number_of_deployments_of_others() {
    let rehearsal = next(left_at_work().await).input("busy", "fail").world(|state| {
        for number in 0..150 {
            add(state, |one| (one.task, one.payload) = ("deploy".to_owned(), json!({"other": number})));
        }
    });
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
    assert!(told.record.reason.contains("of run 77"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_release_at_work_is_seen_behind_a_hundred_ended_ones_of_its_own_app_and_from_another_environment() {
    let rehearsal = next(left_at_work().await).input("busy", "fail").input("environment-name", "elsewhere");
    let rehearsal = rehearsal.world(|state| {
        for number in 0..120 {
            let id = add(state, |one| one.payload["memo"]["release"] = json!(format!("sd-{number}")));
            say(state, id, "success", "verified: it runs", 1);
        }
    });
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_release_of_an_earlier_version_which_named_no_task_is_seen() {
    let rehearsal = next(left_at_work().await).input("busy", "fail");
    let told = rehearsal.world(|state| state.github.deployments[0].task = "deploy".to_owned()).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
}

async fn released(told: Told, commit: &str) -> Told {
    let rehearsal = told.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit);
    rehearsal.input("force", "true").world(|state| state.faults.clear()).run().await
}

#[tokio::test(start_paused = true)]
async fn what_github_makes_inactive_by_itself_is_no_word_of_a_release() {
    let bad = Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500));
    let back = Rehearsal::new().input("environment-name", "prod-eu").with_fault(bad).run().await;
    assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.log);
    let forced = released(back, crate::support::COMMIT).await;
    assert_eq!(forced.outcome(), Outcome::Verified, "{}", forced.log);
    let other = released(forced, OTHER).await;
    assert_eq!(other.outcome(), Outcome::Verified, "{}", other.log);
    let inactive = |one: &&GitHubDeployment| one.statuses.last().is_some_and(|last| last.description.is_empty());
    assert!(other.world.state().github.deployments.iter().any(|one| inactive(&one)), "GitHub has added its own");
    let again = other.then(&TestApp::new(crate::support::COMMIT)).variable("GITHUB_SHA", crate::support::COMMIT);
    let again = again.input("force", "false").input("dry-run", "true").run().await;
    assert_eq!(again.outcome(), Outcome::Checked, "{}", again.log);
}

#[tokio::test(start_paused = true)]
async fn a_release_at_work_that_github_made_inactive_is_still_at_work() {
    let rehearsal = next(left_at_work().await).input("busy", "fail").world(|state| {
        let id = state.github.deployments[0].id;
        say(state, id, "inactive", "", 5);
    });
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
}

/// A memo that nobody's release wrote, at work until the year 9000.
async fn forged(change: impl FnOnce(&mut Value)) -> (Rehearsal, u64) {
    let told = Rehearsal::new().run().await;
    let id = {
        let mut state = told.world.state();
        let now = told.world.clock().now();
        let id = add(&mut state, |one| {
            one.created = now;
            one.payload["memo"]["release"] = json!("forged");
            one.payload["memo"]["expires"] = json!("9000-01-01T00:00:00Z");
            change(&mut one.payload["memo"]);
        });
        say(&mut state, id, "in_progress", "x", 0);
        id
    };
    (next(told.next_job()), id)
}

#[tokio::test(start_paused = true)]
async fn a_memo_that_no_release_can_have_written_costs_an_hour_and_names_its_author() {
    for expires in ["9000-01-01T00:00:00Z", "2001-01-01T00:00:00Z"] {
        let (rehearsal, id) = forged(|memo| memo["expires"] = json!(expires)).await;
        let began = rehearsal.world.clock().now();
        let told = rehearsal.input("timeout", "2h").run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{expires}: {}", told.log);
        let who = format!("GitHub Deployment {id} by github-actions[bot]");
        assert!(told.log.contains(&who) && told.log.contains("which no release is"), "{expires}: {}", told.log);
        let waited = told.record.phases.iter().find(|entry| entry.name == Phase::Deliver).unwrap().started - began;
        assert!((60..65).contains(&waited.whole_minutes()), "{expires}: {waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_by_memory_names_its_record_and_the_command_by_which_a_person_goes_on() {
    let (rehearsal, id) = forged(|_| ()).await;
    let told = rehearsal.input("busy", "fail").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
    let command = format!(
        "gh api --method POST --hostname sim.test repos/contoso/shop/deployments/{id}/statuses -f state=inactive -f \
         'description=interrupted: by hand'"
    );
    assert!(told.advice().contains(&command), "{}", told.advice());
    say(&mut told.world.state(), id, "inactive", "interrupted: by hand", 60);
    let told = told.next_job().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_forged_quarantine_names_its_author_and_is_disregarded_on_request() {
    let checked = Rehearsal::new().input("dry-run", "true").run().await;
    let digest = checked.record.digest.clone().unwrap();
    let first = checked.then(&TestApp::new(OTHER)).input("dry-run", "false").variable("GITHUB_SHA", OTHER).run().await;
    assert_eq!(first.outcome(), Outcome::Verified, "{}", first.log);
    let id = {
        let mut state = first.world.state();
        let id = add(&mut state, |one| {
            one.payload["memo"]["digest"] = json!(digest);
            one.payload["memo"]["release"] = json!("forged");
        });
        say(&mut state, id, "failure", "rolled-back: forged", 60);
        id
    };
    let commit = crate::support::COMMIT;
    let told = first.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "digest-quarantined"), "{}", told.log);
    let says = format!("by the release forged (GitHub Deployment {id} by github-actions[bot])");
    assert!(told.record.reason.contains(&says), "{}", told.record.reason);
    assert!(told.advice().contains("'description=yielded: by hand'"), "{}", told.advice());
    say(&mut told.world.state(), id, "inactive", "yielded: by hand", 120);
    let told = told.next_job().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_release_links_the_changes_since_the_commit_that_production_ran() {
    let first = Rehearsal::new().run().await;
    assert!(!first.summary.contains("/compare/"), "what ran before was not released from this repository");
    let commit = "2222222222222222222222222222222222222222";
    let second = first.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit).run().await;
    assert_eq!(second.record.previous_commit.as_deref(), Some(crate::support::COMMIT), "{}", second.log);
    let link = format!("(https://github.com/contoso/shop/compare/{}...{commit})", crate::support::COMMIT);
    assert!(second.summary.contains(&link), "{}", second.summary);
}
