//! Built by Azure: the digest is that of what the server built, read back; it is proved and promoted where it was built alone.

use crate::support::meddler::{meddle, until};
use crate::support::moments::middle;
use crate::support::platform::{on_plan, on_windows};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, outputs_in, status};
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Content, Effect, File, Side};
use slot_deploy::package::PackOptions;
use slot_deploy::record::{BuiltBy, ContentProof, Digest, Outcome, Phase, RELEASE_JSON, Ticket};

const BUILDS: &str = "SCM_DO_BUILD_DURING_DEPLOYMENT";
const INSTALLED: &str = ".python_packages/lib/site-packages/requests/__init__.py";

fn sets(name: &str, value: &str) -> impl Fn(&mut Side) {
    move |side| drop(side.settings.insert(name.to_owned(), value.to_owned()))
}

/// An app whose dependencies Azure installs.
fn app(commit: &str) -> TestApp {
    TestApp::new(commit).file("requirements.txt", "requests==2.32.3\n")
}

fn asked_for(app: &TestApp) -> Rehearsal {
    Rehearsal::of(app, &TestApp::new("former")).input("build", "remote")
}

/// A release of it in a slot that builds what it is sent.
fn rehearsal() -> Rehearsal {
    building(asked_for(&app(COMMIT)))
}

fn building(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.slot(sets(BUILDS, "true"))
}

/// The name of these files, made by the rule on the page of proofs and by no code of the program.
fn name_of(content: &Content) -> String {
    let files = content.files().filter(|(name, _)| *name != RELEASE_JSON);
    let mut lines: Vec<(String, String)> =
        files.map(|(name, file)| (name.to_owned(), format!("{name}\0644\0{}\n", Digest::of(&file.bytes)))).collect();
    lines.sort();
    Digest::of(lines.into_iter().map(|(_, line)| line).collect::<String>().as_bytes()).to_string()
}

fn in_production(told: &Told) -> Content {
    told.world.state().app(APP).unwrap().production.moving.wwwroot().clone()
}

fn aborted(told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, code), "{}", told.log);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn production_runs_what_azure_built_and_the_digest_is_that_of_its_files() {
    let told = rehearsal().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let content = in_production(&told);
    assert!(content.get(INSTALLED).is_some(), "the dependencies were installed there");
    assert_eq!((told.digest(), told.production()), (name_of(&content), name_of(&content)));
    let build = told.record.package.build.clone().unwrap();
    assert_eq!((build.built_by, build.files), (BuiltBy::Azure, Some(content.files().count() as u64 - 1)));
    assert_ne!(build.sources.to_string(), told.digest());
    let outputs = outputs_in(&told.outputs);
    assert_eq!((&*outputs["digest"], &*outputs["built-by"]), (&*told.digest(), "azure"));
    assert!(told.summary.contains("Azure (Oryx), of the sources"), "{}", told.summary);
    let files = content.files().count() - 1;
    assert_eq!(told.record.identity.proof, Some(ContentProof::Whole { files }));
    assert!(told.log.contains("build: Running oryx build..."), "its log is the progress: {}", told.log);
}

#[tokio::test(start_paused = true)]
async fn dependencies_in_the_folder_are_not_sent_and_those_that_are_not_there_are_not_missed() {
    let stale = ".python_packages/lib/site-packages/stale.py";
    let new =
        app(COMMIT).file(stale, "").file("node_modules/left/index.js", "").file("docs/node_modules/a.txt", "kept");
    let new = new.file("version/__init__.py", "import requests\n");
    // The world's Python starts only with what it imports.
    let on_python = building(asked_for(&new)).world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.runtime = "Python|3.11".to_owned();
        sets("FUNCTIONS_WORKER_RUNTIME", "python")(&mut app.production);
        sets("FUNCTIONS_WORKER_RUNTIME", "python")(app.slots.get_mut(SLOT).unwrap());
    });
    let told = on_python.input("strict", "true").run().await;
    let of_package: Vec<_> = told.record.findings.iter().filter(|finding| finding.is_of_package()).collect();
    assert!(of_package.is_empty(), "{of_package:?}");
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let content = in_production(&told);
    for gone in [stale, "node_modules/left/index.js"] {
        assert!(content.get(gone).is_none(), "{gone}");
    }
    assert!(content.get("docs/node_modules/a.txt").is_some() && content.get(INSTALLED).is_some());
    for said in [".python_packages/ is left out (1 file", "node_modules/ is left out (1 file"] {
        assert!(told.log.contains(said), "{said}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_built_by_azure_is_refused_with_the_one_thing_to_do_before_azure_is_asked() {
    let refused: [(&[(&str, &str)], &str); 5] = [
        (&[("strategy", "package-url"), ("storage-container", &container())], "leave out `strategy`"),
        (&[("storage-container", &container())], "add `strategy: zip-deploy`"),
        (&[("dependencies", ".python_packages/")], "leave out `dependencies`"),
        (&[("package-unchanged", "true")], "leave out `package-unchanged`"),
        (
            &[("digest", &"0".repeat(64)), ("storage-container", &container()), ("strategy", "zip-deploy")],
            "leave out `build: remote`",
        ),
    ];
    for (inputs, fix) in refused {
        let told = inputs.iter().fold(rehearsal(), |rehearsal, (name, value)| rehearsal.input(name, value)).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{inputs:?}: {}", told.log);
        assert!(told.advice().contains(fix), "{inputs:?}: {}", told.advice());
        assert_eq!(told.advice().matches("input `build`:").count(), 1, "one refusal: {}", told.advice());
        assert_eq!(told.world.state().requests.len(), 0, "{inputs:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_would_not_build_is_refused_with_the_command_before_it_is_touched() {
    let turn_on = "az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging \
                   --slot-settings SCM_DO_BUILD_DURING_DEPLOYMENT=true ENABLE_ORYX_BUILD=true";
    let remove = "az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --slot staging \
                  --setting-names WEBSITE_RUN_FROM_PACKAGE";
    let windows = |rehearsal: Rehearsal| rehearsal.world(on_windows);
    let consumption = |rehearsal: Rehearsal| rehearsal.world(on_plan("Y1", "Dynamic"));
    let not_set = asked_for(&app(COMMIT));
    let off = rehearsal().slot(sets("ENABLE_ORYX_BUILD", "false"));
    let packaged = rehearsal().slot(sets("WEBSITE_RUN_FROM_PACKAGE", "1"));
    let by_url = rehearsal().slot(sets("WEBSITE_RUN_FROM_PACKAGE", "https://shop.test/app.zip"));
    let local = "build the package in the workflow";
    for (rehearsal, fix) in [
        (not_set, turn_on),
        (off, turn_on),
        (packaged, remove),
        (by_url, remove),
        (windows(rehearsal()), local),
        (consumption(rehearsal()), local),
    ] {
        let told = rehearsal.run().await;
        aborted(&told, "server-build");
        assert!(told.advice().contains(fix), "{}", told.advice());
        assert_eq!(told.deployments(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_build_that_fails_ends_the_release_with_the_end_of_its_log() {
    let says = "ERROR: No matching distribution found for nonsense==9";
    let fails = What::Fails { status: 400, message: says.to_owned() };
    let told = rehearsal().fault(Where::service("law:build"), fails).run().await;
    aborted(&told, "deployment-failed");
    assert!(told.advice().contains(says), "{}", told.advice());
    assert_eq!(told.record.digest, None, "nothing was built that could have one");
    assert!(told.summary.contains("its digest is unknown"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_build_that_cannot_be_read_back_or_named_is_not_swapped_and_its_digest_is_unknown() {
    let scm = |path: &str| Where::service("scm").slot(SLOT).path(path);
    let faults = [
        Fault::new(scm("/api/zip/site/wwwroot"), status(403)),
        Fault::new(scm("/api/zip/site/wwwroot"), status(503)),
        Fault::new(scm("/api/vfs/site/wwwroot/.slot-deploy/release.json").method("PUT"), status(403)),
    ];
    for fault in faults {
        let told = rehearsal().with_fault(fault).run().await;
        aborted(&told, "build-unread");
        assert!(told.record.reason.contains("its digest is unknown"), "{}", told.record.reason);
        assert_eq!((told.record.digest.clone(), told.record.probes.len()), (None, 0));
        assert!(!outputs_in(&told.outputs).contains_key("digest"), "{}", told.outputs);
        let mark = told.world.state().app(APP).unwrap().slots[SLOT].moving.wwwroot().mark();
        assert!(mark.starts_with("unnamed-"), "the slot bears no name that it was not read back for: {mark}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_changes_after_the_build_was_read_is_found_behind_its_name() {
    let named = rehearsal();
    let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
    // While the slot starts, which takes longer than to read it back.
    let meddler = meddle(&named.world, deployed, 10, |state| {
        let file = File { bytes: Bytes::from_static(b"evil"), executable: false, modified: 1_795_000_900 };
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().moving.content.put(INSTALLED, file);
    });
    let told = named.run().await;
    meddler.has_meddled();
    aborted(&told, "slot-content-differs");
    assert!(told.record.reason.contains(INSTALLED), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_before_the_build_has_a_name_leaves_a_slot_that_claims_none() {
    let built = rehearsal();
    let world = built.world.clone();
    let deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
    let killed = built.killed_when(async move { until(&world, deployed, 0).await }).await;
    let post = killed.unwrap_or_else(|told| panic!("it had ended: {}", told.log)).post(true).await;
    let told = post.told.unwrap();
    assert_eq!((told.outcome(), told.swaps(), told.record.digest.clone()), (Outcome::Aborted, 0, None), "{}", post.log);
    let mark = told.world.state().app(APP).unwrap().slots[SLOT].moving.wwwroot().mark();
    assert!(mark.starts_with("unnamed-"), "{mark}");
    let again = building(told.next_job()).run().await;
    assert_eq!(again.outcome(), Outcome::Verified, "{}", again.log);
}

async fn staged() -> (Told, Ticket) {
    let told = rehearsal().input("command", "stage").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    let ticket = Ticket::from_text(&outputs_in(&told.outputs)["ticket"]).unwrap();
    (told, ticket)
}

#[tokio::test(start_paused = true)]
async fn the_ticket_says_who_built_it_and_promotes_the_slot_in_which_it_was_built() {
    let (told, ticket) = staged().await;
    let build = ticket.build.clone().unwrap();
    assert_eq!((build.built_by, ticket.digest.to_string()), (BuiltBy::Azure, told.digest()));
    assert!(serde_json::to_string(&ticket).unwrap().contains(r#""built-by":"azure""#));
    let told = told.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!((told.production(), told.digest()), (ticket.digest.to_string(), name_of(&in_production(&told))));
    assert_eq!(told.record.package.build, Some(build));
    assert!(told.summary.contains("Azure (Oryx)"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn promotion_elsewhere_is_refused_with_the_reason() {
    let (told, _) = staged().await;
    let elsewhere = told.promoting().input("app-name", "shop-live").world(|state| {
        let mut other = state.app(APP).unwrap().clone();
        other.name = "shop-live".to_owned();
        other.production.keys.master = "another master key".to_owned();
        state.apps.insert(other.name.clone(), other);
    });
    let told = elsewhere.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-built-elsewhere"), "{}", told.log);
    assert!(told.record.reason.starts_with("Azure (Oryx) built what this ticket is for"), "{}", told.record.reason);
    let (told, _) = staged().await;
    let other_slot = told.promoting().input("slot", "beta").world(|state| {
        let app = state.app_mut(APP).unwrap();
        let twin = app.slots[SLOT].clone();
        app.slots.insert("beta".to_owned(), twin);
    });
    let told = other_slot.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-built-elsewhere"), "{}", told.log);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_same_sources_are_built_again_however_alike_production_is() {
    let first = rehearsal().run().await;
    let again = building(first.next_job()).run().await;
    assert_eq!(again.outcome(), Outcome::Verified, "{}", again.log);
    assert_eq!((again.deployments(), again.swaps()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn production_that_was_packed_in_the_job_is_no_reason_not_to_build() {
    let new = TestApp::new(COMMIT);
    let local = Rehearsal::of(&new, &TestApp::new("former")).run().await;
    assert_eq!(local.outcome(), Outcome::Verified, "{}", local.log);
    let built = building(local.next_job().input("build", "remote")).run().await;
    assert_eq!((built.outcome(), built.deployments()), (Outcome::Verified, 2), "{}", built.log);
}

#[tokio::test(start_paused = true)]
async fn a_build_that_was_rolled_back_is_known_by_its_sources_and_not_brought_back() {
    let broken = || {
        let answers = |code: u16| serde_json::json!({"status": code, "json": {"commit": COMMIT}});
        app(COMMIT).answers("GET /api/version when STAGE=production", answers(500))
    };
    let told = building(asked_for(&broken()))
        .world(|state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
            sets("STAGE", "production")(&mut app.production);
        })
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    let again = building(told.next_job()).run().await;
    assert_eq!((again.outcome(), again.code()), (Outcome::Aborted, "digest-quarantined"), "{}", again.log);
    let back = again.next_job().input("command", "rollback").input("package", "").input("build", "").run().await;
    assert_eq!(back.outcome(), Outcome::Unchanged, "the slot holds what was taken back: {}", back.log);
    assert_eq!(back.swaps(), 2, "there and back: {}", back.log);
}

#[tokio::test(start_paused = true)]
async fn a_build_is_followed_by_another_and_given_back_on_request() {
    let first = rehearsal().run().await;
    let former = first.digest();
    let second = building(first.then(&app("second")).variable("GITHUB_SHA", "second")).run().await;
    assert_eq!(second.outcome(), Outcome::Verified, "{}", second.log);
    assert_eq!(second.record.previous_commit.as_deref(), Some(COMMIT), "of what production ran");
    let back = second.next_job().input("command", "rollback").input("package", "").input("build", "").run().await;
    assert_eq!((back.outcome(), back.production()), (Outcome::RolledBackOnRequest, former), "{}", back.log);
}

#[tokio::test(start_paused = true)]
async fn a_build_that_was_given_back_on_request_is_not_built_again_unless_forced() {
    let first = rehearsal().run().await;
    let back = first.next_job().input("command", "rollback").input("package", "").input("build", "").run().await;
    assert_eq!(back.outcome(), Outcome::RolledBackOnRequest, "{}", back.log);
    let release = |told: Told| {
        let folder = told.temp.0.join("app").display().to_string();
        building(told.next_job()).input("command", "release").input("package", &folder).input("build", "remote")
    };
    let again = release(back).run().await;
    assert_eq!((again.outcome(), again.code()), (Outcome::Aborted, "digest-quarantined"), "{}", again.log);
    let forced = release(again).input("force", "true").run().await;
    assert_eq!(forced.outcome(), Outcome::Verified, "{}", forced.log);
}

#[tokio::test(start_paused = true)]
async fn a_zip_that_was_packed_to_run_as_it_is_is_no_source_of_a_build() {
    let rehearsal = rehearsal();
    let zip = rehearsal.temp.0.join("packed.zip");
    slot_deploy::package::pack(&rehearsal.temp.0.join("app"), &zip, PackOptions::default()).unwrap();
    let told = rehearsal.input("package", zip.to_str().unwrap()).run().await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Invalid, 0), "{}", told.log);
    assert!(told.advice().contains("name the folder that it was packed from"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_lost_run_whose_swap_brought_a_build_is_finished_by_another_job() {
    let remembering = || rehearsal().input("storage-container", &container()).input("strategy", "zip-deploy");
    for memory in [rehearsal, remembering] {
        let whole = memory().run().await.record;
        let watch = whole.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
        let lost = memory().killed_after(middle(&whole, watch)).await.lost();
        let told = lost.input("build", "").run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_says_that_azure_would_build_and_sends_nothing() {
    let told = rehearsal().input("dry-run", "true").run().await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Checked, 0), "{}", told.log);
    assert!(told.record.plan.iter().any(|line| line.contains("let Azure build it there")), "{:?}", told.record.plan);
}
