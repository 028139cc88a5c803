//! `status` says what production and the slot run, by which release and since when, and what contradicts that. It changes nothing.

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use rehearsal::state::{Effect, State};
use serde_json::json;
use slot_deploy::record::{Outcome, StatusReport};

use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};

const SECOND: &str = "3333333333333333333333333333333333333333";

fn look(after: Told) -> Rehearsal {
    after.next_job().input("command", "status").input("package", "").variable("GITHUB_RUN_ID", "90")
}

async fn released(rehearsal: Rehearsal) -> Told {
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    told
}

/// What was seen, and that nothing was changed for it.
async fn seen(look: Rehearsal) -> (StatusReport, Told) {
    let before = look.world.effects().len();
    let told = look.run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Checked, 0), "{}", told.log);
    let changes = told.effects().split_off(before);
    assert!(changes.iter().all(|effect| matches!(effect, Effect::TokenIssued { .. })), "{changes:?}");
    (told.record.status.clone().unwrap(), told)
}

/// A person swaps the sides, and no release knows of it.
fn swapped_by_hand(state: &mut State) {
    let app = state.app_mut(APP).unwrap();
    let slot = app.slots.get_mut(SLOT).unwrap();
    std::mem::swap(&mut app.production.moving, &mut slot.moving);
}

#[tokio::test(start_paused = true)]
async fn after_a_release_both_sides_are_named_with_the_release_that_brought_them() {
    for first in [Rehearsal::new(), Rehearsal::new().input("storage-container", &container())] {
        let first = released(first).await;
        let former = first.digest();
        let second = first.then(&TestApp::new(SECOND)).variable("GITHUB_SHA", SECOND).variable("GITHUB_RUN_ID", "78");
        let second = released(second).await;
        let digest = second.digest();
        let (report, told) = seen(look(second)).await;
        let [production, slot] = report.sides.as_slice() else { panic!("{report:?}") };
        assert_eq!((production.name.as_str(), production.runs), ("production", Some(true)));
        assert_eq!(production.digest.as_ref().unwrap().to_string(), digest);
        let by = production.release.as_ref().unwrap();
        assert_eq!(
            (by.commit.as_deref(), by.run.as_deref(), by.outcome),
            (Some(SECOND), Some("78"), Some(Outcome::Verified))
        );
        assert_eq!((slot.name.as_str(), slot.digest.as_ref().unwrap().to_string()), (SLOT, former));
        assert_eq!(slot.release.as_ref().unwrap().commit.as_deref(), Some(COMMIT));
        assert_eq!(report.contradictions, [""; 0]);
        let releases = report.releases.unwrap();
        assert_eq!(releases.iter().map(|one| one.commit.as_deref().unwrap()).collect::<Vec<_>>(), [SECOND, COMMIT]);
        assert!(
            told.summary.contains("### What runs in `shop-orders`") && told.summary.contains("3333333"),
            "{}",
            told.summary
        );
        assert!(told.log.lines().any(|line| line.starts_with("production") && line.contains("run 78")), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_by_hand_is_a_contradiction_that_names_both() {
    let told = released(Rehearsal::new()).await;
    let (report, told) = seen(look(told).world(swapped_by_hand)).await;
    let [said] = report.contradictions.as_slice() else { panic!("{:?}", report.contradictions) };
    assert!(said.contains("production ran release") && said.contains("something else was swapped"), "{said}");
    assert!(told.summary.contains("contradict each other"), "{}", told.summary);
    assert_eq!(report.sides[0].release, None, "no release brought what runs now");
}

#[tokio::test(start_paused = true)]
async fn after_a_rollback_production_runs_what_it_ran_and_nothing_contradicts_that() {
    let bad = TestApp::new(SECOND).answers("GET /api/version when STAGE=production", json!({"status": 500}));
    let first = released(Rehearsal::new()).await;
    let former = first.digest();
    let told = first
        .then(&bad)
        .variable("GITHUB_SHA", SECOND)
        .world(|state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
            app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        })
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    let (report, _) = seen(look(told)).await;
    assert_eq!(report.sides[0].digest.as_ref().unwrap().to_string(), former);
    assert_eq!(report.contradictions, [""; 0]);
    let ended: Vec<_> = report.releases.unwrap().iter().map(|one| one.outcome.unwrap()).collect();
    assert_eq!(ended, [Outcome::RolledBack, Outcome::Verified]);
}

#[tokio::test(start_paused = true)]
async fn without_a_memory_azure_alone_is_told_and_the_rest_is_unknown() {
    let told = released(Rehearsal::new()).await;
    let (report, told) = seen(look(told).input("github-token", "")).await;
    assert!(report.sides[0].digest.is_some() && report.sides[0].release.is_none());
    assert_eq!(report.releases, None);
    assert!(report.no_releases.unwrap().contains("`github-token`"));
    assert!(told.summary.contains("Unknown: nothing keeps them here"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_memory_that_cannot_be_read_is_unknown_and_not_empty() {
    let told = released(Rehearsal::new()).await;
    let (report, _) = seen(look(told).fault(Where::service("github").path("/deployments"), status(403))).await;
    assert_eq!(report.releases, None);
    assert!(report.no_releases.unwrap().contains("deployments: read"));
    let kept = released(Rehearsal::new().input("storage-container", &container())).await;
    let (report, _) = seen(look(kept).fault(Where::service("blob"), status(403))).await;
    assert_eq!((report.releases, report.contradictions.len()), (None, 0));
    assert!(report.no_releases.unwrap().contains("container of packages"));
}

#[tokio::test(start_paused = true)]
async fn a_side_whose_content_cannot_be_read_is_unknown_and_contradicts_nothing() {
    let told = released(Rehearsal::new()).await;
    let silent = |service: &'static str| Where::service(service).path("release.json");
    let look = ["arm", "site", "scm"].into_iter().fold(look(told), |look, one| look.fault(silent(one), status(503)));
    let (report, _) = seen(look).await;
    assert!(report.sides.iter().all(|side| side.content.starts_with("unknown")), "{:?}", report.sides);
    assert_eq!(report.contradictions, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_is_not_there_is_said_and_no_release_is_spoken_of() {
    let told =
        Rehearsal::new().input("package", "").input("command", "status").input("app-name", "no-such-app").run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert!(told.summary.contains("what runs where could not be read"), "{}", told.summary);
}
