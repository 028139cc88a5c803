//! Nobody's hotfix is swapped away: the way back is open only where production holds just what the release brought there.

use crate::support::meddler::{is_swap, meddle};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use bytes::Bytes;
use rehearsal::default_world::APP;
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Effect, File, Side, State};
use slot_deploy::record::Outcome;

const HOTFIX: &str = "mended by a person";

/// A release that is bad in production.
fn bad() -> Rehearsal {
    let at = Where::service("site").slot("production").path("/api/version").while_swapped();
    let app = TestApp::new(COMMIT).file("pay.txt", "release").file("lib/tax.txt", "release");
    Rehearsal::of(&app, &TestApp::new("former")).with_fault(Fault::new(at, status(500)))
}

fn production(state: &mut State) -> &mut Side {
    &mut state.app_mut(APP).unwrap().production
}

/// A file is written in place; the stamp of the release stays.
fn edit(side: &mut Side, name: &str, modified: u64) {
    side.moving.content.put(name, File { bytes: Bytes::from(HOTFIX), executable: false, modified });
}

fn has_hotfix(side: &Side) -> bool {
    side.moving.content.files().any(|(_, file)| file.bytes == HOTFIX)
}

/// Production still has the hotfix, and a person is told what is where.
fn is_left_to_a_person(told: &Told, codes: &[&str], case: &str) {
    assert_eq!(told.outcome(), Outcome::NeedsPerson, "{case}: {}", told.record.reason);
    assert!(codes.contains(&told.code()), "{case}: {}: {}", told.code(), told.record.reason);
    assert_eq!(told.swaps(), 1, "{case}");
    assert!(has_hotfix(&told.world.state().app_mut(APP).unwrap().production), "{case}: {}", told.record.reason);
    assert!(told.advice().contains("az functionapp deployment slot swap"), "{case}: {}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn production_that_was_edited_in_place_is_not_swapped_away() {
    for name in ["pay.txt", "lib/tax.txt", "new.txt"] {
        for seconds in [0, 20, 62] {
            let rehearsal = bad();
            let meddler =
                meddle(&rehearsal.world, is_swap, seconds, move |state| edit(production(state), name, 1_795_000_900));
            let told = rehearsal.run().await;
            meddler.has_meddled();
            is_left_to_a_person(
                &told,
                &["rollback-refused-production-unchanged"],
                &format!("{name} after {seconds} s"),
            );
            assert!(told.record.reason.contains("changed in place"), "{}", told.record.reason);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hotfix_that_cannot_be_read_is_not_swapped_away() {
    let rehearsal = bad();
    let meddler = meddle(&rehearsal.world, is_swap, 62, |state| {
        production(state).moving.content = TestApp::new("hotfix").file("pay.txt", HOTFIX).content();
        let away = |at: Where| Fault::new(at, status(503));
        state.faults.extend([
            away(Where::service("arm").path("sites/shop-orders/hostruntime/admin/vfs")),
            away(Where::service("site").slot("production").path("/admin/vfs")),
            away(Where::service("scm").slot("production")),
        ]);
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    is_left_to_a_person(&told, &["rollback-refused-production-read"], "unreadable");
}

#[tokio::test(start_paused = true)]
async fn a_hotfix_that_arrives_before_the_swap_is_read_back_is_not_swapped_away() {
    for with_history in [true, false] {
        // Whoever reads back is late.
        let late = Fault::new(Where::service("arm").path("operationresults").after_swap(), What::Delay { seconds: 40 });
        let rehearsal = bad().with_fault(late);
        let meddler = meddle(&rehearsal.world, is_swap, 5, move |state| {
            let side = production(state);
            side.moving.content = TestApp::new("hotfix").file("pay.txt", HOTFIX).content();
            if with_history {
                let swapped = side.swap_status.clone().unwrap().at;
                let deployment = &mut side.moving.kudu.deployments[0];
                deployment.id = "hotfix".to_owned();
                deployment.ended = Some(swapped + time::Duration::seconds(5));
            }
        });
        let told = rehearsal.run().await;
        meddler.has_meddled();
        is_left_to_a_person(&told, &["swap-wrong-content"], &format!("history: {with_history}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_step_holds_the_files_against_those_that_were_swapped_in() {
    for edited in [true, false] {
        let rehearsal = bad();
        let world = rehearsal.world.clone();
        let meddler = meddle(&rehearsal.world, is_swap, 20, move |state| {
            if edited {
                edit(production(state), "pay.txt", 1_795_000_900);
            }
        });
        let is_watched = async { crate::support::meddler::until(&world, is_swap, 25).await };
        let killed = rehearsal.killed_when(is_watched).await.unwrap_or_else(|_| panic!("it had ended"));
        meddler.has_meddled();
        let told = killed.post(true).await.told.unwrap();
        if edited {
            is_left_to_a_person(&told, &["rollback-refused-production-unchanged"], "post-step");
        } else {
            assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_nobody_touched_is_swapped_back_and_its_files_are_listed_twice() {
    let told = bad().run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
    let swapped_back = told.effects().iter().filter(|effect| matches!(effect, Effect::Swapped { .. })).count();
    assert_eq!(swapped_back, 2);
    let mark =
        &told.journal().into_iter().find(|line| line["data"]["change"] == "swap").unwrap()["data"]["with"]["files"];
    assert!(mark["files"].as_u64().unwrap() >= 5 && mark["is_whole"] == true, "{mark}");
}

#[tokio::test(start_paused = true)]
async fn a_throttled_control_plane_does_not_keep_production_s_files_from_being_listed() {
    let rehearsal = bad();
    let meddler = meddle(&rehearsal.world, is_swap, 20, |state| {
        let throttled = What::Status { status: 429, body: None, content_type: None, retry_after: Some(30) };
        state.faults.push(Fault::new(Where::service("arm").path("/config/slotConfigNames"), throttled));
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.record.reason);
    assert_eq!(told.swaps(), 2);
}
