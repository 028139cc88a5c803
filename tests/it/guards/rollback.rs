//! The guards of a swap back.

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::{HostState, SwapStatus};

use crate::guards::case::{Case, When};
use crate::guards::meddling::{app, deploy_to, is_resource, is_settings, of_content, of_slot, slot};
use crate::support::plays::BROKEN;
use crate::support::status;
use crate::support::trial::{Play, Seen};

/// The files cannot be listed, so only what content says of itself is known of it.
const UNLISTED: Play = Play {
    set: || {
        let listing = Where::service("scm").path(r"/api/vfs/site/wwwroot/(\?|$)");
        (BROKEN.set)().with_fault(Fault::new(listing, status(404)))
    },
    ..BROKEN
};

fn asked_twice(seen: &Seen, because: &str) -> Option<String> {
    let asked = seen.requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("slotsswap"));
    (asked.count() > 1).then(|| format!("a swap back was asked for {because}"))
}

#[test]
fn without_reading_production_a_rollback_by_another_client_is_swapped_away() {
    Case::of("already-there", UNLISTED)
        .somebody(When::Watched, |state| {
            let app = app(state);
            std::mem::swap(&mut app.production.moving, &mut app.slots.get_mut(SLOT).unwrap().moving);
        })
        .blind_to(of_content)
        .check();
}

#[test]
fn without_the_slot_guard_production_gets_content_that_it_never_served() {
    Case::of("slot-unchanged", BROKEN)
        .somebody(When::Watched, |state| deploy_to(slot(state)))
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_production_guard_another_clients_release_is_swapped_away() {
    Case::of("production-ours", UNLISTED)
        .somebody(When::Watched, |state| deploy_to(&mut app(state).production))
        .blind_to(|request| !of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_stamp_guard_a_later_swap_by_another_client_is_undone() {
    Case::of("last-swap-ours", BROKEN)
        .somebody(When::Watched, |state| {
            let production = &mut app(state).production;
            let stamp = production.swap_status.clone().unwrap();
            production.swap_status = Some(SwapStatus { at: stamp.at + time::Duration::seconds(60), ..stamp });
        })
        .blind_to(is_resource)
        .never(|seen, _| asked_twice(seen, "although somebody else had swapped since"))
        .check();
}

#[test]
fn without_the_operation_guard_a_swap_back_is_requested_during_another_operation() {
    Case::of("nothing-pending", BROKEN)
        .somebody(When::Watched, |state| slot(state).prepared_with = Some("another".to_owned()))
        .blind_to(is_resource)
        .never(|seen, _| asked_twice(seen, "while another's swap was prepared"))
        .check();
}

#[test]
fn without_the_host_guard_a_slot_that_does_not_run_is_swapped() {
    Case::of("slot-runs", BROKEN)
        .somebody(When::Watched, |state| {
            for instance in &mut slot(state).moving.host.instances {
                instance.state = HostState::Error("it cannot load the app".to_owned());
            }
        })
        .blind_to(|request| of_slot(request) && (of_content(request) || request.url.path().contains("/host/status")))
        .never(|seen, _| asked_twice(seen, "from a slot that does not run"))
        .check();
}

#[test]
fn without_the_settings_guard_production_gets_settings_of_another_client() {
    Case::of("settings-unchanged", BROKEN)
        .somebody(When::Watched, |state| drop(slot(state).settings.insert("EMERGENCY".to_owned(), "1".to_owned())))
        .blind_to(is_settings)
        .never(|_, state| {
            let settings = &state.app(APP).unwrap().production.settings;
            settings.contains_key("EMERGENCY").then(|| "production got a setting of the slot's".to_owned())
        })
        .check();
}
