//! `gc`: what no app needs of the container of packages is listed, and deleted where that is asked for.

use std::time::Duration;

use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{APP, CONTAINER, STORAGE};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::State;
use serde_json::json;
use slot_deploy::record::Outcome;

const MONTHS: Duration = Duration::from_secs(90 * 24 * 3600);

fn packages(told: &Told) -> usize {
    names(told, "releases/").len()
}

fn names(told: &Told, folder: &str) -> Vec<String> {
    let state = told.world.state();
    let blobs = &state.storage[STORAGE].containers[CONTAINER].blobs;
    blobs.keys().filter(|name| name.starts_with(folder)).cloned().collect()
}

/// The numbers of what releases wrote down.
fn numbers(told: &Told) -> Vec<u64> {
    let number = |name: &String| name.rsplit_once('/').unwrap().1.trim_end_matches(".json").parse().unwrap();
    names(told, "records/").iter().map(number).collect()
}

async fn collecting_months_later(told: Told) -> Rehearsal {
    tokio::time::sleep(MONTHS).await;
    told.next_job()
        .variable("GITHUB_SHA", COMMIT)
        .no_probes()
        .input("package", "")
        .input("command", "gc")
        .input("keep", "0")
}

/// Three releases, and then nothing for months.
async fn three_old_releases() -> Rehearsal {
    let container = container();
    let mut told = Rehearsal::new().input("storage-container", &container).run().await;
    for commit in ["second", "third"] {
        told = told.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit).run().await;
    }
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Verified, 3), "{}", told.log);
    collecting_months_later(told).await
}

#[tokio::test(start_paused = true)]
async fn by_itself_it_only_lists_what_neither_side_runs_from() {
    let told = three_old_releases().await.run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 3), "{}", told.log);
    assert_eq!(told.record.plan.len(), 1, "{:?}", told.record.plan);
    assert!(told.record.reason.contains("would be deleted"), "{}", told.record.reason);
    let says = "checked — Nothing was deleted: a dry run found 1 package (";
    assert!(told.summary.contains(says) && told.summary.contains("### Would be deleted"), "{}", told.summary);
    assert!(told.summary.contains("| stays | 2 packages (") && told.summary.contains("| a side runs from it |"));
}

#[tokio::test(start_paused = true)]
async fn asked_to_it_deletes_just_that_and_both_sides_go_on() {
    let told = three_old_releases().await.input("delete", "true").run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 2), "{}", told.log);
    assert!(told.summary.contains("checked — 1 package ("), "{}", told.summary);
    assert!(told.summary.contains("deleted from the container of packages") && told.summary.contains("### Deleted"));
    assert!(!told.summary.contains("Nothing was"), "{}", told.summary);
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
async fn what_an_app_released_last_that_was_not_named_stays_and_a_warning_says_so() {
    let of_another_app = |state: &mut State| {
        let blobs = &mut state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs;
        let records: Vec<String> = blobs.keys().filter(|name| name.starts_with("records/")).cloned().collect();
        for name in records {
            let blob = blobs.remove(&name).unwrap();
            blobs.insert(format!("records/0123456789abcdef/{}", name.rsplit_once('/').unwrap().1), blob);
        }
    };
    let told = three_old_releases().await.world(of_another_app).input("delete", "true").run().await;
    assert_eq!((told.outcome(), packages(&told)), (Outcome::Checked, 3), "{}", told.log);
    assert!(told.log.contains("1 other app wrote down releases in this container and is not named"), "{}", told.log);
    assert!(told.summary.contains("an app that was not named released its content last"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_deletes_meanwhile_is_not_counted_as_deleted() {
    let gone = Fault::new(Where::service("blob").method("DELETE").path("releases/"), status(404)).times(1);
    let told = three_old_releases().await.input("delete", "true").with_fault(gone).run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(told.summary.contains("| not deleted | 1 package ("), "{}", told.summary);
    assert!(told.summary.contains("another client deleted it since then"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_is_not_found_is_told_by_the_input_that_names_it() {
    let told = three_old_releases().await.input("apps", "rg-wrong/shop-mail").run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    let advice = told.advice();
    assert!(advice.contains("check `apps`") && !advice.contains("app-name"), "{advice}");
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
    assert!(told.record.reason.contains("of shop-orders is a reference"), "{}", told.record.reason);
    assert!(told.summary.contains("aborted — Nothing was deleted"), "{}", told.summary);
}

/// Well in the slot and broken in production.
fn bad() -> TestApp {
    TestApp::new("bad").answers("GET /api/version when STAGE=production", json!({"status": 500}))
}

/// Seven releases, of which the second was rolled back, and then nothing for months: what the last three wrote down is needed.
async fn seven_old_releases() -> Rehearsal {
    let container = container();
    let staged = Rehearsal::new().input("storage-container", &container).world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
        app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
    });
    let mut told = staged.run().await;
    for commit in ["bad", "third", "fourth", "fifth", "sixth", "seventh"] {
        tokio::time::sleep(MONTHS / 90).await;
        let (app, ends) = match commit {
            "bad" => (bad(), Outcome::RolledBack),
            _ => (TestApp::new(commit), Outcome::Verified),
        };
        told = told.then(&app).variable("GITHUB_SHA", commit).run().await;
        assert_eq!(told.outcome(), ends, "{commit}: {}", told.log);
    }
    assert_eq!(numbers(&told), [1, 2, 3, 4, 5, 6, 7]);
    collecting_months_later(told).await
}

#[tokio::test(start_paused = true)]
async fn what_releases_wrote_down_goes_when_it_decides_nothing_any_more_and_the_memory_says_the_same() {
    let listed = seven_old_releases().await.run().await;
    assert_eq!((listed.outcome(), numbers(&listed)), (Outcome::Checked, (1..=7).collect()), "{}", listed.log);
    assert!(listed.summary.contains("3 release records ("), "{}", listed.summary);
    let told = listed.next_job().input("delete", "true").run().await;
    assert_eq!((told.outcome(), numbers(&told)), (Outcome::Checked, vec![2, 5, 6, 7]), "{}", told.log);
    assert!(told.summary.contains("its content was rolled back, and is refused by it"), "{}", told.summary);
    let app = told.temp.0.join("app").display().to_string();
    let bad = told
        .then(&bad())
        .input("command", "release")
        .input("package", &app)
        .input("delete", "")
        .input("keep", "")
        .variable("GITHUB_SHA", "bad");
    let bad = bad.run().await;
    assert_eq!((bad.outcome(), bad.code()), (Outcome::Aborted, "digest-quarantined"), "{}", bad.log);
    let back = bad.next_job().input("command", "rollback").input("package", "").run().await;
    assert_eq!(back.outcome(), Outcome::RolledBackOnRequest, "{}", back.log);
    assert_eq!(numbers(&back).last(), Some(&8), "no number is given twice");
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_stops_says_what_it_had_deleted() {
    let denied = Fault::new(Where::service("blob").method("DELETE"), status(403)).after(2);
    let told = seven_old_releases().await.input("delete", "true").with_fault(denied).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert!(told.summary.contains("2 packages (") && told.summary.contains("and then it stopped"), "{}", told.summary);
    assert_eq!(numbers(&told).len(), 7);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_changes_while_it_is_deleted_stays_and_so_do_the_later_ones_of_its_content() {
    let changed = Fault::new(Where::service("blob").method("DELETE").path("records/"), status(412)).times(1);
    let told = seven_old_releases().await.input("delete", "true").with_fault(changed).run().await;
    assert_eq!((told.outcome(), numbers(&told)), (Outcome::Checked, vec![1, 2, 5, 6, 7]), "{}", told.log);
    assert!(told.summary.contains("| not deleted | 1 release record ("), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_no_app_and_a_number_that_is_none_are_invalid_inputs() {
    for (input, value) in [("apps", "rg/x/y"), ("keep", "many"), ("storage-container", "")] {
        let told = three_old_releases().await.input(input, value).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{input}: {}", told.log);
    }
}
