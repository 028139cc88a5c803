//! `stage` in one job and `promote` in another: what was approved is what is swapped, or nothing is.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use slot_deploy::record::Outcome;
use slot_deploy::rehearsal::default_world::{APP, SLOT};
use slot_deploy::rehearsal::faults::{Fault, Where};
use slot_deploy::rehearsal::state::{App, State};
use support::{Rehearsal, TestApp, Told, outputs_in, status};

async fn staged() -> Told {
    let told = Rehearsal::new().input("command", "stage").run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Staged, 0), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    told
}

/// What becomes of the ticket when this happens between the two jobs.
async fn promoted_after(change: impl FnOnce(&mut App)) -> Told {
    staged().await.promoting().world(|state: &mut State| change(state.app_mut(APP).unwrap())).run().await
}

#[tokio::test(start_paused = true)]
async fn what_one_job_staged_another_takes_to_production() {
    let staged = staged().await;
    let digest = staged.digest();
    let told = staged.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}\n{}", told.record.reason, told.log);
    assert_eq!((told.digest(), told.production()), (digest.clone(), digest));
    assert_eq!((told.deployments(), told.swaps()), (1, 1), "it was deployed once, in the first job");
}

#[tokio::test(start_paused = true)]
async fn the_ticket_has_no_word_that_teams_keep_as_a_secret() {
    let told = staged().await;
    let ticket = slot_deploy::release::read_ticket(&outputs_in(&told.outputs)["ticket"]).unwrap();
    let open = serde_json::to_string(&ticket).unwrap().to_lowercase();
    for word in ["shop-orders", "rg-shop", "sim.test", slot_deploy::rehearsal::default_world::SUBSCRIPTION] {
        assert!(!open.contains(word), "{word} stands in {open}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_changed_since_the_ticket_ends_stale_and_nothing_is_touched() {
    let other = || TestApp::new("somebody else's").content();
    type Change = Box<dyn FnOnce(&mut App)>;
    let cases: Vec<(&str, Change)> = vec![
        (
            "slot-redeployed",
            Box::new(move |app| {
                let slot = app.slots.get_mut(SLOT).unwrap();
                slot.moving.content = other();
                slot.moving.kudu.deployments[0].id = "somebody-else".to_owned();
            }),
        ),
        (
            "production-changed",
            Box::new(move |app| {
                app.production.moving.content = other();
                app.production.moving.kudu.deployments[0].id = "somebody-else".to_owned();
            }),
        ),
        ("settings-drifted", Box::new(|app| drop(app.production.settings.insert("Flag".to_owned(), "on".to_owned())))),
        ("operation-in-progress", Box::new(|app| app.production.operation = Some("another".to_owned()))),
        ("swap-prepared", Box::new(|app| app.production.prepared_with = Some(SLOT.to_owned()))),
    ];
    for (code, change) in cases {
        let told = promoted_after(change).await;
        assert_eq!((told.outcome(), told.code(), told.ending.exit_code), (Outcome::Stale, code, 11), "{}", told.log);
        assert_eq!(told.swaps(), 0, "{code}");
        assert!(!told.evidence()["journal.jsonl"].contains("intent"), "{code}: nothing was even announced");
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_and_a_swap_back_by_somebody_else_show_although_the_contents_are_the_same() {
    let staged = staged().await;
    let ticket = outputs_in(&staged.outputs)["ticket"].clone();
    // Another run promotes it and goes back: contents are where they were, and still somebody was here.
    let broken = Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500));
    let back = staged.promoting().with_fault(broken).run().await;
    assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.record.reason);
    let told = back.next_job().world(|state| state.faults.clear()).input("command", "promote").input("ticket", &ticket);
    let told = told.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "swapped-meanwhile"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_ages() {
    let promoting = staged().await.promoting();
    tokio::time::sleep(Duration::from_secs(25 * 60 * 60)).await;
    let told = promoting.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-expired"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_ticket_of_another_run_is_refused_unless_it_is_allowed() {
    let told = staged().await.promoting().variable("GITHUB_RUN_ID", "78").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-of-another-run"));
    let allowed = staged().await.promoting().variable("GITHUB_RUN_ID", "78").input("allow-foreign-ticket", "true");
    assert_eq!(allowed.run().await.outcome(), Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn critical_probes_run_again_right_before_the_swap() {
    let broken = Fault::new(Where::service("site").slot(SLOT).path("/api/version"), status(500));
    let told = staged().await.promoting().with_fault(broken).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert_eq!(told.code(), "slot-not-ready", "the first probe is asked until it is answered well");
}

#[tokio::test(start_paused = true)]
async fn a_missing_or_damaged_ticket_is_told_before_anyone_signs_in() {
    for ticket in ["", "nonsense"] {
        let told =
            Rehearsal::new().input("command", "promote").input("package", "").input("ticket", ticket).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid);
        assert!(told.advice().contains("ticket"), "{}", told.advice());
        assert!(told.world.state().requests.is_empty());
    }
}
