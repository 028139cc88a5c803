//! The platform warms a slot up before it swaps it. The report shows its request in advance and, after a failed warm-up
//! (417), the possible causes.

use crate::support::meddler::{Meddler, meddle};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Effect, Side, State};
use serde_json::json;
use slot_deploy::record::Outcome;

fn no_answer() -> Fault {
    let message =
        "Cannot swap site slots for site 'shop-orders' because the 'staging' slot did not respond to http ping.";
    Fault::new(Where::service("law:swap"), What::Fails { status: 417, message: message.to_owned() })
}

/// App Service authentication that lets anyone in at these paths only.
fn all_but(paths: &[&str]) -> serde_json::Value {
    json!({"platform": {"enabled": true}, "globalValidation": {"requireAuthentication": true, "excludedPaths": paths}})
}

fn is_explained(told: &Told, by: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "swap-warm-up-failed"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    assert!(told.advice().contains(by), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_answers_the_warm_up_ping_causes_no_warning() {
    let told = Rehearsal::new().run().await;
    assert!(told.log.contains("warm the slot up by `GET /`, which answers 200 now"), "{}", told.log);
    assert_eq!(told.record.warnings, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_ends_with_417_is_requested_again() {
    let told = Rehearsal::new().with_fault(no_answer().times(2)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_warm_up_status_that_the_settings_do_not_accept_is_predicted() {
    let app = TestApp::new(COMMIT).http("live", "anonymous").answers("GET /api/live", json!({"status": 404}));
    let told = Rehearsal::of(&app, &TestApp::new("former"))
        .slot(|side| {
            side.settings.insert("WEBSITE_SWAP_WARMUP_PING_PATH".to_owned(), "/api/live".to_owned());
            side.settings.insert("WEBSITE_SWAP_WARMUP_PING_STATUSES".to_owned(), "200,204".to_owned());
        })
        .run()
        .await;
    is_explained(
        &told,
        "`GET /api/live` in the slot answers 404, and `WEBSITE_SWAP_WARMUP_PING_STATUSES` accepts only 200, 204",
    );
    let warned = told.record.warnings.iter().any(|warning| warning.contains("the platform's warm-up will likely fail"));
    assert!(warned, "{:?}", told.record.warnings);
    assert!(told.effects().iter().any(|effect| matches!(effect, Effect::SwapReverted { .. })), "Azure said so itself");
}

#[tokio::test(start_paused = true)]
async fn warm_up_statuses_that_are_not_a_list_of_statuses_are_reported_as_they_are() {
    let odd = Rehearsal::new().slot(|side| {
        side.settings.insert("WEBSITE_SWAP_WARMUP_PING_STATUSES".to_owned(), "200, 2xx".to_owned());
    });
    let told = odd.run().await;
    let warned = told.record.warnings.iter().any(|warning| warning.contains("is not a list of statuses (`2xx`)"));
    assert!(warned, "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn a_warm_up_whose_settings_cannot_be_read_is_not_explained_as_if_they_were_not_set() {
    // Preflight, the ticket and the fence read the settings of both sides, and nothing is swapped without them.
    let unread = || Fault::new(Where::service("arm").path("/config/appsettings/list"), status(403));
    let rehearsal = Rehearsal::new().with_fault(no_answer());
    let begun = |effect: &Effect| matches!(effect, Effect::SwapBegun { .. });
    let meddler = meddle(&rehearsal.world, begun, 0, move |state| state.faults.push(unread()));
    let told = rehearsal.run().await;
    meddler.has_meddled();
    is_explained(&told, "whether the platform requests `/` is unknown");
}

#[tokio::test(start_paused = true)]
async fn sign_in_and_redirects_are_named_as_causes_of_a_failed_warm_up() {
    let told = Rehearsal::new()
        .with_fault(no_answer())
        .slot(|side| side.config.auth = Some(all_but(&["/api/version"])))
        .run()
        .await;
    is_explained(&told, "asks for sign-in before the app sees a request");
    let told = Rehearsal::new().with_fault(no_answer()).run().await;
    is_explained(&told, "leads HTTP to HTTPS");
    assert!(!told.advice().contains("sign-in"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_warm_up_meets_the_sign_in_of_production_and_not_that_of_the_slot() {
    let strict = |side: &mut Side| {
        side.settings.insert("WEBSITE_SWAP_WARMUP_PING_STATUSES".to_owned(), "200".to_owned());
        side.settings.insert("WEBSITE_SWAP_WARMUP_PING_PATH".to_owned(), "/api/version".to_owned());
    };
    let new = Rehearsal::new().no_probes().slot(strict);
    let told = new.production(|side| side.config.auth = Some(all_but(&["/"]))).run().await;
    is_explained(&told, "the authentication settings of production for the warm-up");
    assert!(told.effects().iter().any(|effect| matches!(effect, Effect::SwapReverted { .. })), "Azure said so itself");

    let new = Rehearsal::new().no_probes().slot(strict).slot(|side| side.config.auth = Some(all_but(&["/"])));
    let told = new.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);
}

/// This happens to the slot after a failed swap.
fn after_the_first_try(world: &World, change: fn(&mut State)) -> Meddler {
    meddle(world, |effect| matches!(effect, Effect::SwapReverted { .. }), 0, change)
}

#[tokio::test(start_paused = true)]
async fn a_stopped_slot_and_a_slow_start_are_named_as_causes_of_a_failed_warm_up() {
    let rehearsal = Rehearsal::new().with_fault(no_answer());
    let stops = after_the_first_try(&rehearsal.world, |state| {
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().running = false;
    });
    let told = rehearsal.run().await;
    stops.has_meddled();
    is_explained(&told, "the slot is stopped");

    let rehearsal = Rehearsal::new().with_fault(no_answer());
    let slow = after_the_first_try(&rehearsal.world, |state| {
        let at = Where::service("site").slot(SLOT).path("^/$");
        state.faults.push(Fault::new(at, What::Delay { seconds: 40 }));
    });
    let told = rehearsal.run().await;
    slow.has_meddled();
    is_explained(&told, "the slot starts slowly");
}
