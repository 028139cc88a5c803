//! `site:` and another version of the Functions host: given to the slot first, seen in production after the swap, and back where they
//! were when no swap follows.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use rehearsal::state::{Effect, Hosts, Side, State};
use serde_json::{Value, json};
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::{Outcome, Phase, Severity};

use crate::support::between::{Between, seam};
use crate::support::meddler::meddle;
use crate::support::moments::middle;
use crate::support::{COMMIT, ORIGIN, Rehearsal, TestApp, Told, status};

const STACK: &str = "site: { stack: \"Custom|2\", always-on: true, health-check-path: /api/version }\n";
const OVERRIDE: &str = "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS";

fn slot(state: &State) -> &Side {
    &state.app(APP).unwrap().slots[SLOT]
}

/// What a side shows of a property; of one that nobody set, nothing.
fn web(side: &Side, name: &str) -> Value {
    side.config.web.get(name).cloned().unwrap_or_default()
}

fn writes(told: &Told, side: &str) -> usize {
    told.effects()
        .iter()
        .filter(|effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == side))
        .count()
}

fn broken() -> TestApp {
    TestApp::new("another")
}

#[tokio::test(start_paused = true)]
async fn site_properties_are_given_to_the_slot_and_the_stack_goes_to_production_with_the_code() {
    let told = Rehearsal::new().declares(STACK).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!((writes(&told, "production"), writes(&told, SLOT)), (0, 1));
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    assert_eq!(app.runtime_of(&app.production), json!("Custom|2"));
    assert_ne!(app.runtime_of(&app.slots[SLOT]), json!("Custom|2"), "a swap back would bring the former one back");
    assert_eq!(web(&app.production, "alwaysOn"), Value::Null, "it stays with the slot");
    assert_eq!(web(slot(&state), "alwaysOn"), json!(true));
    assert!(told.summary.contains("stack: ") && !told.summary.contains("linuxFxVersion"), "{}", told.summary);
    assert!(
        told.log.contains(
            "`always-on`, `health-check-path` of `site:` apply to the slot `staging` only; production keeps its own"
        ),
        "{}",
        told.log
    );
}

#[tokio::test(start_paused = true)]
async fn a_release_that_ends_before_the_swap_sets_the_site_back_and_leaves_what_somebody_changed() {
    let told = Rehearsal::of(&broken(), &TestApp::new("former")).declares(STACK).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    let runtime = |told: &Told| {
        let state = told.world.state();
        let app = state.app(APP).unwrap();
        app.runtime_of(&app.slots[SLOT])
    };
    assert_eq!(runtime(&told), json!(told.world.state().app(APP).unwrap().runtime));
    assert_eq!(web(slot(&told.world.state()), "alwaysOn"), json!(false));
    assert!(told.advice().contains("the site of the slot `staging` is as before this release"), "{}", told.advice());

    let rehearsal = Rehearsal::of(&broken(), &TestApp::new("former")).declares(STACK);
    let is_write = |effect: &Effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == SLOT);
    let meddler = meddle(&rehearsal.world, is_write, 5, |state| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.config.web.insert("healthCheckPath".to_owned(), json!("/mine"));
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!(web(slot(&told.world.state()), "healthCheckPath"), json!("/mine"));
    assert!(told.advice().contains("another client changed health-check-path"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn killed_after_the_site_was_written_the_post_step_sets_it_back() {
    let whole = Rehearsal::new().declares(STACK).run().await;
    for phase in [Phase::Settings, Phase::Deliver, Phase::Probe] {
        let entry = whole.record.phases.iter().find(|entry| entry.name == phase).unwrap();
        let killed = Rehearsal::new().declares(STACK).killed_after(middle(&whole.record, entry)).await;
        tokio::time::sleep(Duration::from_secs(60)).await;
        let post = killed.post(true).await;
        let told = post.told.unwrap_or_else(|| panic!("{phase}: {}", post.log));
        assert_eq!(told.outcome(), Outcome::Aborted, "{phase}: {}", told.log);
        let always_on = web(slot(&told.world.state()), "alwaysOn");
        assert!(always_on.is_null() || always_on == json!(false), "{phase}: {}", told.log);
    }
}

/// What the site was stands in the journal of the lost machine alone.
#[tokio::test(start_paused = true)]
async fn another_job_names_what_a_lost_run_wrote_to_the_site() {
    let whole = Rehearsal::new().declares(STACK).run().await;
    let entry = whole.record.phases.iter().find(|entry| entry.name == Phase::Probe).unwrap();
    let killed = Rehearsal::new().declares(STACK).killed_after(middle(&whole.record, entry)).await;
    let told = killed.lost().run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert_eq!(web(slot(&told.world.state()), "alwaysOn"), json!(true));
    let advice = told.advice();
    assert!(advice.contains("may have what this release wrote: alwaysOn, healthCheckPath, linuxFxVersion"), "{advice}");
}

#[tokio::test(start_paused = true)]
async fn a_site_that_is_as_declared_is_not_written_and_does_not_restart() {
    let told = Rehearsal::new()
        .declares("site: { always-on: true }\n")
        .slot(|slot| drop(slot.config.web.insert("alwaysOn".to_owned(), json!(true))))
        .run()
        .await;
    assert_eq!((told.outcome(), writes(&told, SLOT)), (Outcome::Verified, 0), "{}", told.log);
}

/// Both sides let the version of the host move, and production runs version 3.
fn migrating(declared: &str) -> Rehearsal {
    let version = |side: &mut Side| {
        side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~3".to_owned());
        side.settings.insert(OVERRIDE.to_owned(), "0".to_owned());
    };
    Rehearsal::new().production(version).slot(version).declares(declared)
}

const TO_4: &str = "settings: { FUNCTIONS_EXTENSION_VERSION: \"~4\" }\n";

#[tokio::test(start_paused = true)]
async fn another_version_of_the_host_is_proved_in_the_slot_and_comes_to_production_with_the_swap() {
    let told = migrating(TO_4).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("this release migrates the Functions host from ~3 to ~4"), "{}", told.log);
    assert_eq!(writes(&told, "production"), 0);
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    assert_eq!(app.production.settings["FUNCTIONS_EXTENSION_VERSION"], "~4");
    assert_eq!(app.slots[SLOT].settings["FUNCTIONS_EXTENSION_VERSION"], "~3", "a swap back brings it back");
}

#[tokio::test(start_paused = true)]
async fn without_the_override_on_all_sides_a_migration_is_refused_with_the_command_and_its_cost() {
    let told = migrating(TO_4).production(|side| drop(side.settings.remove(OVERRIDE))).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "host-version"), "{}", told.log);
    let advice = told.advice();
    assert!(advice.contains(&format!("--settings {OVERRIDE}=0")) && advice.contains("restarts production"), "{advice}");
    assert_eq!(writes(&told, SLOT), 0);
}

/// The host of a side says that it is of version 3, whatever was asked for.
struct SaysThree(&'static str);

#[async_trait]
impl Between for SaysThree {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let is_it = request.url.path().ends_with(&format!("/{}/hostruntime/admin/host/status", self.0));
        let mut answer = world.send(request).await?;
        if is_it {
            answer.body = String::from_utf8_lossy(&answer.body).replace("4.1037.0.0", "3.25.0.0").into();
        }
        Ok(answer)
    }
}

/// A host that says another version than the one that was asked for.
#[tokio::test(start_paused = true)]
async fn a_slot_whose_host_is_of_another_version_is_not_swapped_and_gets_its_setting_back() {
    let told = migrating(TO_4).through(seam(Arc::new(SaysThree("slots/staging")))).run().await;
    assert_eq!(
        (told.outcome(), told.code(), told.swaps()),
        (Outcome::Aborted, "host-version-differs", 0),
        "{}",
        told.log
    );
    assert_eq!(slot(&told.world.state()).settings["FUNCTIONS_EXTENSION_VERSION"], "~3");
}

/// The swap brought another version than the one that was proved in the slot.
#[tokio::test(start_paused = true)]
async fn a_production_whose_host_is_of_another_version_after_the_swap_is_rolled_back() {
    let told = migrating(TO_4).through(seam(Arc::new(SaysThree("sites/shop-orders")))).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
    assert!(told.record.reason.contains("is of version 3.25.0.0, and ~4 is meant"), "{}", told.record.reason);
    assert_eq!(told.world.state().app(APP).unwrap().production.settings["FUNCTIONS_EXTENSION_VERSION"], "~3");
}

#[tokio::test(start_paused = true)]
async fn a_migration_that_is_broken_in_production_is_rolled_back_to_the_former_host() {
    let app = TestApp::new(COMMIT)
        .answers("GET /api/version when STAGE=production", json!({"status": 500, "json": {"commit": "x"}}));
    let version = |side: &mut Side| {
        side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~3".to_owned());
        side.settings.insert(OVERRIDE.to_owned(), "0".to_owned());
    };
    let told = Rehearsal::of(&app, &TestApp::new("former"))
        .production(version)
        .slot(version)
        .world(|state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
            app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        })
        .declares(TO_4)
        .run()
        .await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
    assert_eq!(told.world.state().app(APP).unwrap().production.settings["FUNCTIONS_EXTENSION_VERSION"], "~3");
}

/// A third side that nobody releases to.
fn with_a_third_slot(lets: bool) -> Rehearsal {
    migrating(TO_4).world(|state| {
        let app = state.app_mut(APP).unwrap();
        let mut third = app.slots[SLOT].clone();
        let hosts = |kind: &str| format!("{ORIGIN}/{kind}/{APP}-blue");
        third.hosts = Hosts { site: hosts("site"), scm: hosts("scm") };
        if !lets {
            third.settings.remove(OVERRIDE);
        }
        app.slots.insert("blue".to_owned(), third);
    })
}

fn asked_of_blue(told: &Told) -> usize {
    let state = told.world.state();
    state.requests.iter().filter(|request| request.path.contains("/slots/blue/config/appsettings/list")).count()
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_nobody_releases_to_holds_a_migration_back_and_is_named() {
    let told = with_a_third_slot(false).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "host-version"), "{}", told.log);
    assert!(told.record.reason.contains("without it: `blue`"), "{}", told.record.reason);
    assert!(told.advice().contains("--slot blue") && told.advice().contains(OVERRIDE), "{}", told.advice());
    assert_eq!((writes(&told, SLOT), writes(&told, "production"), told.swaps()), (0, 0, 0));
    let told = with_a_third_slot(true).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(asked_of_blue(&told) > 0);
}

#[tokio::test(start_paused = true)]
async fn a_slot_whose_override_cannot_be_read_is_not_taken_for_one_that_has_it() {
    let unread = Where::service("arm").path("/slots/blue/config/appsettings/list");
    let told = with_a_third_slot(true).fault(unread, status(403)).run().await;
    let finding = told.record.findings.iter().find(|finding| finding.check == "host-version").unwrap();
    assert_ne!(finding.severity, slot_deploy::record::Severity::Fine, "{}", finding.says);
    assert!(finding.says.contains("other slots"), "{}", finding.says);
}

#[tokio::test(start_paused = true)]
async fn where_no_migration_is_asked_for_no_other_slot_is_read() {
    let told = with_a_third_slot(false)
        .production(|side| drop(side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~4".to_owned())))
        .slot(|side| drop(side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~4".to_owned())))
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(asked_of_blue(&told), 0);
}

#[tokio::test(start_paused = true)]
async fn where_the_sides_lack_the_override_the_other_slots_that_lack_it_are_named_with_them() {
    let told = with_a_third_slot(false).production(|side| drop(side.settings.remove(OVERRIDE))).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "host-version"), "{}", told.log);
    assert!(told.advice().contains("--slot blue") && !told.advice().contains("--slot staging"), "{}", told.advice());
}

/// `check` of a migration: what is said of the version of the host that comes, and that goes.
async fn says_of_the_host(rehearsal: Rehearsal, check: &str) -> (Severity, String) {
    let told = rehearsal.input("command", "check").run().await;
    let found = told.record.findings.iter().find(|one| one.check.as_str() == check).unwrap();
    (found.severity, format!("{} {}", found.says, found.fix))
}

fn from(version: &'static str, declared: &str) -> Rehearsal {
    let side =
        |side: &mut Side| drop(side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), version.to_owned()));
    migrating(declared).production(side).slot(side)
}

#[tokio::test(start_paused = true)]
async fn what_production_leaves_behind_by_a_migration_is_no_finding_of_it() {
    for check in ["end-of-support", "host-version-pinned"] {
        let (severity, says) = says_of_the_host(migrating(TO_4), check).await;
        assert_eq!(severity, Severity::Fine, "{check}: {says}");
        let (severity, says) = says_of_the_host(from("3.0.1", TO_4), check).await;
        assert_eq!(severity, Severity::Fine, "{check}: {says}");
    }
    let told = migrating(TO_4).input("strict", "true").run().await;
    assert!(
        told.record
            .findings
            .iter()
            .filter(|one| one.check.as_str() == "end-of-support")
            .all(|one| one.severity == Severity::Fine)
    );
    let (severity, says) = says_of_the_host(migrating(""), "end-of-support").await;
    assert!(severity == Severity::Warning && says.contains("~3"), "{says}");
}

#[tokio::test(start_paused = true)]
async fn a_version_of_the_host_that_there_is_not_is_refused_and_an_older_one_is_told() {
    let declares = |version: &str| format!("settings: {{ FUNCTIONS_EXTENSION_VERSION: \"{version}\" }}\n");
    let told = from("~4", &declares("~9")).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "host-version", 0), "{}", told.log);
    assert!(
        told.record.reason.contains("brings version ~9") && told.record.reason.contains("~1, ~2, ~3, ~4"),
        "{}",
        told.record.reason
    );
    let (severity, says) = says_of_the_host(from("~4", &declares("~2")), "host-version").await;
    assert!(severity == Severity::Warning && says.contains("back to version ~2"), "{says}");
    let (severity, says) = says_of_the_host(from("~4", &declares("~2")), "end-of-support").await;
    assert!(severity == Severity::Warning && says.contains("host ~2 ended on 2022-12-13"), "{says}");
}

#[tokio::test(start_paused = true)]
async fn another_slot_whose_settings_cannot_be_read_is_not_taken_to_let_the_version_move() {
    let unread = Where::service("arm").path("/slots/blue/config/appsettings/list");
    let (severity, says) = says_of_the_host(with_a_third_slot(true).fault(unread, status(403)), "host-version").await;
    assert!(severity != Severity::Fine && says.contains("the app's other slots"), "{says}");
}
