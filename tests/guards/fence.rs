//! The fence, rule by rule: each has a change of the world that no other rule sees.

use std::time::Duration;

use slot_deploy::record::Digest;
use slot_deploy::rehearsal::default_world::{APP, GROUP, SLOT, SUBSCRIPTION};
use slot_deploy::rehearsal::laws::auto_swap;
use slot_deploy::rehearsal::state::{Effect, EffectEntry, Place, State};

use crate::case::{Case, When};
use crate::meddling::{app, deploy_to, hide_content, is_resource, is_settings, of_content, of_slot, slot};
use crate::plays::{RELEASE, TAKEN_BACK, TWO_JOBS};
use crate::support::meddler::{is_swap, meddle};
use crate::trial::{Play, Seen};

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
fn without_the_rule_of_the_app_a_slot_is_swapped_that_nobody_approved() {
    Case::of("fence-ticket-of-another-app", TWO_JOBS)
        .somebody(SOON, |state| {
            let app = app(state);
            let twin = app.slots[SLOT].clone();
            app.slots.insert(OTHER.to_owned(), twin);
        })
        .promotes(|job| job.input("slot", OTHER))
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
fn without_the_rule_of_the_run_one_promotes_what_was_staged_for_the_approval_of_another() {
    Case::of("fence-ticket-of-another-run", TWO_JOBS)
        .somebody(SOON, |_| ())
        .promotes(|job| job.variable("GITHUB_RUN_ID", "78"))
        .blind_by_input("allow-foreign-ticket")
        .never(|seen, _| swapped(seen, "by a run that had staged nothing"))
        .check();
}

#[test]
fn without_the_rule_of_the_time_an_approval_that_nobody_remembers_swaps() {
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
fn without_the_rule_of_the_slot_what_nobody_probed_is_promoted() {
    Case::of("fence-slot-redeployed", RELEASE)
        .somebody(When::Probed, |state| deploy_to(slot(state)))
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}

#[test]
fn without_the_rule_of_production_what_somebody_mended_there_is_swapped_away() {
    Case::of("fence-production-changed", TWO_JOBS)
        .somebody(SOON, |state| deploy_to(&mut app(state).production))
        .blind_to(|request| !of_slot(request) && of_content(request))
        .never(|seen, _| swapped(seen, "although somebody had mended something there"))
        .check();
}

#[test]
fn without_the_rule_of_the_stamp_what_was_taken_back_is_promoted_again() {
    // Nobody remembers it but Azure, by its stamp.
    let play = Play { set: || (TAKEN_BACK.set)().input("deployment", "false"), ..TAKEN_BACK };
    Case::of("fence-swapped-meanwhile", play).somebody(When::TakenBack, |_| ()).blind_to(is_resource).check();
}

#[test]
fn without_the_rule_of_settings_production_gets_some_that_nobody_approved() {
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
fn without_the_rule_of_operations_a_swap_is_asked_for_under_somebody_elses() {
    Case::of("fence-operation-in-progress", TWO_JOBS)
        .somebody(SOON, |state| app(state).production.operation = Some("somebody's".to_owned()))
        .blind_to(is_resource)
        .never(|seen, _| is_asked_for_a_swap(seen).then(|| "a swap was asked for under another operation".to_owned()))
        .check();
}

#[test]
fn without_the_rule_of_previews_somebody_elses_is_completed() {
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
fn without_the_rule_of_auto_swap_azure_promotes_what_is_deployed_during_the_watch() {
    // Only on Windows Azure does it.
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
fn without_the_demand_to_be_able_to_read_what_nobody_could_look_at_is_promoted() {
    Case::of("fence-unreadable", TWO_JOBS)
        .somebody(SOON, |state| {
            deploy_to(slot(state));
            hide_content(state, SLOT, "/slots/staging");
        })
        .blind_to(|request| of_slot(request) && of_content(request))
        .check();
}
