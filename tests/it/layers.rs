//! A release of changed code whose dependencies are not on the runner: their layer in the container of packages stands for them.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, container};
use rehearsal::default_world::{CONTAINER, STORAGE};
use slot_deploy::record::Outcome;

pub const LOCK: &str = "numpy==2.1.0\npandas==2.2.3\n";
pub const PACKAGES: &str = ".python_packages/lib/site-packages";

pub fn code(commit: &str, lock: &str) -> TestApp {
    TestApp::new(commit).file("requirements.txt", lock)
}

pub fn whole(commit: &str) -> TestApp {
    let numbers: String =
        (0..60_000_u64).map(|number| format!("{:x};", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    code(commit, LOCK)
        .file(&format!("{PACKAGES}/numpy/__init__.py"), &numbers)
        .file(&format!("{PACKAGES}/pandas.py"), "x = 1")
}

pub async fn released_whole() -> Told {
    let container = container();
    let first = Rehearsal::of(&whole(COMMIT), &TestApp::new("former")).input("storage-container", &container);
    let told = first.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("the dependencies are the layer"), "{}", told.log);
    told
}

pub fn next(told: Told, app: &TestApp) -> Rehearsal {
    told.then(app).variable("GITHUB_SHA", "second")
}

#[tokio::test(start_paused = true)]
async fn without_the_dependencies_the_same_package_is_made_and_kilobytes_are_sent() {
    let full = next(released_whole().await, &whole("second")).run().await;
    let light = next(released_whole().await, &code("second", LOCK)).run().await;
    assert_eq!(light.outcome(), Outcome::Verified, "{}", light.log);
    assert_eq!(light.production(), light.digest());
    assert_eq!(light.digest(), full.digest(), "it is the package that a machine with the dependencies makes");
    assert_eq!(light.record.package.delivery, full.record.package.delivery);
    let package = &light.record.package;
    assert!(
        package.uploaded_bytes < 4_000 && package.bytes > 400_000,
        "{} of {}",
        package.uploaded_bytes,
        package.bytes
    );
    assert!(light.log.contains("the dependencies come from the layer"), "{}", light.log);
}

#[tokio::test(start_paused = true)]
async fn a_layer_of_other_lock_files_is_not_used_and_named_dependencies_that_are_nowhere_end_the_release() {
    let other = code("second", "numpy==2.2.0\n");
    let asked = next(released_whole().await, &other)
        .input("dependencies", ".python_packages/ node_modules/ requirements.txt")
        .run()
        .await;
    assert_eq!((asked.outcome(), asked.code()), (Outcome::Aborted, "dependencies-missing"), "{}", asked.log);
    assert_eq!(asked.swaps(), 1, "that of the first release");
    let as_it_is = next(asked, &other).input("dependencies", "").run().await;
    assert_eq!(as_it_is.outcome(), Outcome::Verified, "{}", as_it_is.log);
    assert!(as_it_is.log.contains("taken as it is, without dependencies"), "{}", as_it_is.log);
    assert!(as_it_is.record.package.bytes < 10_000);
}

#[tokio::test(start_paused = true)]
async fn a_layer_for_another_stack_is_not_used() {
    let told = released_whole().await;
    let rehearsal =
        next(told, &code("second", LOCK)).input("dependencies", ".python_packages/ node_modules/").world(|state| {
            state.app_mut(rehearsal::default_world::APP).unwrap().runtime = "PYTHON|3.12".to_owned();
        });
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "dependencies-missing"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_layer_whose_base_is_gone_is_not_used() {
    let told = released_whole().await;
    let rehearsal =
        next(told, &code("second", LOCK)).input("dependencies", ".python_packages/ node_modules/").world(|state| {
            let blobs = &mut state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs;
            blobs.retain(|name, _| !name.starts_with("releases/"));
        });
    let told = rehearsal.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "dependencies-missing"), "{}", told.log);
    assert!(told.record.reason.contains("not in the store any more"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_path_that_is_no_dependency_is_an_invalid_input() {
    let told = next(released_whole().await, &code("second", LOCK)).input("dependencies", "../elsewhere/").run().await;
    assert_eq!(told.outcome(), Outcome::Invalid, "{}", told.log);
    assert!(told.log.contains("only lock files may lie outside"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_module_that_only_the_layer_has_is_no_finding_and_one_that_nothing_has_ends_the_release() {
    let python = |app: TestApp, imports: &str| {
        app.file(
            "function_app.py",
            &format!("import {imports}\nimport azure.functions as func\napp = func.FunctionApp()\n"),
        )
    };
    let on_python = |state: &mut rehearsal::state::State| {
        state.app_mut(rehearsal::default_world::APP).unwrap().runtime = "PYTHON|3.11".to_owned();
    };
    let container = container();
    let set = || {
        let first = Rehearsal::of(&python(whole(COMMIT), "numpy"), &TestApp::new("former"));
        first.input("storage-container", &container).world(on_python)
    };
    let first = set().run().await;
    assert_eq!(first.outcome(), Outcome::Verified, "{}", first.log);
    let light = next(first, &python(code("second", LOCK), "pandas")).run().await;
    assert_eq!(light.outcome(), Outcome::Verified, "{}", light.log);
    assert!(
        !light.record.findings.iter().any(|finding| finding.says.contains("pandas")),
        "{:?}",
        light.record.findings
    );
    let lacking = next(light, &python(code("third", LOCK), "scipy")).run().await;
    assert!(
        lacking.record.findings.iter().any(|finding| finding.says.contains("`scipy`")),
        "{:?}",
        lacking.record.findings
    );
}
