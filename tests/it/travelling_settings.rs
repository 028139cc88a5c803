//! App settings that a release brings: written to the slot before the delivery, swapped with the code, and back where they were
//! when it does not come to production. Asked is the world, and not what the client says.

use std::collections::BTreeMap;

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use rehearsal::state::{Effect, KeyVault, Place, SecretVersion, Side, State};
use slot_deploy::record::{Outcome, Phase};

use crate::support::meddler::{is_swap, meddle};
use crate::support::moments::middle;
use crate::support::plays::{BROKEN, RELEASE};
use crate::support::{COMMIT, PROBES, Rehearsal, TestApp, Told, container, status};

const SETTINGS: &str = "FEATURE_X=on\nAPI_KEY=a value of the release\nREGION=west";

/// The settings of both sides, production's first, and the sticky names.
type Both = (BTreeMap<String, String>, BTreeMap<String, String>, Vec<String>);

fn both(state: &State) -> Both {
    let app = state.app(APP).unwrap();
    let sticky = app.sticky.as_ref().map(|sticky| sticky.app_settings.clone()).unwrap_or_default();
    (app.production.settings.clone(), app.slots[SLOT].settings.clone(), sticky)
}

fn has(side: &mut Side, name: &str, value: &str) {
    side.settings.insert(name.to_owned(), value.to_owned());
}

/// Both sides have some of what the release sets, with other values.
fn furnished(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal
        .production(|side| {
            has(side, "FEATURE_X", "off");
            has(side, "REGION", "north");
            has(side, "OLD_FLAG", "of production");
        })
        .slot(|side| {
            has(side, "FEATURE_X", "off in the slot");
            has(side, "region", "south");
            has(side, "OLD_FLAG", "of the slot");
        })
}

fn with_settings(rehearsal: Rehearsal) -> Rehearsal {
    furnished(rehearsal).input("settings", SETTINGS)
}

/// The same with a configuration in the repository, beside the probes.
fn with_file(rehearsal: Rehearsal, declared: &str) -> Rehearsal {
    let probes: String = PROBES.lines().map(|line| format!("    {line}\n")).collect();
    let path = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&path, format!("probes:\n  checks:\n{probes}{declared}")).unwrap();
    rehearsal.no_probes().input("config", path.to_str().unwrap())
}

/// Writes to the settings of a side, and restarts that write: which side, how often.
fn writes(told: &Told, side: &str) -> usize {
    let is_one = |effect: &&Effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == side);
    told.effects().iter().filter(is_one).count()
}

/// Nothing of this is done to production before the swap: each restarts it.
fn restarts_of_production_before_the_swap(told: &Told) -> usize {
    let effects = told.effects();
    let before = effects.iter().take_while(|effect| !is_swap(effect));
    let restarts = before.filter(|effect| {
        matches!(effect, Effect::SettingsWritten { slot, .. } | Effect::SiteWritten { slot, .. }
            | Effect::PowerChanged { slot, .. } | Effect::ContentDeployed { slot, .. } if slot == "production")
    });
    restarts.count()
}

#[tokio::test(start_paused = true)]
async fn settings_travel_with_the_code_in_one_write_and_one_restart_of_the_slot() {
    let rehearsal = with_settings((RELEASE.set)());
    let (production, ..) = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!((writes(&told, SLOT), writes(&told, "production")), (1, 0), "one restart of the slot");
    assert_eq!(restarts_of_production_before_the_swap(&told), 0);
    let (now, slot, _) = both(&told.world.state());
    assert_eq!((now["FEATURE_X"].as_str(), now["API_KEY"].as_str()), ("on", "a value of the release"));
    assert_eq!(now["REGION"], "west");
    assert_eq!(slot["FEATURE_X"], production["FEATURE_X"], "the slot has what production had, for the way back");
    let phases: Vec<Phase> = told.record.phases.iter().map(|entry| entry.name).collect();
    let at = |phase| phases.iter().position(|one| *one == phase).unwrap();
    assert!(at(Phase::Settings) < at(Phase::Deliver), "{phases:?}");
    let entry = told.record.settings.clone().unwrap();
    assert_eq!(entry.set, ["API_KEY", "FEATURE_X", "REGION"]);
    assert!(told.summary.contains("API\\_KEY") || told.summary.contains("API_KEY"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_rollback_brings_productions_settings_back_without_a_write() {
    let rehearsal = with_settings((BROKEN.set)());
    let (production, ..) = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    assert_eq!(both(&told.world.state()).0, production, "values before = after");
    assert_eq!((writes(&told, SLOT), writes(&told, "production")), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_rollback_on_request_brings_them_back_as_well() {
    let rehearsal = with_settings((RELEASE.set)());
    let (production, ..) = both(&rehearsal.world.state());
    let released = rehearsal.run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    let told = released.next_job().input("command", "rollback").input("package", "").input("settings", "").run().await;
    assert_eq!(told.outcome(), Outcome::RolledBackOnRequest, "{}", told.log);
    assert_eq!(both(&told.world.state()).0, production);
}

#[tokio::test(start_paused = true)]
async fn a_release_that_ends_before_its_swap_gives_every_setting_and_every_sticky_name_back() {
    let declared = "settings:\n  FEATURE_X: on\n  QUEUE: { value: orders-staging, sticky: true }\nremove: [OLD_FLAG]\nsticky: \
                    [REGION]\n";
    let bad = TestApp::new("another commit");
    let rehearsal = with_file(furnished(Rehearsal::of(&bad, &TestApp::new("former"))), declared);
    let before = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-not-ready"), "{}", told.log);
    assert_eq!(both(&told.world.state()), before, "values, spelling and sticky names");
    let entry = told.record.settings.clone().unwrap();
    assert_eq!(
        (entry.removed, entry.sticky, entry.given_back),
        (vec!["OLD_FLAG".into()], vec!["QUEUE".into(), "REGION".into()], true)
    );
    assert!(told.advice().contains("has its former settings again"), "{}", told.advice());
    assert_eq!((writes(&told, SLOT), writes(&told, "production")), (2, 0), "written and given back");
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_refuses_gives_them_back_as_well() {
    let refused = Where::service("arm").path("/slotsswap");
    let rehearsal = with_settings((RELEASE.set)()).fault(refused, status(400));
    let before = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    assert_eq!(both(&told.world.state()), before);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_changed_meanwhile_is_named_and_left_alone() {
    let bad = TestApp::new("another commit");
    let rehearsal = with_settings(Rehearsal::of(&bad, &TestApp::new("former")));
    let (_, before, _) = both(&rehearsal.world.state());
    let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
    let other = meddle(&rehearsal.world, deployed, 1, |state| {
        has(state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap(), "API_KEY", "of somebody else");
    });
    let told = rehearsal.run().await;
    other.has_meddled();
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    let (_, slot, _) = both(&told.world.state());
    assert_eq!(slot["API_KEY"], "of somebody else");
    assert_eq!((&slot["FEATURE_X"], &slot["region"]), (&before["FEATURE_X"], &before["region"]));
    assert!(told.advice().contains("another client changed API_KEY"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn where_everything_is_as_declared_nothing_is_written() {
    let rehearsal = (RELEASE.set)().input("settings", "FEATURE_X=on").slot(|side| has(side, "feature_x", "on"));
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(writes(&told, SLOT), 0, "nothing restarts");
    assert!(!told.record.settings.clone().unwrap().given_back);
}

#[tokio::test(start_paused = true)]
async fn what_is_sticky_stays_with_the_slot_and_what_is_removed_goes() {
    let declared = "settings:\n  QUEUE: { value: orders-staging, sticky: true }\nremove: [OLD_FLAG]\n";
    let rehearsal = with_file(furnished(Rehearsal::new()), declared).production(|side| has(side, "QUEUE", "orders"));
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let (production, slot, sticky) = both(&told.world.state());
    assert_eq!((production["QUEUE"].as_str(), slot["QUEUE"].as_str()), ("orders", "orders-staging"));
    assert!(!production.contains_key("OLD_FLAG") && slot.contains_key("OLD_FLAG"));
    assert!(sticky.contains(&"QUEUE".to_owned()));
    assert_eq!(restarts_of_production_before_the_swap(&told), 0);
}

/// A setting that is not sticky yet when it is written would go to production by anybody's swap in between.
#[tokio::test(start_paused = true)]
async fn a_name_is_sticky_before_its_setting_is_written() {
    let told = with_file(Rehearsal::new(), "settings:\n  QUEUE: { value: orders-staging, sticky: true }\n").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let state = told.world.state();
    let at = |end: &str| state.requests.iter().position(|one| one.method == "PUT" && one.path.ends_with(end)).unwrap();
    assert!(at("config/slotConfigNames") < at("slots/staging/config/appsettings"));
}

#[tokio::test(start_paused = true)]
async fn an_update_that_another_client_overtook_is_made_once_more_and_no_name_is_lost() {
    let rehearsal = with_settings((RELEASE.set)());
    let written = |effect: &Effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == SLOT);
    let (_, former, _) = both(&rehearsal.world.state());
    // It had listed the settings before ours were written, and writes all that it knows.
    let other = meddle(&rehearsal.world, written, 2, move |state| {
        let mut all = former;
        all.insert("THEIRS".to_owned(), "of another client".to_owned());
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().settings = all;
    });
    let told = rehearsal.run().await;
    other.has_meddled();
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let (production, ..) = both(&told.world.state());
    assert_eq!((production["FEATURE_X"].as_str(), production["THEIRS"].as_str()), ("on", "of another client"));
    assert!(told.log.contains("another client wrote over"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn settings_that_are_overwritten_each_time_end_the_release_with_their_names() {
    let rehearsal = with_settings((RELEASE.set)());
    let world = rehearsal.world.clone();
    let (production, ..) = both(&world.state());
    let stubborn = tokio::spawn(async move {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            let mut state = world.state();
            state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().settings.remove("FEATURE_X");
        }
    });
    let told = rehearsal.run().await;
    stubborn.abort();
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "azure-overwritten"), "{}", told.log);
    assert!(told.record.reason.contains("FEATURE_X"), "{}", told.record.reason);
    assert_eq!(both(&told.world.state()).0, production);
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_changes_after_stage_makes_the_ticket_stale_and_is_named() {
    let staged = with_settings(Rehearsal::new()).input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let slot = Place { app: APP.to_owned(), slot: Some(SLOT.to_owned()) };
    let (_, kept, _) = both(&staged.world.state());
    assert_eq!(kept["FEATURE_X"], "on", "what is staged keeps its settings");
    let promoting = staged.promoting().input("settings", "");
    has(promoting.world.state().side_mut(&slot).unwrap(), "FEATURE_X", "drifted");
    let told = promoting.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Stale, 0), "{}", told.log);
    assert!(told.record.reason.contains("FEATURE_X"), "{}", told.record.reason);
    assert!(!told.record.reason.contains("drifted"));
}

/// The former values are sealed with a key that only the job of the run has.
#[tokio::test(start_paused = true)]
async fn a_cancelled_release_says_who_can_give_its_settings_back_and_who_cannot() {
    let moment = async |set: fn() -> Rehearsal| {
        let whole = set().run().await.record;
        let probe = whole.phases.iter().find(|entry| entry.name == Phase::Probe).unwrap();
        middle(&whole, probe)
    };
    let set = || with_settings(Rehearsal::new());
    let at = moment(set).await;
    let before = both(&set().world.state());
    let cancelled = set().cancelled_after(at).await;
    let advice = cancelled.advice();
    assert!(advice.contains("the post-step of this job gives the slot back what it had"), "{advice}");
    assert!(advice.contains("in another job gives back the package alone: it names the settings"), "{advice}");
    let told = cancelled.post().await.told.unwrap();
    assert_eq!((told.outcome(), both(&told.world.state())), (Outcome::Aborted, before), "{}", told.log);

    let elsewhere = set().killed_after(at).await.lost().run().await;
    assert_eq!(elsewhere.outcome(), Outcome::Aborted, "{}", elsewhere.log);
    assert_eq!(both(&elsewhere.world.state()).1["FEATURE_X"], "on", "another job has no key");
    assert!(elsewhere.advice().contains("API_KEY, FEATURE_X, REGION"), "{}", elsewhere.advice());

    let by_url: fn() -> Rehearsal = || Rehearsal::new().input("storage-container", &container());
    let without = by_url().cancelled_after(moment(by_url).await).await;
    assert!(without.advice().contains("without a post-step, `command: reconcile` does"), "{}", without.advice());
}

#[tokio::test(start_paused = true)]
async fn content_that_production_runs_is_released_again_for_its_settings() {
    let first = Rehearsal::new().run().await;
    assert_eq!(first.outcome(), Outcome::Verified, "{}", first.log);
    let unchanged = first.next_job().run().await;
    assert_eq!(unchanged.outcome(), Outcome::Unchanged, "{}", unchanged.log);
    let told = unchanged.next_job().input("settings", "FEATURE_X=on").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(both(&told.world.state()).0["FEATURE_X"], "on");
    let again = told.next_job().input("settings", "FEATURE_X=on").run().await;
    assert_eq!(again.outcome(), Outcome::Unchanged, "{}", again.log);
}

#[tokio::test(start_paused = true)]
async fn no_value_is_written_down_or_shown() {
    const SECRET: &str = "swordfish-of-the-slot-4711";
    let bad = TestApp::new("another commit");
    let rehearsal = Rehearsal::of(&bad, &TestApp::new("former"))
        .slot(|side| has(side, "API_KEY", "former-swordfish-4712"))
        .variable("SHOP_KEY", SECRET);
    let told = with_file(rehearsal, "settings:\n  API_KEY: { variable: SHOP_KEY }\n").run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert_eq!(both(&told.world.state()).1["API_KEY"], "former-swordfish-4712");
    let mut written: Vec<String> = told.evidence().into_values().collect();
    written.extend([told.summary.clone(), told.outputs.clone()]);
    written.push(told.log.lines().filter(|line| !line.starts_with("::add-mask::")).collect());
    for text in &written {
        assert!(!text.contains("swordfish"), "{text}");
    }
    assert!(written.iter().any(|text| text.contains("apply-settings") && text.contains("API_KEY")));
    let memo = format!("{:?}", told.world.state().github.deployments);
    assert!(memo.contains("API_KEY") && !memo.contains("swordfish"), "{memo}");
}

#[tokio::test(start_paused = true)]
async fn a_variable_that_the_step_does_not_have_is_an_error_with_its_name() {
    let told = with_file(Rehearsal::new(), "settings:\n  API_KEY: { variable: SHOP_KEY }\n").run().await;
    assert_eq!(told.outcome(), Outcome::Invalid, "{}", told.log);
    assert!(told.log.contains("`SHOP_KEY` (for the setting `API_KEY`)"), "{}", told.log);
    let looked =
        with_file(Rehearsal::new(), "settings:\n  API_KEY: { variable: SHOP_KEY }\n").input("command", "check");
    let looked = looked.run().await;
    assert_eq!(looked.outcome(), Outcome::Checked, "who only looks needs no secret: {}", looked.log);
    assert!(looked.record.plan[0].contains("API_KEY where it differs"), "{:?}", looked.record.plan);
}

#[tokio::test(start_paused = true)]
async fn a_line_of_the_input_that_is_no_setting_is_refused_without_its_value() {
    for (line, says) in [
        ("just-a-secret", "line 2 is not `NAME=VALUE`"),
        ("a b=just-a-secret", "line 2 does not begin with the name"),
        ("feature_x=just-a-secret", "`feature_x` is given twice"),
        ("WEBSITE_RUN_FROM_PACKAGE=just-a-secret", "the delivery writes it"),
    ] {
        let told = Rehearsal::new().input("settings", &format!("FEATURE_X=on\n{line}")).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{line}: {}", told.log);
        assert!(told.log.contains(says) && !told.log.contains("just-a-secret"), "{line}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_says_what_it_would_write_and_writes_nothing() {
    let told = with_settings(Rehearsal::new()).input("dry-run", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert_eq!(writes(&told, SLOT), 0);
    let plan = &told.record.plan[0];
    assert!(plan.contains("set 3 settings of the slot `staging`: API_KEY, FEATURE_X, REGION"), "{plan}");
    assert!(plan.contains("one restart of the slot, none of production"), "{plan}");
    let mut shown = told.log.lines().filter(|line| !line.starts_with("::add-mask::"));
    assert!(!shown.any(|line| line.contains("a value of the release")), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_the_release_brings_stops_no_check() {
    let lacking = || {
        let app = TestApp::new(COMMIT).http("orders", "anonymous");
        furnished(Rehearsal::of(&app, &TestApp::new("former"))).production(|side| has(side, "NEEDED", "yes"))
    };
    let without = lacking().input("command", "check").run().await;
    let finding = |told: &Told| {
        let found = told.record.findings.iter().find(|finding| finding.check.as_str() == "settings-kept").cloned();
        found.is_some_and(|finding| finding.says.contains("NEEDED"))
    };
    assert!(finding(&without), "{}", without.log);
    let with = lacking().input("command", "check").input("settings", "NEEDED=yes").run().await;
    assert!(!finding(&with), "{}", with.log);
}

/// A vault that these identities may read; both sides have one.
fn with_vault(rehearsal: Rehearsal, readers: &[&str]) -> Rehearsal {
    let secret = vec![SecretVersion { id: "0".repeat(32), value: "s3cret".to_owned() }];
    let vault = KeyVault {
        name: "kv-shop".to_owned(),
        secrets: BTreeMap::from([("db".to_owned(), secret)]),
        readers: readers.iter().map(|name| (*name).to_owned()).collect(),
    };
    let rehearsal = rehearsal
        .world(|state| drop(state.vaults.insert("kv-shop".to_owned(), vault)))
        .production(|side| side.identity = Some("identity-of-production".to_owned()))
        .slot(|side| side.identity = Some("identity-of-the-slot".to_owned()));
    with_file(rehearsal, "settings:\n  DB: { vault: kv-shop/db }\n")
}

#[tokio::test(start_paused = true)]
async fn a_reference_is_written_in_azures_form_and_read_back_on_both_sides() {
    let told = with_vault(Rehearsal::new(), &["identity-of-production", "identity-of-the-slot"]).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(both(&told.world.state()).0["DB"], "@Microsoft.KeyVault(VaultName=kv-shop;SecretName=db)");
    let state = told.world.state();
    let of_slot = |path: &str| path.contains("/slots/staging/") && path.contains("configreferences");
    let of_production = |path: &str| !path.contains("/slots/") && path.contains("configreferences");
    assert!(state.requests.iter().any(|request| of_slot(&request.path)));
    assert!(state.requests.iter().any(|request| of_production(&request.path)));
}

#[tokio::test(start_paused = true)]
async fn a_reference_that_the_slot_may_not_read_ends_the_release_before_its_delivery() {
    let rehearsal = with_vault(Rehearsal::new(), &["identity-of-production"]);
    let before = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "reference-unresolved"), "{}", told.log);
    assert!(told.record.reason.contains("`DB`") && told.record.reason.contains("kv-shop"), "{}", told.record.reason);
    assert_eq!((told.deployments(), both(&told.world.state())), (0, before));
}

#[tokio::test(start_paused = true)]
async fn a_reference_that_production_may_not_read_is_said_before_the_swap_and_rolled_back_after_it() {
    let rehearsal = with_vault(Rehearsal::new(), &["identity-of-the-slot"]);
    let (production, ..) = both(&rehearsal.world.state());
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    assert!(told.log.contains("whether the identity of production"), "{}", told.log);
    assert!(
        told.record.reason.contains("production cannot read what the setting `DB` refers to"),
        "{}",
        told.record.reason
    );
    assert_eq!(both(&told.world.state()).0, production);
}

#[tokio::test(start_paused = true)]
async fn a_diff_names_what_differs_between_file_slot_and_production_and_shows_no_value() {
    let declared =
        "settings:\n  FEATURE_X: on\n  API_KEY: { variable: SHOP_KEY }\nremove: [OLD_FLAG]\nsticky: [REGION]\n";
    let told = with_file(furnished(Rehearsal::new()), declared).input("command", "diff").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    let diff = told.record.settings_diff.clone().unwrap();
    let row = |name: &str| {
        diff.settings.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.cells().join(" | ")).unwrap()
    };
    assert!(row("FEATURE_X").ends_with("declared | travels | different | different"), "{}", row("FEATURE_X"));
    assert!(
        row("API_KEY").ends_with("declared | travels | missing in the slot | missing on both"),
        "{}",
        row("API_KEY")
    );
    assert!(row("OLD_FLAG").ends_with("removed | travels | different | different"), "{}", row("OLD_FLAG"));
    assert!(row("REGION").ends_with("declared | to be sticky | - | different"), "{}", row("REGION"));
    let changed = told.effects().iter().filter(|effect| !matches!(effect, Effect::TokenIssued { .. })).count();
    assert_eq!(changed, 0, "{:?}", told.effects());
    for text in [&told.log, &told.summary] {
        assert!(!text.contains("off in the slot") && !text.contains("of production\""), "{text}");
    }
    assert!(told.summary.contains("### Settings"), "{}", told.summary);
    let is_row = |line: &str| line.contains("FEATURE_X ") && line.contains("declared ") && line.ends_with("different");
    assert!(told.log.lines().any(is_row), "the table is in the log: {}", told.log);
    assert!(told.summary.contains("Nothing was changed: the settings were compared"), "{}", told.summary);
    assert!(!told.summary.contains("nothing to do"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_value_that_a_diff_does_not_know_is_no_difference_and_its_variable_is_named() {
    let file = "settings:\n  FEATURE_X: { variable: NOT_THERE }\n";
    let told = furnished(Rehearsal::new()).declares(file).input("command", "diff").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    let diff = told.record.settings_diff.clone().unwrap();
    let row = diff.settings.iter().find(|row| row.name == "FEATURE_X").unwrap().cells().join(" | ");
    assert_eq!(row, "FEATURE_X | declared | travels | unknown, its variable is not set | different");
    assert!(told.record.reason.contains(": 0 of the declared ones are not so in the slot"), "{}", told.record.reason);
    assert!(told.record.reason.contains("of 1 the value is not known here"), "{}", told.record.reason);
    assert!(told.log.contains("does not have `NOT_THERE` (for `FEATURE_X`)"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_diff_that_fails_speaks_of_no_release() {
    let told = furnished(Rehearsal::new()).input("app-name", "no-such-app").input("command", "diff").run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert!(told.summary.contains("Nothing was changed: the settings could not be compared"), "{}", told.summary);
    assert!(!told.summary.contains("before the swap") && !told.summary.contains("No side has"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_stays_sticky_is_so_also_where_the_input_sets_it() {
    let file = "settings: { QUEUE: { value: q, sticky: true } }\nenvironments: { test: { remove: [QUEUE] } }\n";
    let given = |settings: &str| {
        let rehearsal = furnished(Rehearsal::new()).declares(file).input("command", "diff");
        let rehearsal = if settings.is_empty() { rehearsal } else { rehearsal.input("settings", settings) };
        rehearsal.run()
    };
    let row = |told: &Told| {
        let diff = told.record.settings_diff.clone().unwrap();
        diff.settings.iter().find(|row| row.name.eq_ignore_ascii_case("QUEUE")).unwrap().cells()[1..3].join(" | ")
    };
    assert_eq!(row(&given("queue=p").await), "declared | to be sticky");
    assert_eq!(row(&given("").await), "removed | travels");
}

#[tokio::test(start_paused = true)]
async fn what_is_declared_to_go_is_not_warned_of_as_a_loss() {
    let declared = |declared: &str| {
        let rehearsal = furnished(Rehearsal::new()).slot(|side| drop(side.settings.remove("OLD_FLAG")));
        with_file(rehearsal, declared).input("strict", "true").input("command", "check").run()
    };
    let told = declared("remove: [old_flag]\n").await;
    let kept = |told: &Told| {
        told.record.findings.iter().find(|one| one.check == "settings-kept").map(|one| one.says.clone()).unwrap()
    };
    assert!(!kept(&told).contains("OLD_FLAG"), "{}", kept(&told));
    let told = declared("").await;
    assert!(kept(&told).contains("`OLD_FLAG`"), "{}", kept(&told));
}

#[tokio::test(start_paused = true)]
async fn a_diff_shows_what_is_required_and_why_also_where_nobody_has_it() {
    let declared = "required: { business: [FEATURE_X, NOWHERE] }\n";
    let told = with_file(furnished(Rehearsal::new()), declared).input("command", "diff").run().await;
    let diff = told.record.settings_diff.clone().unwrap();
    let row =
        |name: &str| diff.settings.iter().find(|row| row.name == name).map(|row| row.cells().join(" | ")).unwrap();
    assert_eq!(row("FEATURE_X"), "FEATURE_X | required (business) | travels | - | different");
    assert_eq!(row("NOWHERE"), "NOWHERE | required (business) | travels | - | missing on both");
}
