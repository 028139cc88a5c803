//! `layer`: a job asks whether it may skip the installation of the dependencies, and the release after it keeps to the answer.

use std::collections::BTreeSet;

use crate::dry_run::only_looked;
use crate::layers::{LOCK, PACKAGES, code, next, released_whole};
use crate::support::{Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{APP, CONTAINER, STORAGE};
use rehearsal::faults::Where;
use rehearsal::state::{Blob, Pieces};
use slot_deploy::record::Outcome;

const NAMED: &str = ".python_packages/ node_modules/ requirements.txt";

/// The step `layer`, for this app.
fn asks(told: Told, app: &TestApp) -> Rehearsal {
    next(told, app).no_probes().input("dependencies", NAMED).input("command", "layer")
}

/// The release that follows it in the same job.
fn release(told: Told) -> Rehearsal {
    told.next_job().variable("GITHUB_SHA", "second").input("command", "release")
}

/// What the workflow reads of it: whether it hit, and the key.
fn answer(told: &Told) -> (Option<String>, Option<String>) {
    (told.output("layer-hit"), told.output("layer-key"))
}

fn no() -> (Option<String>, Option<String>) {
    (Some("false".to_owned()), None)
}

fn blobs(state: &mut rehearsal::state::State) -> &mut std::collections::BTreeMap<String, Blob> {
    &mut state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs
}

#[tokio::test(start_paused = true)]
async fn after_a_hit_nothing_need_be_installed_and_the_release_takes_the_layer() {
    let first = released_whole().await;
    let before = first.world.effects().len();
    let told = asks(first, &code("second", LOCK)).run().await;
    only_looked(&told, before);
    let (hit, key) = answer(&told);
    assert_eq!(hit.as_deref(), Some("true"), "{}", told.log);
    assert_eq!(key.unwrap().len(), 64);
    assert!(told.summary.contains("checked — The container of packages has the dependencies"), "{}", told.summary);
    let reason = &told.record.reason;
    for part in ["`requirements.txt`", "for CUSTOM is there", "2 files", "nothing need be installed"] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
    let released = release(told).run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    assert!(released.log.contains("the dependencies come from the layer"), "{}", released.log);
}

#[tokio::test(start_paused = true)]
async fn a_miss_is_no_error_and_says_why() {
    let told = Rehearsal::of(&code("second", LOCK), &TestApp::new("former"))
        .no_probes()
        .input("storage-container", &container())
        .input("command", "layer")
        .run()
        .await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Checked, 0), "{}", told.log);
    let (hit, key) = answer(&told);
    assert_eq!((hit.as_deref(), key.is_some()), (Some("false"), true));
    assert!(told.record.reason.contains("there is no layer for these dependencies yet"), "{}", told.record.reason);
    assert!(told.record.reason.contains("`requirements.txt`"), "{}", told.record.reason);
    let gone = asks(released_whole().await, &code("second", LOCK))
        .world(|state| blobs(state).retain(|name, _| !name.starts_with("releases/")));
    let other_form = asks(released_whole().await, &code("second", LOCK)).world(|state| {
        let layer = blobs(state).iter_mut().find(|(name, _)| name.starts_with("layers/")).unwrap().1;
        let text = String::from_utf8(layer.content.bytes().to_vec()).unwrap().replace("\"format\":2", "\"format\":1");
        layer.content = Pieces::whole(text.into());
    });
    let zip_deploy = asks(released_whole().await, &code("second", LOCK)).input("strategy", "zip-deploy");
    let on_share = asks(released_whole().await, &code("second", LOCK)).input("strategy", "site-package");
    for (asked, why) in [
        (gone, "is not in the store any more"),
        (other_form, "it has the form of another version"),
        (zip_deploy, "packages are not delivered by the container"),
        (on_share, "packages are not delivered by the container"),
    ] {
        let told = asked.run().await;
        let (hit, key) = answer(&told);
        assert_eq!((told.outcome(), hit.as_deref(), key.is_some()), (Outcome::Checked, Some("false"), true), "{why}");
        assert!(told.record.reason.contains(why), "{why}: {}", told.record.reason);
        assert!(told.record.reason.contains("install them before the release"), "{}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn dependencies_that_no_lock_file_decides_have_no_layer() {
    let unpinned = code("second", "numpy>=2\n");
    let without = TestApp::new("second");
    for (app, dependencies, why) in [
        (&unpinned, NAMED, "`requirements.txt` does not pin `numpy>=2` to one version with `==`"),
        (&without, ".python_packages/", "no lock file (uv.lock, "),
    ] {
        let told = asks(released_whole().await, app).input("dependencies", dependencies).run().await;
        assert_eq!((told.outcome(), answer(&told)), (Outcome::Checked, no()), "{}", told.log);
        assert!(told.record.reason.contains(why), "{why}: {}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_file_that_is_named_and_missing_ends_it_with_the_words_of_a_release() {
    let asked = asks(released_whole().await, &TestApp::new("second")).run().await;
    assert_eq!((asked.outcome(), asked.code()), (Outcome::Invalid, "lock-file-missing"), "{}", asked.log);
    assert_eq!(asked.output("layer-hit"), None);
    let says = asked.record.reason.clone();
    let released = release(asked).run().await;
    assert_eq!((released.code(), &released.record.reason), ("lock-file-missing", &says));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_no_miss() {
    let told = asks(released_whole().await, &code("second", LOCK));
    let told = told.fault(Where::service("blob").path("/layers/"), status(403)).run().await;
    assert_eq!((told.outcome(), told.output("layer-hit")), (Outcome::Aborted, None), "{}", told.log);
    assert!(told.summary.contains("aborted — Whether the container of packages has the dependencies is unknown"));
    let told = told.next_job().input("storage-container", "").run().await;
    assert_eq!((told.outcome(), told.output("layer-hit")), (Outcome::Invalid, None), "{}", told.log);
    assert!(told.log.contains("name the container"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_vanishes_after_the_hit_ends_the_release_with_what_to_do() {
    let told = asks(released_whole().await, &code("second", LOCK)).run().await;
    assert_eq!(told.output("layer-hit").as_deref(), Some("true"), "{}", told.log);
    let swaps = told.swaps();
    let released = release(told).world(|state| blobs(state).retain(|name, _| !name.starts_with("layers/"))).run().await;
    assert_eq!((released.outcome(), released.code()), (Outcome::Aborted, "dependencies-missing"), "{}", released.log);
    assert_eq!(released.swaps(), swaps);
    assert!(released.log.contains("the layer was deleted since: run the job again"), "{}", released.log);
}

#[tokio::test(start_paused = true)]
async fn a_hit_without_named_dependencies_warns_that_the_release_could_go_on_without_any() {
    let told = asks(released_whole().await, &code("second", LOCK)).input("dependencies", "").run().await;
    assert_eq!(told.output("layer-hit").as_deref(), Some("true"), "{}", told.log);
    assert!(told.record.warnings.iter().any(|warning| warning.contains("Give `dependencies` to both steps")));
    let named = asks(told, &code("second", LOCK)).run().await;
    assert!(named.record.warnings.is_empty(), "{:?}", named.record.warnings);
}

/// A runner of one's own may hold what a former job installed.
#[tokio::test(start_paused = true)]
async fn a_stale_folder_is_no_hit_and_is_never_mixed_with_a_layer() {
    let stale = code("second", LOCK).file(&format!("{PACKAGES}/pandas.py"), "stale = True");
    let told = asks(released_whole().await, &stale).run().await;
    assert_eq!((told.outcome(), answer(&told)), (Outcome::Checked, no()), "{}", told.log);
    assert!(told.record.reason.contains("`.python_packages/` is in the folder already"), "{}", told.record.reason);
    let released = release(told).run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    assert!(!released.log.contains("come from the layer"), "{}", released.log);
    let state = released.world.state();
    let content = &state.app(APP).unwrap().production.moving.wwwroot();
    let theirs: BTreeSet<&str> =
        content.files().map(|(name, _)| name).filter(|name| name.starts_with(".python_packages/")).collect();
    assert_eq!(theirs, BTreeSet::from([".python_packages/lib/site-packages/pandas.py"]), "no numpy of the layer");
    assert_eq!(content.get(&format!("{PACKAGES}/pandas.py")).unwrap().bytes, "stale = True");
}

/// A folder that a cache or a checkout left empty holds no dependencies.
#[tokio::test(start_paused = true)]
async fn an_empty_folder_is_as_good_as_none() {
    let asked = asks(released_whole().await, &code("second", LOCK));
    std::fs::create_dir_all(asked.temp.0.join("app").join(PACKAGES)).unwrap();
    let told = asked.run().await;
    assert_eq!(told.output("layer-hit").as_deref(), Some("true"), "{}", told.log);
    let released = release(told).run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    assert!(released.log.contains("the dependencies come from the layer"), "{}", released.log);
}
