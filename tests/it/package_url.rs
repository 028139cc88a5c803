//! Packages that go through a blob container: only what changed is sent, the slot is switched to them, and back when the release
//! ends before a swap.

use crate::support::dice::Dice;
use crate::support::moments::{cut_short, middle};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{APP, CONTAINER, IDENTITIES, SLOT, STORAGE};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{DataRole, Effect, State};
use serde_json::json;
use slot_deploy::record::{Outcome, Phase};

const RUN_FROM: &str = "WEBSITE_RUN_FROM_PACKAGE";

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

fn rehearsal(commit: &str) -> Rehearsal {
    Rehearsal::of(&app(commit), &TestApp::new("former")).input("storage-container", &container())
}

fn setting(told: &Told, slot: Option<&str>) -> Option<String> {
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    let side = slot.map_or(&app.production, |slot| &app.slots[slot]);
    side.settings.get(RUN_FROM).cloned()
}

fn uploads(told: &Told) -> usize {
    let state = told.world.state();
    state.requests.iter().filter(|request| request.service == "scm" && request.path.contains("zipdeploy")).count()
}

#[tokio::test(start_paused = true)]
async fn a_release_puts_its_package_into_the_container_and_the_swap_brings_it_to_production() {
    let told = rehearsal(COMMIT).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.production(), told.digest());
    assert_eq!(uploads(&told), 0, "nothing goes to the SCM site");
    let url = setting(&told, None).unwrap();
    assert!(url.starts_with(&format!("{}/releases/", container())) && url.ends_with(".zip"), "{url}");
    assert_eq!(setting(&told, Some(SLOT)), None, "production had none, and its settings moved to the slot");
    let package = &told.record.package;
    assert_eq!(package.uploaded_bytes, package.bytes, "nothing was there before");
    let delivery = package.delivery.as_ref().unwrap();
    assert_eq!((delivery.strategy.as_str(), delivery.package_url.as_deref()), ("package-url", Some(url.as_str())));
    assert!(told.summary.contains("by package-url: "), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_code_sends_the_code_and_none_of_the_dependencies() {
    let first = rehearsal(COMMIT).run().await;
    let whole = first.record.package.uploaded_bytes;
    let second = first.then(&app("second")).variable("GITHUB_SHA", "second").run().await;
    assert_eq!(second.outcome(), Outcome::Verified, "{}", second.log);
    assert_eq!(second.production(), second.digest());
    let package = &second.record.package;
    assert!(package.uploaded_bytes < 8_000 && whole > 800_000, "{} of {whole}", package.uploaded_bytes);
    assert_eq!(package.reused_bytes, package.bytes - package.uploaded_bytes);
    assert!(package.requests <= 20, "{}", package.requests);
}

#[tokio::test(start_paused = true)]
async fn the_same_package_again_sends_nothing_and_is_probed_nevertheless() {
    let stage = |rehearsal: Rehearsal| rehearsal.input("command", "stage").run();
    let first = stage(rehearsal(COMMIT)).await;
    assert_eq!(first.outcome(), Outcome::Staged, "{}", first.log);
    let again = stage(first.next_job()).await;
    assert_eq!(again.outcome(), Outcome::Staged, "{}", again.log);
    assert_eq!(again.record.package.uploaded_bytes, 0);
    assert_eq!(again.record.probes.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_way_back_is_the_former_package() {
    let first = rehearsal(COMMIT).run().await;
    let url = setting(&first, None);
    let broken = app("second").answers("GET /api/version when STAGE=production", json!({"status": 500}));
    let second = first
        .then(&broken)
        .variable("GITHUB_SHA", "second")
        .world(|state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
            app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        })
        .run()
        .await;
    assert_eq!(second.outcome(), Outcome::RolledBack, "{}", second.log);
    assert_eq!(setting(&second, None), url);
    assert!(setting(&second, Some(SLOT)).is_some_and(|other| Some(other) != url), "the broken one is in the slot");
}

#[tokio::test(start_paused = true)]
async fn a_slot_whose_probe_fails_gets_its_former_package_back() {
    let first = rehearsal(COMMIT).input("command", "stage").run().await;
    let url = setting(&first, Some(SLOT)).unwrap();
    let broken =
        first.then(&TestApp::new("another")).variable("GITHUB_SHA", "second").input("command", "stage").run().await;
    assert_eq!((broken.outcome(), broken.code()), (Outcome::Aborted, "slot-not-ready"), "{}", broken.log);
    assert_eq!(setting(&broken, Some(SLOT)), Some(url));
    assert!(broken.advice().contains("was given back the package that it ran from before"), "{}", broken.advice());
}

#[tokio::test(start_paused = true)]
async fn a_former_package_whose_url_has_a_signature_is_given_back_and_written_nowhere() {
    let signed = "https://elsewhere.test/app.zip?sig=very-secret-signature";
    let broken = rehearsal("another")
        .slot(|slot| drop(slot.settings.insert(RUN_FROM.to_owned(), signed.to_owned())))
        .input("command", "stage")
        .run()
        .await;
    assert_eq!((broken.outcome(), broken.code()), (Outcome::Aborted, "slot-not-ready"), "{}", broken.log);
    assert_eq!(setting(&broken, Some(SLOT)).as_deref(), Some(signed));
    let evidence = broken.evidence();
    assert!(!evidence.values().chain([&broken.log, &broken.summary]).any(|text| text.contains("very-secret")));
}

#[tokio::test(start_paused = true)]
async fn after_a_cancel_or_a_kill_before_the_swap_the_post_step_gives_the_slot_its_former_package_back() {
    for kill in [false, true] {
        for (phase, after) in cut_short(|| rehearsal(COMMIT), kill).await {
            assert_eq!(setting(&after, Some(SLOT)), None, "{phase}");
            assert!(after.advice().contains("runs from its own files again"), "{phase}: {}", after.advice());
            assert!(!after.advice().contains("may hold a part"), "{phase}: {}", after.advice());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_former_url_with_a_signature_is_given_back_by_the_post_step_too_and_stands_nowhere() {
    let signed = "https://elsewhere.test/app.zip?sig=very-secret-signature";
    let set = || rehearsal(COMMIT).slot(|slot| drop(slot.settings.insert(RUN_FROM.to_owned(), signed.to_owned())));
    for (phase, after) in cut_short(set, true).await {
        assert_eq!(setting(&after, Some(SLOT)).as_deref(), Some(signed), "{phase}");
        let evidence = after.evidence();
        assert!(
            !evidence.values().chain([&after.log, &after.summary]).any(|text| text.contains("very-secret")),
            "{phase}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_reconciles_a_lost_runner_gives_the_slot_its_former_package_back() {
    let first = rehearsal(COMMIT).input("command", "stage").run().await;
    let url = setting(&first, Some(SLOT)).unwrap();
    let second = || async { rehearsal(COMMIT).input("command", "stage").run().await.then(&app("second")) };
    let told = second().await.variable("GITHUB_SHA", "second").input("command", "release").run().await;
    let entry = told.record.phases.iter().find(|entry| entry.name == Phase::Prove).unwrap();
    let next = second().await.variable("GITHUB_SHA", "second").input("command", "release");
    let lost = next.killed_after(middle(&told.record, entry)).await.lost();
    let after = lost.run().await;
    assert_eq!((after.outcome(), after.swaps()), (Outcome::Aborted, 0), "{}", after.log);
    assert_eq!(setting(&after, Some(SLOT)), Some(url), "{}", after.log);
}

/// The effects on the app before a release ends, which are none when a check found what is wrong.
fn touched(told: &Told) -> Vec<Effect> {
    let of_app = |effect: &Effect| matches!(effect, Effect::SettingsWritten { .. } | Effect::ContentDeployed { .. });
    told.effects().into_iter().filter(of_app).collect()
}

async fn refused(change: impl FnOnce(&mut State), check: &str) -> Told {
    let told = rehearsal(COMMIT).world(change).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, check), "{}", told.log);
    assert_eq!(touched(&told), []);
    let state = told.world.state();
    assert!(state.storage.values().all(|account| account.containers.values().all(|one| one.blobs.is_empty())));
    drop(state);
    told
}

#[tokio::test(start_paused = true)]
async fn an_identity_that_may_not_read_the_package_is_found_before_anything_is_changed() {
    for (at, side) in ["production", SLOT].into_iter().enumerate() {
        let told = refused(
            |state| {
                let assignments = &mut state.storage.get_mut(STORAGE).unwrap().assignments;
                assignments.retain(|one| one.principal != IDENTITIES[at]);
            },
            "package-readable",
        )
        .await;
        let advice = told.advice();
        assert!(advice.contains(IDENTITIES[at]) && advice.contains("az role assignment create"), "{side}: {advice}");
    }
    let without = |state: &mut State| state.app_mut(APP).unwrap().production.identity = None;
    let told = refused(without, "package-readable").await;
    assert!(told.advice().contains("az functionapp identity assign"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_package_setting_that_stays_with_its_slot_is_found_before_anything_is_changed() {
    let sticky = |state: &mut State| {
        state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push(RUN_FROM.to_owned());
    };
    refused(sticky, "package-setting-moves").await;
}

#[tokio::test(start_paused = true)]
async fn a_container_that_cannot_be_used_is_found_before_anything_is_changed() {
    let missing = |state: &mut State| drop(state.storage.get_mut(STORAGE).unwrap().containers.remove(CONTAINER));
    let told = rehearsal(COMMIT).world(missing).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "package-store"), "{}", told.log);
    assert!(told.advice().contains("az storage container create"), "{}", told.advice());
    assert_eq!(touched(&told), []);
    let reader = |state: &mut State| {
        for one in &mut state.storage.get_mut(STORAGE).unwrap().assignments {
            one.role = DataRole::Reader;
        }
    };
    let told = refused(reader, "package-store").await;
    assert!(told.advice().contains("Storage Blob Data Contributor"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_url_that_is_not_of_a_container_is_an_invalid_input() {
    for (given, says) in [
        ("https://shop.blob.core.windows.net/c?sig=1", "query"),
        ("http://shop.blob.core.windows.net/c", "https"),
        ("nonsense", "URL"),
    ] {
        let told = rehearsal(COMMIT).input("storage-container", given).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{given}: {}", told.log);
        assert!(told.log.contains(says), "{given}: {}", told.log);
        assert!(!told.log.contains("sig=1"), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_the_switch_is_read_back() {
    for what in [What::ResetAfter, What::StatusAfter { status: 500 }, status(503)] {
        let put = Where::service("arm").method("PUT").path("config/appsettings$");
        let told = rehearsal(COMMIT).with_fault(Fault::new(put, what)).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!(told.production(), told.digest());
    }
}

#[tokio::test(start_paused = true)]
async fn two_changes_of_code_five_seconds_apart_are_both_verified() {
    let mut told = rehearsal(COMMIT).run().await;
    for commit in ["second", "third"] {
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        told = told.then(&app(commit)).variable("GITHUB_SHA", commit).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{commit}: {}", told.log);
        assert_eq!(told.production(), told.digest());
        assert!(told.record.package.uploaded_bytes < 8_000, "{}", told.record.package.uploaded_bytes);
    }
}

/// `cargo test --test it what_a_change_of_code_sends -- --ignored --nocapture` prints the figures of a heavy app.
#[tokio::test(start_paused = true)]
#[ignore = "packs tens of megabytes; for its figures"]
async fn what_a_change_of_code_sends_of_a_heavy_app_by_each_way() {
    let heavy = |commit: &str| {
        (0..40).fold(TestApp::new(commit), |app, seed| {
            app.file(
                &format!(".python_packages/lib/site-packages/package{seed:02}/data.txt"),
                &filler(seed + 1, 1_000_000),
            )
        })
    };
    let mut sent = Vec::new();
    for way in ["zip-deploy", "package-url"] {
        let first = Rehearsal::of(&heavy(COMMIT), &TestApp::new("former"));
        let first = first.input("storage-container", &container()).input("strategy", way).run().await;
        let second = first.then(&heavy("second")).variable("GITHUB_SHA", "second").run().await;
        assert_eq!(second.outcome(), Outcome::Verified, "{way}: {}", second.log);
        let package = &second.record.package;
        println!(
            "{way}: a change of code sends {} of {} bytes in {} requests, and reuses {}",
            package.uploaded_bytes, package.bytes, package.requests, package.reused_bytes
        );
        sent.push(package.uploaded_bytes);
    }
    assert!(sent[1] * 500 < sent[0], "{sent:?}");
}
