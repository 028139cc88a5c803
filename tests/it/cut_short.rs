//! A release that is cancelled or killed says, itself or through its post-step, what became of production.

use crate::support;
use std::collections::BTreeMap;
use std::time::Duration;

use crate::support::moments::middle;
use crate::support::{Post, Rehearsal, Told, status};
use rehearsal::faults::Where;
use slot_deploy::record::{Outcome, Phase, ReleaseRecord};
use slot_deploy::release::{Locks, ReleaseLock};
use slot_deploy::runner::RunKey;

/// A moment within each phase that takes time.
fn moments(record: &ReleaseRecord) -> BTreeMap<Phase, Duration> {
    let phases = record.phases.iter().filter(|phase| phase.seconds > 0.0);
    phases.map(|phase| (phase.name, middle(record, phase))).collect()
}

async fn all_moments() -> BTreeMap<Phase, Duration> {
    let told = Rehearsal::new().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let moments = moments(&told.record);
    for phase in [Phase::SignIn, Phase::Deliver, Phase::Prove, Phase::Probe, Phase::Swap, Phase::Watch] {
        assert!(moments.contains_key(&phase), "{phase} takes no time: {moments:?}");
    }
    moments
}

/// Compares what was reported about production with the world.
fn is_true(told: &Told) {
    let runs_the_release = told.record.digest.as_ref().is_some_and(|digest| told.production() == digest.to_string());
    match told.outcome() {
        Outcome::Aborted => assert!(!runs_the_release && told.swaps() == 0, "{}", told.log),
        Outcome::PromotedUnverified => {
            assert!(runs_the_release && told.swaps() == 1, "{}", told.log);
            assert!(told.summary.contains("az functionapp deployment slot swap"), "the way back: {}", told.summary);
        }
        other => panic!("{other:?}\n{}", told.log),
    }
}

#[tokio::test(start_paused = true)]
async fn the_slot_may_hold_a_part_only_once_a_delivery_was_announced() {
    for (phase, moment) in all_moments().await {
        let told = Rehearsal::new().cancelled_after(moment).await;
        if told.outcome() == Outcome::Aborted {
            let before = matches!(phase, Phase::Package | Phase::SignIn | Phase::Preflight);
            assert_eq!(told.advice().contains("may hold a part"), !before, "{phase}\n{}", told.advice());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_release_reports_what_it_knows_at_once_and_the_post_step_completes_it() {
    for (phase, moment) in all_moments().await {
        let told = Rehearsal::new().cancelled_after(moment).await;
        let code = told.code();
        assert_eq!(code, "cancelled", "{phase}\n{}", told.log);
        let expected = match phase {
            Phase::Swap | Phase::Verify => Outcome::Interrupted,
            Phase::Watch => Outcome::PromotedUnverified,
            _ => Outcome::Aborted,
        };
        assert_eq!(told.outcome(), expected, "{phase}\n{}", told.log);
        assert!(told.record.reason.contains(phase.title()), "{}", told.record.reason);
        let swapped_before = told.swaps();
        let Post { ending, told: after, log } = told.post().await;
        match (expected, after) {
            (Outcome::Aborted, None) => assert_eq!((ending.exit_code, log.as_str()), (0, ""), "nothing was left to do"),
            (_, Some(after)) => {
                is_true(&after);
                assert!(after.swaps() <= 1 && swapped_before <= after.swaps(), "the post-step does not swap");
            }
            (_, None) => panic!("{phase}: the post-step was silent"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_is_cancelled_over_a_bad_production_does_not_end_well() {
    let broken = || {
        let down = Where::service("site").slot("production").path("/api/version").while_swapped();
        Rehearsal::new().fault(down, status(500))
    };
    let rolled_back = broken().run().await.record;
    let watch = rolled_back.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
    let begins = Duration::from_secs_f64((watch.started - rolled_back.started).as_seconds_f64());
    let told = broken().cancelled_after(begins + Duration::from_secs(40)).await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "cancelled"), "{}", told.log);
    assert!(told.record.reason.contains("status was 500"), "{}", told.record.reason);
    assert!(told.advice().contains("deployment slot swap"), "{}", told.advice());
    let after = told.post().await.told.unwrap();
    assert_eq!((after.outcome(), after.swaps()), (Outcome::RolledBack, 2), "{}", after.log);
}

#[tokio::test(start_paused = true)]
async fn what_a_cancelled_step_said_is_told_as_its_own_when_the_post_step_ends_well() {
    let release = || Rehearsal::new().input("watch", "1m");
    let moment = moments(&release().run().await.record)[&Phase::Watch];
    let after = release().cancelled_after(moment).await.post().await.told.unwrap();
    assert_eq!(after.outcome(), Outcome::Verified, "{}", after.log);
    assert!(after.record.reason.contains("an earlier step had ended so: cancelled"), "{}", after.record.reason);
}

#[tokio::test(start_paused = true)]
async fn the_post_step_reports_a_killed_release_with_and_without_the_saved_state() {
    for (phase, moment) in all_moments().await {
        for remembers in [true, false] {
            let post = Rehearsal::new().killed_after(moment).await.post(remembers).await;
            let told = post.told.unwrap_or_else(|| panic!("{phase}: silent"));
            match told.outcome() {
                // Without the key of the step its journal proves nothing.
                Outcome::NeedsPerson if !remembers => {
                    let production = &told.record.identity.production.as_ref().unwrap().content;
                    let is_release =
                        told.record.digest.as_ref().is_some_and(|digest| told.production() == digest.as_str());
                    assert_eq!(production.digest() == told.record.digest.as_ref(), is_release, "{}", told.log);
                    assert!(matches!(phase, Phase::Swap | Phase::Verify | Phase::Watch), "{phase}: {}", told.log);
                }
                _ => is_true(&told),
            }
            assert_eq!(told.ending.exit_code, told.outcome().exit_code(false));
            let evidence = told.evidence();
            assert!(evidence["release.json"].contains(&format!("\"{}\"", told.outcome().name())));
            assert!(told.summary.contains("Production"), "{}", told.summary);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_step_that_cannot_sign_in_reports_the_swap_as_unknown() {
    let moment = all_moments().await[&Phase::Swap];
    let killed = Rehearsal::new().killed_after(moment).await;
    killed.world.state().directory.apps.clear();
    let told = killed.post(true).await.told.unwrap();
    assert_eq!(told.outcome(), Outcome::NeedsPerson, "{}", told.log);
    assert!(told.record.reason.contains("the result of the swap could not be read"), "{}", told.record.reason);
    assert!(told.summary.contains("az functionapp deployment slot swap"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn after_a_complete_step_the_post_step_does_nothing() {
    for rehearsal in [Rehearsal::new(), Rehearsal::new().input("app-name", "")] {
        let post = rehearsal.run().await.post().await;
        assert_eq!((post.ending.exit_code, post.log.as_str()), (0, ""));
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_post_step_reports_nothing() {
    let moment = all_moments().await[&Phase::Swap];
    let told = Rehearsal::new().killed_after(moment).await.post(false).await.told.unwrap();
    let Told { world, temp, variables, .. } = told;
    let post = support::Killed { world, temp, variables }.post(false).await;
    assert_eq!((post.ending.exit_code, post.log.as_str()), (0, ""));
}

#[tokio::test(start_paused = true)]
async fn a_running_release_is_asked_to_end_before_the_post_step_acts() {
    let moment = all_moments().await[&Phase::Swap];
    let killed = Rehearsal::new().killed_after(moment).await;
    let folder = release_folder(&killed.temp.0.join("runner/slot-deploy"));
    let lock = ReleaseLock::take(&folder, &RunKey::new(), Locks::default());
    let requests = killed.world.state().requests.len();
    let Post { told, log, .. } = killed.post(true).await;
    let told = told.unwrap();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "still-running"), "{log}");
    assert!(folder.join("stop").exists(), "it is asked to end");
    assert_eq!(told.world.state().requests.len(), requests, "nothing is asked beside it");
    drop(lock);
}

#[tokio::test(start_paused = true)]
async fn a_release_ends_when_its_post_step_requests_it() {
    let moments = all_moments().await;
    let rehearsal = Rehearsal::new();
    let reports = rehearsal.temp.0.join("runner/slot-deploy");
    let asks = tokio::spawn(async move {
        tokio::time::sleep(moments[&Phase::Prove]).await;
        std::fs::write(release_folder(&reports).join("stop"), "").unwrap();
    });
    let told = rehearsal.run().await;
    asks.await.unwrap();
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "cancelled"), "{}", told.log);
}

/// The folder of the only release; its package is next to it.
fn release_folder(reports: &std::path::Path) -> std::path::PathBuf {
    let mut entries = std::fs::read_dir(reports).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.is_dir()).unwrap()
}
