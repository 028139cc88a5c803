//! A swap that nobody can see is not one that is not made: no end says that production is untouched while one may still come.

use std::time::Duration;

use crate::support::meddler::{is_swap, until};
use crate::support::{Rehearsal, TestApp, Told, status};
use rehearsal::World;
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Effect, State};
use slot_deploy::record::Outcome;

fn ask() -> Where {
    Where::service("arm").method("POST").path("slotsswap")
}

fn polls() -> Where {
    Where::service("arm").method("GET").path("operationresults")
}

fn says(status: u16, body: &str) -> What {
    What::Status { status, body: Some(body.to_owned()), content_type: None, retry_after: None }
}

/// A world that does not name the operation that goes on, and whose swaps take so much longer.
fn unseen(slower: u64) -> Rehearsal {
    let slow = Fault::new(Where::service("law:warm-up"), What::Delay { seconds: slower });
    Rehearsal::new().world(|state| state.swap_telling.hides_operations = true).with_fault(slow)
}

/// The end, and an hour later: an end that says "untouched" stays true.
async fn stays_true(told: &Told) {
    let said = told.outcome();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let runs_it = told.production() == told.digest();
    assert_ne!((said, runs_it), (Outcome::Aborted, true), "it said that production was untouched: {}", told.log);
}

fn is_asked(effect: &Effect) -> bool {
    matches!(effect, Effect::SwapBegun { .. })
}

#[tokio::test(start_paused = true)]
async fn an_unseen_slow_swap_whose_answer_is_lost_is_waited_for_and_watched() {
    for slower in [0, 60, 240, 1200] {
        for lost in [What::ResetAfter, What::StatusAfter { status: 504 }, What::Duplicate] {
            let told = unseen(slower).with_fault(Fault::new(ask(), lost.clone()).times(1)).run().await;
            assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{slower} {lost:?}: {}", told.log);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn polls_that_are_refused_say_nothing_about_the_swap() {
    let provider = r#"{"Code":"NotFound","Message":"Cannot find the operation.","Target":null,"Details":[]}"#;
    let gateway = r#"{"error":{"code":"Conflict","message":"Another operation is in progress."}}"#;
    let answers =
        [status(401), status(403), status(404), says(404, provider), says(409, gateway), says(400, "<html>no</html>")];
    for refused in answers {
        let told = unseen(240).with_fault(Fault::new(polls(), refused.clone())).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{refused:?}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_whose_end_is_never_heard_of_needs_a_person() {
    let fails = What::Fails { status: 400, message: "the worker could not be started".to_owned() };
    let told = unseen(0)
        .with_fault(Fault::new(polls(), status(403)))
        .with_fault(Fault::new(Where::service("law:swap"), fails))
        .run()
        .await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "swap-undecided"), "{}", told.record.reason);
    assert!(told.record.reason.contains("it may still be made"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn another_operation_that_never_ends_needs_a_person() {
    let busy = r#"{"Code":"Conflict","Message":"Cannot modify this site because another operation is in progress. Details: Id: 1"}"#;
    let told = unseen(0).with_fault(Fault::new(ask(), says(409, busy))).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::NeedsPerson, 0), "{}", told.record.reason);
    assert!(told.record.reason.contains("another operation is in progress"), "{}", told.record.reason);
    let short = unseen(0).with_fault(Fault::new(ask(), says(409, busy)).times(1)).run().await;
    assert_eq!((short.outcome(), short.swaps()), (Outcome::Verified, 1), "{}", short.record.reason);
}

#[tokio::test(start_paused = true)]
async fn after_a_kill_the_post_step_goes_on_asking_the_operation_that_was_noted_down() {
    let killed = async |slower| {
        let rehearsal = unseen(slower);
        let world = rehearsal.world.clone();
        rehearsal
            .killed_when(async { until(&world, is_asked, 20).await })
            .await
            .unwrap_or_else(|_| panic!("it had ended"))
    };
    let short = killed(60).await.post(true).await.told.unwrap();
    assert_eq!((short.outcome(), short.swaps()), (Outcome::PromotedUnverified, 1), "{}", short.log);
    let slow = killed(900).await.post(true).await.told.unwrap();
    assert_eq!(slow.outcome(), Outcome::NeedsPerson, "{}", slow.log);
    stays_true(&slow).await;
    let killed = killed(0).await;
    let polled = killed.world.state().requests.len();
    killed.world.state().faults.push(Fault::new(
        Where::service("law:swap"),
        What::Fails { status: 417, message: "did not respond to http ping".to_owned() },
    ));
    let failed = killed.post(true).await.told.unwrap();
    assert_eq!((failed.outcome(), failed.swaps()), (Outcome::Aborted, 0), "Azure itself ended it: {}", failed.log);
    let is_poll = |state: &State| state.requests.iter().skip(polled).any(|one| one.path.contains("operationresults"));
    assert!(is_poll(&failed.world.state()));
}

#[tokio::test(start_paused = true)]
async fn a_kill_while_the_request_is_on_its_way_never_ends_untouched() {
    for slower in [0, 600] {
        let rehearsal = unseen(slower).with_fault(Fault::new(ask(), What::Never).times(1));
        let world = rehearsal.world.clone();
        let killed = rehearsal.killed_when(async { until(&world, is_asked, 1).await }).await;
        let told = killed.unwrap_or_else(|_| panic!("it had ended")).post(true).await.told.unwrap();
        assert_ne!(told.outcome(), Outcome::Aborted, "{}", told.log);
        stays_true(&told).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_stamp_that_comes_when_all_is_over_does_not_close_the_way_back() {
    const SECOND: &str = "2222222222222222222222222222222222222222";
    for lost in [Fault::new(ask(), What::ResetAfter).times(1), Fault::new(polls(), status(403))] {
        // The former release is one of ours as well, so both sides can be read as soon as routing is switched.
        let former = Rehearsal::new().run().await;
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let second = former.then(&TestApp::new(SECOND)).variable("GITHUB_SHA", SECOND).variable("GITHUB_RUN_ID", "78");
        let second = second.world(|state| {
            (state.swap_telling.hides_operations, state.swap_telling.stamps_at_the_end) = (true, true);
            state.faults.push(lost.clone());
        });
        let bad = tokio::spawn(is_bad_after_its_swap(second.world.clone()));
        let told = second.run().await;
        bad.abort();
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 3), "{lost:?}: {}", told.record.reason);
    }
}

/// Production answers 500 between the second swap and the third.
async fn is_bad_after_its_swap(world: World) {
    let swaps = || world.state().effects.iter().filter(|entry| is_swap(&entry.effect)).count();
    let until = async |count| {
        while swaps() < count {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    until(2).await;
    let at = Where::service("site").slot("production").path("/api/version");
    world.state().faults.push(Fault::new(at, status(500)));
    until(3).await;
    world.state().faults.pop();
}
