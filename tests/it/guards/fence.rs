//! The fence, rule by rule: each has a change of the world that no other rule sees.

use std::time::Duration;

use rehearsal::default_world::{APP, GROUP, SLOT, SUBSCRIPTION};
use rehearsal::laws::auto_swap;
use rehearsal::state::{Effect, EffectEntry, Place, State};
use slot_deploy::record::Digest;

use crate::guards::case::{Case, When};
use crate::guards::meddling::{
    app, deploy_to, hide_content, is_resource, is_settings, move_to_another_plan, of_content, of_slot, slot,
};
use crate::support::meddler::{is_swap, meddle};
use crate::support::plays::{RELEASE, TAKEN_BACK, TWO_JOBS};
use crate::support::trial::{Play, Seen};

const SOON: When = When::Staged(Duration::from_secs(60));
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Another slot of the app.
const OTHER: &str = "beta";

fn swaps(seen: &Seen) -> impl Iterator<Item = &EffectEntry> {
    seen.effects.iter().filter(|entry| is_swap(&entry.effect))
}

fn swapped(seen: &Seen, what: &str) -> Option<String> {
    swaps(seen).next().map(|_| format!("production was swapped {what}"))
}

fn is_asked_for_a_swap(seen: &Seen) -> bool {
    seen.requests.iter().any(|request| request.method == "POST" && request.path.ends_with("slotsswap"))
}

#[test]
fn without_the_app_rule_an_unapproved_slot_is_swapped() {
    Case::of("fence-ticket-of-another-app", TWO_JOBS)
        .somebody(SOON, |state| {
            let app = app(state);
            let twin = app.slots[SLOT].clone();
            app.slots.insert(OTHER.to_owned(), twin);
        })
        .promotes(|job| job.input("slot", OTHER))
        .names(OTHER)
        .blind_by_ticket(|ticket| {
            let path = format!(
                "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}/slots/{OTHER}"
            );
            ticket.sites.slot = Digest::of(path.to_lowercase().as_bytes());
        })
        .never(|seen, _| {
            let other = |effect: &Effect| matches!(effect, Effect::Swapped { source, .. } if source == OTHER);
            swaps(seen).any(|entry| other(&entry.effect)).then(|| format!("`{OTHER}` went to production"))
        })
        .check();
}

#[test]
fn without_the_run_rule_content_staged_for_anothers_approval_is_promoted() {
    Case::of("fence-ticket-of-another-run", TWO_JOBS)
        .somebody(SOON, |_| ())
        .promotes(|job| job.variable("GITHUB_RUN_ID", "78"))
        .blind_by_input("allow-foreign-ticket")
        .never(|seen, _| swapped(seen, "by a run that had staged nothing"))
        .check();
}

#[test]
fn without_the_expiry_rule_an_outdated_approval_swaps() {
    Case::of("fence-ticket-expired", TWO_JOBS)
        .somebody(When::Staged(A_DAY + Duration::from_secs(60)), |_| ())
        .blind_by_ticket(|ticket| ticket.expires += A_DAY)
        .never(|seen, _| {
            let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
            let staged = seen.effects.iter().find(|entry| deployed(&entry.effect))?.at;
            let late = swaps(seen).any(|entry| entry.at - staged > A_DAY);
            late.then(|| "what was staged more than a day ago went to production".to_owned())
        })
        .check();
}

#[test]
fn without_the_slot_rule_unprobed_content_is_promoted() {
    Case::of("fence-slot-redeployed", RELEASE)
        .somebody(When::Probed, |state| deploy_to(slot(state)))
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_production_rule_a_fix_in_production_is_swapped_away() {
    Case::of("fence-production-changed", TWO_JOBS)
        .somebody(SOON, |state| deploy_to(&mut app(state).production))
        .blind_to(|request| !of_slot(request) && of_content(request))
        .never(|seen, _| swapped(seen, "although somebody had mended something there"))
        .check();
}

#[test]
fn without_the_stamp_rule_rolled_back_content_is_promoted_again() {
    // Only Azure's swap stamp shows it.
    let play = Play { set: || (TAKEN_BACK.set)().input("deployment", "false"), ..TAKEN_BACK };
    Case::of("fence-swapped-meanwhile", play).somebody(When::TakenBack, |_| ()).blind_to(is_resource).check();
}

#[test]
fn without_the_settings_rule_production_gets_unapproved_settings() {
    Case::of("fence-settings-drifted", TWO_JOBS)
        .somebody(SOON, |state| drop(slot(state).settings.insert("FLAG".to_owned(), "on".to_owned())))
        .blind_to(is_settings)
        .never(|_, state: &State| {
            let settings = &state.app(APP).unwrap().production.settings;
            settings
                .contains_key("FLAG")
                .then(|| "production got a setting that was not there when it was staged".into())
        })
        .check();
}

#[test]
fn without_the_plan_rule_what_was_probed_on_other_machines_is_promoted() {
    Case::of("fence-plan-changed", TWO_JOBS)
        .somebody(SOON, move_to_another_plan)
        .blind_by_ticket(|ticket| ticket.plans = None)
        .never(|seen, _| swapped(seen, "on a plan on which it was never probed"))
        .check();
}

#[test]
fn without_the_operation_rule_a_swap_is_requested_during_another_operation() {
    Case::of("fence-operation-in-progress", TWO_JOBS)
        .somebody(SOON, |state| app(state).production.operation = Some("somebody's".to_owned()))
        .blind_to(is_resource)
        .never(|seen, _| is_asked_for_a_swap(seen).then(|| "a swap was asked for under another operation".to_owned()))
        .check();
}

#[test]
fn without_the_preview_rule_a_swap_prepared_by_another_client_is_completed() {
    Case::of("fence-swap-prepared", TWO_JOBS)
        .somebody(SOON, |state| {
            app(state).production.prepared_with = Some(SLOT.to_owned());
            slot(state).prepared_with = Some("production".to_owned());
        })
        .blind_to(is_resource)
        .never(|seen, _| swapped(seen, "although somebody was still looking at a preview"))
        .check();
}

#[test]
fn without_the_auto_swap_rule_azure_promotes_a_deployment_during_the_watch() {
    // Azure does so on Windows only.
    let windows = || (RELEASE.set)().world(|state| state.plans.get_mut("plan-shop").unwrap().linux = false);
    Case::of("fence-auto-swap-on", Play { set: windows, ..RELEASE })
        .somebody(When::Probed, |state| slot(state).auto_swap = Some("production".to_owned()))
        .goes_on(|world| {
            let clock = world.clone();
            meddle(world, is_swap, 60, move |state| {
                deploy_to(slot(state));
                let (clock, place) = (clock.clock(), Place::new(APP, Some(SLOT)));
                auto_swap::after_deployment(state, clock, &place, "somebody-else", clock.now());
            })
        })
        .blind_to(|request| request.url.path().ends_with("/slots/staging/config/web"))
        .check();
}

#[test]
fn without_the_readability_rule_unread_content_is_promoted() {
    Case::of("fence-unreadable", TWO_JOBS)
        .somebody(SOON, |state| {
            deploy_to(slot(state));
            hide_content(state, SLOT, "/slots/staging");
        })
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}
