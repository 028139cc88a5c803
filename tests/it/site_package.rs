//! Packages that are put on the slot's own share: compared before anything names them, put together from what lies there, and taken
//! back when the release ends before a swap (facts: run-from-package; facts: scm-endpoints).

use std::time::Duration;

use crate::support::dice::Dice;
use crate::support::moments::{cut_short, middle};
use crate::support::platform::{on_plan, on_windows, runs_from_packages};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};
use bytes::Bytes;
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::home;
use rehearsal::laws::unpack::pack;
use rehearsal::state::{Effect, Side, State};
use serde_json::json;
use slot_deploy::record::{Digest, Outcome, Phase};
use tokio_util::task::AbortOnDropHandle;

const RUN_FROM: &str = "WEBSITE_RUN_FROM_PACKAGE";
const FOLDER: &str = "data/SitePackages";
const POINTER: &str = "data/SitePackages/packagename.txt";
const FOREIGN: &str = "20260101120000.zip";

/// So many letters that nothing compresses well.
fn filler(seed: u64, length: usize) -> String {
    let mut dice = Dice(seed);
    (0..length).map(|_| char::from(b'0' + dice.below(64) as u8)).collect()
}

/// An app with a megabyte of dependencies and a few lines of code.
fn app(commit: &str) -> TestApp {
    let packages = ["numpy", "pandas", "pyarrow"];
    packages.iter().zip(1..).fold(TestApp::new(commit), |app, (name, seed)| {
        app.file(&format!(".python_packages/lib/site-packages/{name}/data.txt"), &filler(seed, 400_000))
    })
}

/// Both sides run from packages, and none is named yet.
fn plain(app: &TestApp) -> Rehearsal {
    Rehearsal::of(app, &TestApp::new("former")).slot(runs_from_packages).production(runs_from_packages)
}

fn rehearsal(commit: &str) -> Rehearsal {
    plain(&app(commit)).input("strategy", "site-package")
}

/// The slot runs a package of somebody else.
fn over_foreign(commit: &str) -> Rehearsal {
    rehearsal(commit).slot(|slot| give(slot, FOREIGN, pack(&TestApp::new("foreign").content()).unwrap()))
}

fn give(side: &mut Side, name: &str, zip: Bytes) {
    let now = time::OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    home::put(side, &format!("{FOLDER}/{name}"), zip, now).unwrap();
    home::put(side, POINTER, Bytes::from(name.to_owned()), now).unwrap();
}

fn on_slot<T>(world: &World, look: impl FnOnce(&mut Side) -> T) -> T {
    look(world.state().app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap())
}

fn text_of(side: &Side, path: &str) -> Option<String> {
    home::get(side, path).map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
}

/// The package that the slot mounts at its next start.
fn named(told: &Told) -> Option<String> {
    on_slot(&told.world, |slot| text_of(slot, POINTER))
}

/// The names of the files among the slot's packages.
fn files(told: &Told) -> Vec<String> {
    on_slot(&told.world, |slot| home::list(slot, FOLDER).into_keys().collect())
}

fn asked(told: &Told, path: &str) -> usize {
    told.world.state().requests.iter().filter(|request| request.service == "scm" && request.path.contains(path)).count()
}

fn stage(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("command", "stage")
}

fn second(told: Told) -> Rehearsal {
    told.then(&app("second")).variable("GITHUB_SHA", "second")
}

fn strategy(told: &Told) -> (String, String) {
    let delivery = told.record.package.delivery.as_ref().unwrap();
    (delivery.strategy.clone(), delivery.because.clone())
}

#[tokio::test(start_paused = true)]
async fn a_release_puts_its_package_on_the_share_and_the_swap_brings_it_to_production() {
    let told = rehearsal(COMMIT).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.production(), told.digest());
    assert_eq!(asked(&told, "zipdeploy"), 0, "the SCM site deploys nothing");
    let state = told.world.state();
    let production = &state.app(APP).unwrap().production;
    let name = text_of(production, POINTER).unwrap();
    let zip = home::get(production, &format!("{FOLDER}/{name}")).unwrap();
    assert_eq!(Some(Digest::of(&zip.bytes)), told.record.package_digest);
    drop(state);
    assert_eq!(strategy(&told).0, "site-package");
    assert!(told.summary.contains("by site-package: "), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_code_sends_the_code_and_takes_the_dependencies_from_the_share() {
    let first = stage(rehearsal(COMMIT)).run().await;
    assert_eq!(first.outcome(), Outcome::Staged, "{}", first.log);
    let whole = first.record.package.uploaded_bytes;
    let told = second(first).run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    let package = &told.record.package;
    assert!(package.uploaded_bytes < 8_000 && whole > 800_000, "{} of {whole}", package.uploaded_bytes);
    assert_eq!(package.reused_bytes, package.bytes - package.uploaded_bytes);
    assert!(package.requests <= 20, "{}", package.requests);
    let name = named(&told).unwrap();
    let zip = on_slot(&told.world, |slot| home::get(slot, &format!("{FOLDER}/{name}")).unwrap().bytes.clone());
    assert_eq!(Some(Digest::of(&zip)), told.record.package_digest);
    assert!(!files(&told).iter().any(|name| name.ends_with(".part") || name.ends_with(".delta")), "{:?}", files(&told));
}

#[tokio::test(start_paused = true)]
async fn the_same_package_again_sends_nothing_and_is_probed_nevertheless() {
    let first = stage(rehearsal(COMMIT)).run().await;
    let again = first.next_job().run().await;
    assert_eq!(again.outcome(), Outcome::Staged, "{}", again.log);
    assert_eq!((again.record.package.uploaded_bytes, again.record.probes.len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_package_whose_digest_is_another_one_ends_the_release_before_the_slot_is_switched() {
    let digest = Digest::of(b"another");
    let body = json!({"Output": format!("{digest}  x\n"), "Error": "", "ExitCode": 0}).to_string();
    let other = What::Status { status: 200, body: Some(body), content_type: None, retry_after: None };
    let told = over_foreign(COMMIT).fault(Where::service("scm").path("api/command"), other).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "site-package-differs"), "{}", told.log);
    assert_eq!(named(&told).as_deref(), Some(FOREIGN));
    assert_eq!(files(&told), [FOREIGN, "packagename.txt"], "and nothing half made stays");
    assert!(!told.journal().iter().any(|line| line.to_string().contains("\"deploy\"")), "nothing was to be taken back");
}

#[tokio::test(start_paused = true)]
async fn a_package_that_cannot_be_put_together_from_what_is_there_is_sent_whole() {
    for command in ["damaged", "missing"] {
        let first = stage(rehearsal(COMMIT)).run().await;
        let name = named(&first).unwrap();
        let mut next = second(first);
        if command == "damaged" {
            next = next.slot(|slot| {
                let path = format!("{FOLDER}/{name}");
                let mut bytes = home::get(slot, &path).unwrap().bytes.to_vec();
                bytes[1000] ^= 1;
                let file = home::get(slot, &path).unwrap().clone();
                let bytes = Bytes::from(bytes);
                home::place(slot, &path, rehearsal::state::File { bytes, ..file }).unwrap();
            });
        } else {
            let none = json!({"Output": "", "Error": "starter.sh: line 2: exec: dd: not found\n", "ExitCode": 127})
                .to_string();
            let none = What::Status { status: 200, body: Some(none), content_type: None, retry_after: None };
            next = next.with_fault(Fault::new(Where::service("scm").path("api/command"), none).times(1));
        }
        let told = next.run().await;
        assert_eq!(told.outcome(), Outcome::Staged, "{command}: {}", told.log);
        assert_eq!(told.record.package.uploaded_bytes, told.record.package.bytes, "{command}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_scm_site_that_says_no_digest_is_asked_for_the_whole_package() {
    let none = json!({"Output": "", "Error": "starter.sh: line 2: exec: sha256sum: not found\n", "ExitCode": 127});
    let none = What::Status { status: 200, body: Some(none.to_string()), content_type: None, retry_after: None };
    let first = Where::service("scm").path("api/command");
    let told = rehearsal(COMMIT).with_fault(Fault::new(first, none).times(1)).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("reading it back"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn on_windows_the_package_is_read_back_and_compared_since_there_are_no_such_commands() {
    let told = rehearsal(COMMIT).world(on_windows).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.production(), told.digest());
    assert_eq!((asked(&told, "api/command"), asked(&told, "zipdeploy")), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_older_releases_left_goes_and_what_is_named_was_named_or_is_not_ours_stays() {
    let mut told = stage(over_foreign(COMMIT)).run().await;
    for commit in ["second", "third", "fourth", "fifth"] {
        tokio::time::sleep(Duration::from_secs(5)).await;
        told = told.then(&app(commit)).variable("GITHUB_SHA", commit).run().await;
        assert_eq!(told.outcome(), Outcome::Staged, "{commit}: {}", told.log);
    }
    let files = files(&told);
    let own = files.iter().filter(|name| name.starts_with("slotdeploy-") && name.ends_with(".zip")).count();
    assert_eq!(own, 3, "the one that runs, the one before it, and one more: {files:?}");
    assert_eq!(files.iter().filter(|name| name.ends_with(".blocks")).count(), own);
    assert!(files.iter().any(|name| name == FOREIGN) && files.contains(&named(&told).unwrap()), "{files:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slot_whose_probe_fails_gets_its_former_package_back() {
    let former = over_foreign("another").run().await;
    assert_eq!((former.outcome(), former.code()), (Outcome::Aborted, "slot-not-ready"), "{}", former.log);
    assert_eq!(named(&former).as_deref(), Some(FOREIGN));
    assert!(former.advice().contains("was given back the package that it ran from before"), "{}", former.advice());
    tokio::time::sleep(Duration::from_secs(90)).await;
    let mounted = on_slot(&former.world, |slot| slot.moving.host.mounted.clone()).unwrap();
    assert!(mounted.json("scripted.json").unwrap().to_string().contains("foreign"), "and runs it again");
}

/// Azure-Functions#2612.
#[tokio::test(start_paused = true)]
async fn a_slot_that_keeps_its_old_package_mounted_is_found_out_and_gets_its_name_back() {
    let stays = What::Fails { status: 400, message: String::new() };
    let first = stage(rehearsal(COMMIT)).run().await;
    let former = named(&first);
    let told = second(first).with_fault(Fault::new(Where::service("law:mount"), stays)).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-content-differs"), "{}", told.log);
    assert_eq!(named(&told), former);
}

#[tokio::test(start_paused = true)]
async fn after_a_cancel_or_a_kill_before_the_swap_the_post_step_gives_the_slot_its_former_package_back() {
    for kill in [false, true] {
        for (phase, after) in cut_short(|| over_foreign(COMMIT), kill).await {
            assert_eq!(named(&after).as_deref(), Some(FOREIGN), "{phase}");
            let advice = after.advice();
            assert!(advice.contains("was given back the package that it ran from before"), "{phase}: {advice}");
        }
        for (phase, after) in cut_short(|| rehearsal(COMMIT), kill).await {
            assert_eq!(named(&after), None, "{phase}: none was named before");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_reconciles_a_lost_runner_gives_the_slot_its_former_package_back() {
    let set = || over_foreign(COMMIT).input("storage-container", &container());
    let told = set().run().await;
    assert_eq!((told.outcome(), strategy(&told).0.as_str()), (Outcome::Verified, "site-package"), "{}", told.log);
    let entry = told.record.phases.iter().find(|entry| entry.name == Phase::Prove).unwrap();
    let lost = set().killed_after(middle(&told.record, entry)).await.lost();
    let after = lost.run().await;
    assert_eq!((after.outcome(), after.swaps()), (Outcome::Aborted, 0), "{}", after.log);
    assert_eq!(named(&after).as_deref(), Some(FOREIGN), "{}", after.log);
}

/// Somebody gives the slot another package as soon as the release has sent its own.
fn overtake(world: &World) -> AbortOnDropHandle<()> {
    let world = world.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        let is_sent = |world: &World| {
            on_slot(world, |slot| home::list(slot, FOLDER).into_keys().any(|name| name.ends_with(".part")))
        };
        while !is_sent(&world) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        on_slot(&world, |slot| give(slot, "20260202120000.zip", pack(&TestApp::new("theirs").content()).unwrap()));
    }))
}

#[tokio::test(start_paused = true)]
async fn a_package_that_somebody_else_names_meanwhile_is_not_replaced_unseen() {
    let slow = || Fault::new(Where::service("scm").path("api/command"), What::Delay { seconds: 5 });
    let ends = over_foreign(COMMIT).with_fault(slow()).input("busy", "fail");
    let theirs = overtake(&ends.world);
    let told = ends.run().await;
    assert!(theirs.is_finished());
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
    assert_eq!(named(&told).as_deref(), Some("20260202120000.zip"));

    let waits = over_foreign(COMMIT).with_fault(slow());
    let _theirs = overtake(&waits.world);
    let told = waits.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let from: Vec<String> =
        told.journal().iter().map(ToString::to_string).filter(|line| line.contains("\"name\"")).collect();
    assert!(from.last().unwrap().contains("20260202120000.zip"), "it looked again: {from:?}");
}

/// Somebody gives the slot another package as soon as it is named after that of the release.
fn overtake_after(world: &World) -> AbortOnDropHandle<()> {
    let world = world.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        let is_ours = |slot: &mut Side| text_of(slot, POINTER).is_some_and(|name| name.starts_with("slotdeploy-"));
        while !on_slot(&world, is_ours) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        on_slot(&world, |slot| give(slot, "20260202120000.zip", pack(&TestApp::new("theirs").content()).unwrap()));
    }))
}

#[tokio::test(start_paused = true)]
async fn a_package_that_somebody_else_named_since_is_left_when_the_release_ends() {
    let fails = over_foreign("another");
    let theirs = overtake_after(&fails.world);
    let told = fails.run().await;
    assert!(theirs.is_finished());
    assert_eq!(
        (told.outcome(), named(&told).as_deref()),
        (Outcome::Aborted, Some("20260202120000.zip")),
        "{}",
        told.log
    );
    assert!(!told.advice().contains("was given back"), "{}", told.advice());
}

fn answers(body: &str) -> What {
    What::Status { status: 200, body: Some(body.to_owned()), content_type: None, retry_after: None }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_before_the_scm_site_knows_that_the_slot_runs_from_packages() {
    let unknowing = || Fault::new(Where::service("scm").path("api/settings/"), answers("\"0\""));
    let late = rehearsal(COMMIT).with_fault(unknowing().times(3)).run().await;
    assert_eq!(late.outcome(), Outcome::Verified, "{}", late.log);
    assert!(late.log.contains("warning: the SCM site of the slot does not know yet"), "{}", late.log);
    assert!(asked(&late, "api/settings/") > 3);
    let never = rehearsal(COMMIT).with_fault(unknowing()).run().await;
    assert_eq!((never.outcome(), never.code()), (Outcome::Aborted, "site-packages-off"), "{}", never.log);
    assert_eq!(files(&never), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_while_another_deployment_to_the_slot_is_in_progress() {
    let deploying = || Fault::new(Where::service("scm").path("api/isdeploying"), answers(r#"{"value":"True"}"#));
    let waits = rehearsal(COMMIT).with_fault(deploying().times(3)).run().await;
    assert_eq!(waits.outcome(), Outcome::Verified, "{}", waits.log);
    assert!(asked(&waits, "api/isdeploying") > 3);
    let never = rehearsal(COMMIT).with_fault(deploying()).run().await;
    assert_eq!(never.outcome(), Outcome::Aborted, "{}", never.log);
    assert_eq!(files(&never), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_name_that_could_not_be_restored_ends_the_release_before_anything_is_sent() {
    let at = time::OffsetDateTime::UNIX_EPOCH;
    let outside = |slot: &mut Side| home::put(slot, POINTER, Bytes::from_static(b"../app.zip"), at).unwrap();
    let told = rehearsal(COMMIT).slot(outside).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "site-package-name"), "{}", told.log);
    assert_eq!(files(&told), ["packagename.txt"]);
}

#[tokio::test(start_paused = true)]
async fn a_deployment_that_begins_while_the_package_is_sent_ends_the_release_before_the_slot_is_switched() {
    let begins = Fault::new(Where::service("scm").path("api/isdeploying"), answers(r#"{"value":"True"}"#)).after(1);
    let told = over_foreign(COMMIT).with_fault(begins).input("busy", "fail").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
    assert_eq!(named(&told).as_deref(), Some(FOREIGN));
}

/// Somebody clears the share of our packages as soon as the last of their files is there.
fn clear(world: &World) -> AbortOnDropHandle<()> {
    let world = world.clone();
    let own = |slot: &Side| -> Vec<String> {
        home::list(slot, FOLDER).into_keys().filter(|name| name.starts_with("slotdeploy-")).collect()
    };
    AbortOnDropHandle::new(tokio::spawn(async move {
        while !on_slot(&world, |slot| own(slot).iter().any(|name| name.ends_with(".blocks"))) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        on_slot(&world, |slot| {
            for name in own(slot) {
                home::remove(slot, &format!("{FOLDER}/{name}"), false).unwrap();
            }
        });
    }))
}

#[tokio::test(start_paused = true)]
async fn a_package_that_is_not_there_any_more_is_not_named() {
    let slow = Fault::new(Where::service("scm").path("api/isdeploying"), What::Delay { seconds: 5 });
    let cleared = over_foreign(COMMIT).with_fault(slow).input("busy", "fail");
    let _cleared = clear(&cleared.world);
    let told = cleared.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "busy"), "{}", told.log);
    assert_eq!(named(&told).as_deref(), Some(FOREIGN));
}

#[tokio::test(start_paused = true)]
async fn a_rename_that_was_answered_and_not_done_is_done_again() {
    // Behind the digest, the package gets its name, and then what names it.
    for rename in [1, 2] {
        let done = answers(r#"{"Output":"","Error":"","ExitCode":0}"#);
        let undone = Fault::new(Where::service("scm").path("api/command"), done).after(rename).times(1);
        let told = rehearsal(COMMIT).with_fault(undone).input("busy", "fail").run().await;
        assert_eq!((told.outcome(), told.production()), (Outcome::Verified, told.digest()), "{rename}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_the_last_steps_is_read_back_and_one_refusal_doubted() {
    for what in [What::ResetAfter, What::StatusAfter { status: 500 }, status(503), status(404)] {
        for path in ["api/command", "packagename.txt$", "SitePackages/$", "/restart$"] {
            let service = if path == "/restart$" { "arm" } else { "scm" };
            let at = Where::service(service).path(path);
            let told = rehearsal(COMMIT).with_fault(Fault::new(at, what.clone()).times(1)).run().await;
            assert_eq!(told.outcome(), Outcome::Verified, "{path}: {}", told.log);
            assert_eq!(told.production(), told.digest());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_was_not_written_although_it_was_answered_so_is_read_back_and_written_again() {
    let without_effect = || What::Status { status: 204, body: None, content_type: None, retry_after: None };
    let name = || Where::service("scm").path("/packagename.txt$").method("PUT");
    let once =
        rehearsal(COMMIT).world(on_windows).with_fault(Fault::new(name(), without_effect()).times(1)).run().await;
    assert_eq!((once.outcome(), once.production()), (Outcome::Verified, once.digest()), "{}", once.log);
    let never = over_foreign(COMMIT).world(on_windows).fault(name(), without_effect()).run().await;
    assert_eq!(never.outcome(), Outcome::Aborted, "{}", never.log);
    assert!(never.advice().contains("packagename.txt"), "{}", never.advice());
    assert_eq!(named(&never).as_deref(), Some(FOREIGN));
    let restarts = never.world.state().requests.iter().filter(|request| request.path.ends_with("/restart")).count();
    assert_eq!(restarts, 0, "nothing restarts it");
}

/// The requests that change the share, in their order.
fn changes(told: &Told) -> Vec<String> {
    let state = told.world.state();
    let of_share = |path: &str| path.contains("SitePackages/") || path.ends_with("api/command");
    let requests = state.requests.iter().filter(|request| request.service == "scm" && of_share(&request.path));
    requests.filter(|request| request.method != "GET").map(|request| request.path.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_name_is_written_after_all_else_about_the_package() {
    for system in [|_: &mut State| {}, on_windows] {
        let told = stage(rehearsal(COMMIT).world(system)).run().await;
        let changes = changes(&told);
        let at = |end: &str| changes.iter().rposition(|path| path.ends_with(end));
        let last = at("packagename.txt").unwrap();
        for other in [".zip", ".part", ".blocks"] {
            assert!(at(other).is_none_or(|place| place < last), "{other}: {changes:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_a_minute_late_or_never_is_asked_for_again() {
    for path in ["api/settings/", "api/isdeploying", "packagename.txt$", "SitePackages/$"] {
        for what in [What::Delay { seconds: 60 }, What::Never] {
            let late = Fault::new(Where::service("scm").path(path).slot(SLOT).method("GET"), what).times(1);
            let told = rehearsal(COMMIT).with_fault(late).run().await;
            assert_eq!(told.outcome(), Outcome::Verified, "{path}: {}", told.log);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_is_never_answered_is_sent_again() {
    for path in [".part$", ".blocks$", "packagename.txt$"] {
        let lost = Fault::new(Where::service("scm").path(path).method("PUT"), What::Never).times(1);
        let told = rehearsal(COMMIT).with_fault(lost).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{path}: {}", told.log);
    }
}

async fn refused(change: impl FnOnce(&mut State), says: &str) -> Told {
    let told = rehearsal(COMMIT).world(change).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    let finding = told.record.findings.iter().find(|finding| finding.check == "site-packages-possible").unwrap();
    assert!(format!("{} {}", finding.says, finding.fix).contains(says), "{finding:?}");
    let touches = |effect: &Effect| matches!(effect, Effect::SettingsWritten { .. } | Effect::ContentDeployed { .. });
    assert!(!told.effects().iter().any(touches));
    assert_eq!(files(&told), Vec::<String>::new());
    told
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_cannot_run_from_its_share_is_found_before_anything_is_changed() {
    refused(on_plan("Y1", "Dynamic"), "strategy: package-url").await;
    refused(on_plan("FC1", "FlexConsumption"), "rolling update").await;
    let unset = |state: &mut State| {
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().settings.remove(RUN_FROM);
    };
    refused(unset, "WEBSITE_RUN_FROM_PACKAGE=1").await;
    refused(|state| state.faults.push(without_scm()), "could not be read").await;
}

/// A release with this strategy, which the record, the log and the summary say and give this reason for.
async fn chooses(rehearsal: Rehearsal, way: &str, says: &str) -> Told {
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{way}: {}", told.log);
    let (strategy, because) = strategy(&told);
    assert!(strategy == way && because.contains(says), "{strategy}: {because}");
    assert!(told.log.contains(&format!("by {way}: {because}")), "{}", told.log);
    assert!(told.summary.contains(&format!("by {way}: ")), "{}", told.summary);
    told
}

/// Left to itself, over a slot that runs from packages.
fn left_to_itself() -> Rehearsal {
    plain(&TestApp::new(COMMIT))
}

fn in_container(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("storage-container", &container())
}

#[tokio::test(start_paused = true)]
async fn left_to_itself_a_release_on_premium_goes_into_the_container_that_is_given() {
    let premium = || left_to_itself().world(on_plan("EP1", "ElasticPremium"));
    let told = chooses(in_container(premium()), "package-url", "needs nothing of the SCM site").await;
    assert_eq!(asked(&told, "api/settings"), 0, "and the SCM site is not asked for the share");
    chooses(premium(), "site-package", "compared before anything names it").await;
    let told = premium().input("dry-run", "true").run().await;
    assert!(told.record.plan[0].contains("of its SCM site: no `storage-container` is given"), "{:?}", told.record.plan);
}

#[tokio::test(start_paused = true)]
async fn left_to_itself_a_release_on_linux_consumption_never_looks_for_a_share() {
    let consumption = |rehearsal: Rehearsal| rehearsal.world(on_plan("Y1", "Dynamic"));
    chooses(in_container(consumption(Rehearsal::new())), "package-url", "the only way to run from one").await;
    chooses(consumption(Rehearsal::new()), "zip-deploy", "runs from its own files").await;
    chooses(consumption(left_to_itself()), "zip-deploy", "no share for packages").await;
}

#[tokio::test(start_paused = true)]
async fn left_to_itself_a_release_on_windows_does_not_put_a_package_on_the_share() {
    let windows = |rehearsal: Rehearsal| rehearsal.world(on_windows);
    chooses(windows(left_to_itself()), "zip-deploy", "on Windows has no commands").await;
    chooses(in_container(windows(left_to_itself())), "package-url", "on Windows").await;
}

/// Blob storage does not answer this machine.
fn without_blob(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.fault(Where::service("blob"), What::ResetBefore)
}

#[tokio::test(start_paused = true)]
async fn left_to_itself_a_release_where_the_scm_site_alone_takes_a_package_puts_it_on_the_share() {
    let told = chooses(without_blob(left_to_itself()), "site-package", "compared before anything names it").await;
    assert_eq!(told.production(), told.digest());
    let told = without_blob(in_container(left_to_itself())).run().await;
    assert_eq!(
        (told.outcome(), told.deployments()),
        (Outcome::Aborted, 0),
        "a container that is given is not passed over"
    );
    assert_eq!(files(&told), Vec::<String>::new());
    chooses(left_to_itself().world(|state| state.faults.push(without_scm())), "zip-deploy", "does not say").await;
    chooses(Rehearsal::new(), "zip-deploy", "runs from its own files").await;
}

fn without_scm() -> Fault {
    Fault::new(Where::service("scm").path("api/settings"), status(403))
}
