//! What a release adds of its own to the time that Azure needs: how often it asks, and how long it waits.

use rehearsal::state::{RequestEntry, State};

use crate::support::{Rehearsal, TestApp, Told};

/// Requests up to the one for the swap, of all services but GitHub, and the seconds until then.
fn up_to_the_swap(told: &Told, requests_before: usize) -> (usize, f64) {
    let state = told.world.state();
    let of_run: Vec<&RequestEntry> = state.requests.iter().skip(requests_before).collect();
    let swap = of_run.iter().position(|request| request.path.ends_with("/slotsswap")).unwrap();
    let seconds = (of_run[swap].at - told.record.started).as_seconds_f64();
    (of_run[..swap].iter().filter(|request| request.service != "github").count(), seconds)
}

fn requests(state: &State) -> usize {
    state.requests.iter().count()
}

#[tokio::test(start_paused = true)]
async fn up_to_the_swap_a_release_asks_and_waits_little_more_than_azure_takes() {
    // Of these seconds an SCM site that wakes up takes 20, the deployment 20, and the restart of the host 16.
    let first = Rehearsal::new().input("watch", "1m").run().await;
    let (asked, seconds) = up_to_the_swap(&first, 0);
    println!("first release: {asked} requests, {seconds:.1} s up to the swap");
    assert!(asked <= 100 && seconds <= 72.0, "{asked} requests, {seconds} s");
    let before = requests(&first.world.state());
    let later = first.then(&TestApp::new("2222222222222222222222222222222222222222"));
    let later = later.variable("GITHUB_SHA", "2222222222222222222222222222222222222222").run().await;
    let (asked, seconds) = up_to_the_swap(&later, before);
    println!("later release: {asked} requests, {seconds:.1} s up to the swap");
    assert!(asked <= 100 && seconds <= 72.0, "{asked} requests, {seconds} s");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_swap_is_asked_for_at_once_and_then_every_few_seconds() {
    let told = Rehearsal::new().input("watch", "1m").run().await;
    let state = told.world.state();
    let asked = |request: &&RequestEntry| request.path.contains("/operationresults/");
    let times: Vec<f64> =
        state.requests.iter().filter(asked).map(|r| (r.at - told.record.started).as_seconds_f64()).collect();
    let waits: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[0] <= 1.0 && waits.iter().all(|wait| *wait <= 4.0), "{waits:?}");
}

/// The waits between the requests for the app's version in the slot, in seconds.
fn waits_for_the_version(told: &Told) -> Vec<f64> {
    let state = told.world.state();
    let asked = |request: &&RequestEntry| request.service == "site" && request.path == "/api/version";
    let times: Vec<_> = state.requests.iter().filter(asked).map(|request| request.at).collect();
    times.windows(2).map(|pair| (pair[1] - pair[0]).as_seconds_f64()).collect()
}

#[tokio::test(start_paused = true)]
async fn two_good_answers_are_a_quarter_of_a_second_apart_or_as_far_as_the_probes_say() {
    let told = Rehearsal::new().input("watch", "1m").run().await;
    let wait = waits_for_the_version(&told)[0];
    assert!((0.25..0.5).contains(&wait), "{wait}");
    let probes = "readiness: { interval: 4s }\nchecks: [{ name: version, request: { path: /api/version } }]";
    let told = Rehearsal::new().input("watch", "1m").input("probes", probes).run().await;
    let wait = waits_for_the_version(&told)[0];
    assert!((4.0..4.5).contains(&wait), "{wait}");
}

#[tokio::test(start_paused = true)]
async fn production_that_nobody_released_is_recognised_without_a_second_request_for_its_stamp() {
    let told = Rehearsal::new().input("watch", "1m").run().await;
    let state = told.world.state();
    let swap = state.requests.iter().position(|request| request.path.ends_with("/slotsswap")).unwrap();
    let stamps = |request: &&RequestEntry| {
        request.path.ends_with("/sites/shop-orders/hostruntime/admin/vfs/.slot-deploy/release.json")
    };
    let answers: Vec<u16> =
        state.requests.iter().take(swap).filter(stamps).filter_map(|request| request.status).collect();
    assert_eq!(answers, [404, 404], "once in preflight and once at the fence");
}
