//! What decides which content production runs, and on what, is looked at on both sides before the slot is touched.

use crate::support::meddler::meddle;
use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, Told};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::{Effect, Side, State};
use serde_json::json;
use slot_deploy::record::{Finding, Outcome, Severity};

const VERSION: &str = "FUNCTIONS_EXTENSION_VERSION";
const PACKAGE: &str = "WEBSITE_RUN_FROM_PACKAGE";
const OVERRIDE: &str = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS";

fn sets(name: &str, value: &str) -> impl Fn(&mut Side) {
    move |side| drop(side.settings.insert(name.to_owned(), value.to_owned()))
}

fn finding<'a>(told: &'a Told, check: &str) -> &'a Finding {
    told.record.findings.iter().find(|finding| finding.check == check).unwrap()
}

fn stopped(told: &Told, check: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, check), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0), "nothing was changed");
}

#[tokio::test(start_paused = true)]
async fn a_major_version_of_the_host_that_stays_behind_stops_the_release_and_says_what_production_would_run() {
    let told = Rehearsal::new().production(sets(VERSION, "~3")).run().await;
    stopped(&told, "host-version");
    let says = &finding(&told, "host-version").says;
    assert!(says.contains("after the swap production runs version ~3 of the Functions host"), "{says}");
    assert!(told.advice().contains(OVERRIDE), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_version_of_the_host_that_all_sides_let_move_comes_to_production_with_the_content() {
    let told = Rehearsal::new()
        .production(sets(VERSION, "~3"))
        .production(sets(OVERRIDE, "0"))
        .slot(sets(OVERRIDE, "0"))
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let found = finding(&told, "host-version");
    assert!(found.severity == Severity::Fine && found.says.contains("brings version ~4"), "{}", found.says);
    let runs = |side: &Side| side.settings[VERSION].clone();
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    assert_eq!((runs(&app.production), runs(&app.slots[SLOT])), ("~4".to_owned(), "~3".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_pinned_version_of_the_host_stays_in_production_and_is_said() {
    let told = Rehearsal::new().production(sets(VERSION, "4.1044.0")).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let says = &finding(&told, "host-version").says;
    assert!(says.contains("production continues with version 4.1044.0"), "{says}");
    assert_eq!(told.world.state().app(APP).unwrap().production.settings[VERSION], "4.1044.0");
}

#[tokio::test(start_paused = true)]
async fn a_language_version_that_the_swap_brings_is_a_warning_that_names_both() {
    let with_node = || {
        Rehearsal::new()
            .world(|state| state.app_mut(APP).unwrap().runtime = "Node|20".to_owned())
            .slot(|slot| drop(slot.config.web.insert("linuxFxVersion".to_owned(), json!("Node|22"))))
    };
    let told = with_node().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let found = finding(&told, "stack-version");
    assert_eq!(found.severity, Severity::Warning);
    assert!(found.says.contains("brings Node|22 to production, which runs Node|20 now"), "{}", found.says);
    let client = PlainClient::of(&told.world).await;
    let production = client.arm("GET", "", None).await.json();
    assert_eq!(production["properties"]["siteConfig"]["linuxFxVersion"], "Node|22", "it moved");
    stopped(&with_node().input("strict", "true").run().await, "stack-version");
}

#[tokio::test(start_paused = true)]
async fn a_build_on_the_server_stops_the_release_before_the_slot_is_touched() {
    let told = Rehearsal::new().slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "true")).run().await;
    stopped(&told, "no-server-build");
    let command = "az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging \
                   --settings SCM_DO_BUILD_DURING_DEPLOYMENT=false";
    assert!(told.advice().contains(command), "{}", told.advice());
    let forbidden = Rehearsal::new()
        .slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "true"))
        .slot(sets("ENABLE_ORYX_BUILD", "false"))
        .run()
        .await;
    assert_eq!(forbidden.outcome(), Outcome::Verified, "{}", forbidden.log);
    assert!(forbidden.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
}

/// Whoever lets the slot run from another place than production will.
fn lets_the_package_stay(state: &mut State) {
    let app = state.app_mut(APP).unwrap();
    app.sticky.get_or_insert_default().app_settings.push(PACKAGE.to_owned());
    sets(PACKAGE, "1")(app.slots.get_mut(SLOT).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_keeps_content_back_and_came_after_preflight_stops_the_swap_by_name() {
    let rehearsal = Rehearsal::new();
    let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
    let meddler = meddle(&rehearsal.world, deployed, 0, lets_the_package_stay);
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Stale, "content-moves", 0), "{}", told.log);
    assert!(told.record.reason.contains("WEBSITE_RUN_FROM_PACKAGE is a slot setting"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_keeps_content_back_and_came_between_two_jobs_is_named() {
    let staged = Rehearsal::new().input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let told = staged.promoting().world(lets_the_package_stay).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Stale, "settings-drifted", 0), "{}", told.log);
    assert!(told.record.reason.contains("WEBSITE_RUN_FROM_PACKAGE is a slot setting"), "{}", told.record.reason);
}
