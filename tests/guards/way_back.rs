//! The guards of a swap back.

use slot_deploy::rehearsal::default_world::{APP, SLOT};
use slot_deploy::rehearsal::state::SwapStatus;

use crate::case::{Case, When};
use crate::meddling::{app, deploy_to, hide_content, is_resource, is_settings, of_content, of_slot, slot};
use crate::plays::BROKEN;
use crate::trial::Seen;

fn asked_twice(seen: &Seen, because: &str) -> Option<String> {
    let asked = seen.requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("slotsswap"));
    (asked.count() > 1).then(|| format!("a swap back was asked for {because}"))
}

#[test]
fn without_a_look_at_production_what_somebody_put_back_is_swapped_away_again() {
    Case::of("already-there", BROKEN)
        .somebody(When::Watched, |state| {
            let app = app(state);
            std::mem::swap(&mut app.production.moving, &mut app.slots.get_mut(SLOT).unwrap().moving);
        })
        .blind_to(of_content)
        .check();
}

#[test]
fn without_the_guard_of_the_slot_production_gets_what_it_never_served() {
    Case::of("slot-unchanged", BROKEN)
        .somebody(When::Watched, |state| deploy_to(slot(state)))
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_guard_of_production_somebody_elses_work_is_swapped_away() {
    Case::of("production-ours", BROKEN)
        .somebody(When::Watched, |state| deploy_to(&mut app(state).production))
        .blind_to(|request| !of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_guard_of_the_stamp_a_later_swap_of_somebody_else_is_undone() {
    Case::of("last-swap-ours", BROKEN)
        .somebody(When::Watched, |state| {
            let production = &mut app(state).production;
            deploy_to(production);
            let stamp = production.swap_status.clone().unwrap();
            production.swap_status = Some(SwapStatus { at: stamp.at + time::Duration::seconds(60), ..stamp });
            // So broken that it cannot say what it runs.
            hide_content(state, "production", "/sites/shop-orders");
        })
        .blind_to(is_resource)
        .check();
}

#[test]
fn without_the_guard_of_operations_a_swap_is_asked_for_under_somebody_elses() {
    Case::of("nothing-pending", BROKEN)
        .somebody(When::Watched, |state| slot(state).prepared_with = Some("another".to_owned()))
        .blind_to(is_resource)
        .never(|seen, _| asked_twice(seen, "while another's swap was prepared"))
        .check();
}

#[test]
fn without_the_guard_of_the_host_a_slot_is_swapped_that_does_not_run() {
    Case::of("slot-runs", BROKEN)
        .somebody(When::Watched, |state| slot(state).running = false)
        .blind_to(|request| of_slot(request) && (of_content(request) || request.url.path().contains("/host/status")))
        .never(|seen, _| asked_twice(seen, "from a slot that was stopped"))
        .check();
}

#[test]
fn without_the_guard_of_settings_production_gets_some_that_nobody_gave_it() {
    Case::of("settings-unchanged", BROKEN)
        .somebody(When::Watched, |state| drop(slot(state).settings.insert("EMERGENCY".to_owned(), "1".to_owned())))
        .blind_to(is_settings)
        .never(|_, state| {
            let settings = &state.app(APP).unwrap().production.settings;
            settings.contains_key("EMERGENCY").then(|| "production got a setting of the slot's".to_owned())
        })
        .check();
}
