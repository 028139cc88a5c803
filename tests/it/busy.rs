//! A release holds the lease from its start to its recorded end, and rolled back content is quarantined.

use std::time::Duration;

use std::path::PathBuf;
use std::sync::Arc;

use crate::support::between::{Between, seam};
use crate::support::{Rehearsal, TestApp, Told, status};
use rehearsal::World;
use rehearsal::faults::{Fault, Where};
use rehearsal::state::Effect;
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::{Outcome, Phase};

/// Another release in the same world.
fn beside(first: &Rehearsal, new: &TestApp) -> Rehearsal {
    let mut other = Rehearsal::of(new, &TestApp::new("former"));
    other.world = first.world.clone();
    other.no_probes()
}

async fn both(first: Rehearsal, second: Rehearsal, later: Duration) -> (Told, Told) {
    let second = async {
        tokio::time::sleep(later).await;
        second.run().await
    };
    tokio::join!(Box::pin(first.run()), Box::pin(second))
}

/// No other release deploys or swaps between these two effects.
fn deployments_between_swap_and_end(told: &Told) -> usize {
    let state = told.world.state();
    let swapped = state.effects.iter().position(|entry| matches!(entry.effect, Effect::Swapped { .. })).unwrap();
    let watched_until = state.effects[swapped].at + Duration::from_secs(600);
    let inside = state.effects[swapped..].iter().filter(|entry| entry.at < watched_until);
    inside.filter(|entry| matches!(entry.effect, Effect::ContentDeployed { .. })).count()
}

#[tokio::test(start_paused = true)]
async fn a_release_that_starts_during_another_watch_waits_until_that_release_has_ended() {
    let first = Rehearsal::new();
    let second = beside(&first, &TestApp::new("next"));
    let (first, second) = both(first, second, Duration::from_secs(300)).await;
    assert_eq!((first.outcome(), second.outcome()), (Outcome::Verified, Outcome::Verified), "{}", second.record.reason);
    assert_eq!(deployments_between_swap_and_end(&first), 0);
    let waits = second.log.lines().filter(|line| line.contains("waiting: ")).count();
    // It looks each half minute.
    let looks = second.record.phases.iter().map(|entry| entry.seconds / 30.0).sum::<f64>();
    assert!(waits > 0 && (waits as f64) <= looks + 1.0, "each look says it once: {waits} of {looks}: {}", second.log);
}

#[tokio::test(start_paused = true)]
async fn of_two_simultaneous_releases_that_do_not_wait_exactly_one_proceeds() {
    for later in [0, 1, 20, 60, 200, 400] {
        let first = Rehearsal::new().input("busy", "fail");
        let second = beside(&first, &TestApp::new("next")).input("busy", "fail");
        let (first, second) = both(first, second, Duration::from_secs(later)).await;
        let outcomes = [first.outcome(), second.outcome()];
        let verified = outcomes.iter().filter(|outcome| **outcome == Outcome::Verified).count();
        assert_eq!(verified, 1, "{later} s later: {outcomes:?}");
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Outcome::Aborted | Outcome::Stale)), "{outcomes:?}");
        assert_eq!(first.swaps(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_release_history_a_recent_swap_blocks_until_its_watch_would_be_over() {
    let first = Rehearsal::new().input("deployment", "false").run().await;
    assert_eq!(first.outcome(), Outcome::Verified);
    let at_once = first.then(&TestApp::new("next")).no_probes().input("busy", "fail").input("watch", "20m").run().await;
    assert_eq!((at_once.outcome(), at_once.code()), (Outcome::Aborted, "busy"), "{}", at_once.record.reason);
    let later = at_once.next_job().input("watch", "20m").input("busy", "wait").run().await;
    assert_eq!((later.outcome(), later.swaps()), (Outcome::Verified, 2), "{}", later.record.reason);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_release_history_does_not_change_the_outcome() {
    let down = Fault::new(Where::service("github"), status(500));
    let told = Rehearsal::new().with_fault(down).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn rolled_back_content_is_refused_unless_forced() {
    let broken = Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500));
    let back = Rehearsal::new().with_fault(broken).run().await;
    assert_eq!(back.outcome(), Outcome::RolledBack, "{}", back.record.reason);
    let again = back.next_job().world(|state| state.faults.clear()).run().await;
    assert_eq!((again.outcome(), again.code()), (Outcome::Aborted, "digest-quarantined"), "{}", again.record.reason);
    let deployed = again.deployments();
    let forced = again.next_job().input("force", "true").run().await;
    assert_eq!((forced.outcome(), forced.deployments()), (Outcome::Verified, deployed + 1), "{}", forced.record.reason);
}

/// Keeps a release that is about to send its package from going on until another one has swapped.
struct HeldUp {
    reports: PathBuf,
    world: World,
}

impl HeldUp {
    fn is_about_to_send(&self) -> bool {
        let folders = std::fs::read_dir(&self.reports).into_iter().flatten().flatten();
        let mut texts = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("journal.jsonl")).ok());
        texts.any(|text| text.contains(r#""change":"deploy""#))
    }
}

#[async_trait::async_trait]
impl Between for HeldUp {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        if self.is_about_to_send() {
            while !self.world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })) {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // By then that operation has ended, and nothing but its stamp shows.
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
        world.send(request).await
    }
}

/// The second looked before the first swapped, and comes to sending while that swap is watched; nothing remembers releases.
async fn second_held_up(first: Rehearsal, busy: &str) -> (Told, Told) {
    let first = first.input("deployment", "false");
    let second = beside(&first, &TestApp::new("next")).input("deployment", "false").input("busy", busy);
    let record = Rehearsal::new().run().await.record;
    let [swap, deliver] = [Phase::Swap, Phase::Deliver].map(|name| {
        let phase = record.phases.iter().find(|phase| phase.name == name).unwrap();
        Duration::from_secs_f64((phase.started - record.started).as_seconds_f64())
    });
    // It has looked just before that swap begins.
    let later = swap - deliver - Duration::from_secs(10);
    let held = HeldUp { reports: second.temp.0.join("runner/slot-deploy"), world: first.world.clone() };
    both(first, second.through(seam(Arc::new(held))), later).await
}

#[tokio::test(start_paused = true)]
async fn without_a_memory_nothing_is_sent_into_the_slot_while_a_swap_is_watched() {
    let bad = Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500));
    let (first, second) = second_held_up(Rehearsal::new().with_fault(bad), "fail").await;
    assert_eq!((first.outcome(), first.swaps()), (Outcome::RolledBack, 2), "{}", first.log);
    assert_eq!((second.outcome(), second.code()), (Outcome::Aborted, "busy"), "{}", second.log);
    assert!(second.record.reason.contains("slots were swapped after this release had looked"), "{}", second.log);
    let (first, second) = second_held_up(Rehearsal::new(), "wait").await;
    assert_eq!((first.outcome(), second.outcome()), (Outcome::Verified, Outcome::Verified), "{}", second.log);
    assert_eq!(deployments_between_swap_and_end(&first), 0);
}

#[tokio::test(start_paused = true)]
async fn the_watch_of_a_swap_is_as_long_as_the_release_that_made_it_says() {
    let first = Rehearsal::new().input("deployment", "false").input("watch", "30m");
    let second = beside(&first, &TestApp::new("next")).input("deployment", "false").input("watch", "1m");
    let (first, second) = both(first, second, Duration::from_secs(900)).await;
    assert_eq!((first.outcome(), second.outcome()), (Outcome::Verified, Outcome::Verified), "{}", second.record.reason);
    let state = first.world.state();
    let swap = state.effects.iter().find(|entry| matches!(entry.effect, Effect::Swapped { .. })).unwrap().at;
    let sent = |entry: &&rehearsal::state::EffectEntry| {
        matches!(entry.effect, Effect::ContentDeployed { .. }) && entry.at > swap
    };
    let next = state.effects.iter().find(sent).unwrap().at;
    assert!(next - swap > Duration::from_secs(29 * 60), "the slot is left alone for the whole watch: {}", next - swap);
}
