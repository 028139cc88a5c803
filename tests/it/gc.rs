//! `gc`: what no app needs of the container of packages is listed, and deleted where that is asked for.

use std::time::Duration;

use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{APP, CONTAINER, STORAGE};
use rehearsal::faults::Where;
use slot_deploy::record::Outcome;

const MONTHS: Duration = Duration::from_secs(90 * 24 * 3600);

fn packages(told: &Told) -> usize {
    let state = told.world.state();
    let blobs = &state.storage[STORAGE].containers[CONTAINER].blobs;
    blobs.keys().filter(|name| name.starts_with("releases/")).count()
}

/// Three releases, and then nothing for months.
async fn three_old_releases() -> Rehearsal {
    let container = container();
    let mut told = Rehearsal::new().input("storage-container", &container).run().await;
    for commit in ["second", "third"] {
        told = told.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit).run().await;
    }
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Verified, 3), "{}", told.log);
    tokio::time::sleep(MONTHS).await;
    told.next_job()
        .variable("GITHUB_SHA", COMMIT)
        .no_probes()
        .input("package", "")
        .input("command", "gc")
        .input("keep", "0")
}

#[tokio::test(start_paused = true)]
async fn by_itself_it_only_lists_what_neither_side_runs_from() {
    let told = three_old_releases().await.run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 3), "{}", told.log);
    assert_eq!(told.record.plan.len(), 1, "{:?}", told.record.plan);
    assert!(told.record.reason.contains("would be deleted"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn asked_to_it_deletes_just_that_and_both_sides_go_on() {
    let told = three_old_releases().await.input("delete", "true").run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 2), "{}", told.log);
    let back = told.next_job().input("command", "rollback").run().await;
    assert_eq!(back.outcome(), Outcome::RolledBackOnRequest, "{}", back.log);
}

#[tokio::test(start_paused = true)]
async fn what_is_young_or_among_the_last_stays() {
    for (input, value) in [("keep", "3"), ("keep-days", "365")] {
        let told = three_old_releases().await.input("delete", "true").input(input, value).run().await;
        assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 3), "{input}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_when_it_cannot_be_read_what_a_side_runs_from() {
    let unread = Where::service("arm").path("/slots/staging/config/appsettings/list");
    let told = three_old_releases().await.input("delete", "true").fault(unread, status(403)).run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Aborted, 3), "{}", told.log);
    let told = told.next_job().world(|state| {
        state.faults.clear();
        let reference = "@Microsoft.KeyVault(SecretUri=https://v.test/s)".to_owned();
        let app = state.app_mut(APP).unwrap();
        app.production.settings.insert("WEBSITE_RUN_FROM_PACKAGE".to_owned(), reference);
    });
    let told = told.run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Aborted, 3), "{}", told.log);
    assert!(told.record.reason.contains("reference"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_no_app_and_a_number_that_is_none_are_invalid_inputs() {
    for (input, value) in [("apps", "rg/x/y"), ("keep", "many"), ("storage-container", "")] {
        let told = three_old_releases().await.input(input, value).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{input}: {}", told.log);
    }
}
