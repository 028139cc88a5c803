//! The artifact of a workflow run is released in place of a folder: the same bytes in every environment, and nothing is sent where they
//! are not what was uploaded.

use std::io::Write;

use bytes::Bytes;
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Artifact, Effect, State, WorkflowRun};
use slot_deploy::record::{Digest, Outcome};
use time::{Duration, OffsetDateTime};

use crate::support::zips::zip_of;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};

/// The run of the job.
const OWN: u64 = 77;
/// A run before it.
const EARLIER: u64 = 41;

fn app() -> TestApp {
    TestApp::new(COMMIT)
}

fn artifact(id: u64, bytes: Vec<u8>) -> Artifact {
    Artifact {
        id,
        name: "app".to_owned(),
        run_id: OWN,
        bytes: Bytes::from(bytes),
        single_file: None,
        has_digest: true,
        created: OffsetDateTime::UNIX_EPOCH,
        expires: OffsetDateTime::UNIX_EPOCH + Duration::days(365 * 200),
    }
}

/// A job that may read artifacts, of a run that has these.
fn job(artifacts: Vec<Artifact>) -> Rehearsal {
    taking(Rehearsal::new(), artifacts)
}

fn taking(rehearsal: Rehearsal, artifacts: Vec<Artifact>) -> Rehearsal {
    rehearsal
        .world(|state| {
            state.github.job.run_id = OWN;
            state.github.permissions.push(("actions".to_owned(), "read".to_owned()));
            state.github.artifacts.extend(artifacts);
        })
        .input("package", "")
        .input("artifact", "app")
}

/// The earlier run, of this commit.
fn ran_before(state: &mut State) {
    let own = state.github.all_runs().into_iter().find(|run| run.id == OWN).unwrap();
    state.github.runs.push(WorkflowRun { id: EARLIER, head_sha: COMMIT.to_owned(), ..own });
}

/// The program knows of nothing but GitHub.
fn nothing_reached_azure(told: &Told) {
    let state = told.world.state();
    let others: Vec<_> = state.requests.iter().filter(|request| request.service != "github").collect();
    assert!(others.is_empty(), "{others:?}");
}

fn refused(told: &Told, outcome: Outcome, code: &str) {
    assert_eq!((told.outcome(), told.code()), (outcome, code), "{}", told.log);
    nothing_reached_azure(told);
}

/// Where the bytes are, which is not GitHub's API.
fn storage() -> Where {
    Where::service("github").method("GET").path(r"/artifact\?")
}

fn contents(told: &Told) -> Vec<String> {
    let deployed = |effect: Effect| match effect {
        Effect::ContentDeployed { content, .. } => Some(content),
        _ => None,
    };
    told.effects().into_iter().filter_map(deployed).collect()
}

#[tokio::test(start_paused = true)]
async fn an_artifact_is_released_like_the_folder_that_it_was_packed_of() {
    let folder = Rehearsal::new().run().await;
    let zip = app().zip();
    let packed_again = zip_of(&[("app.zip", &zip)]);
    for bytes in [zip, packed_again] {
        let told = job(vec![artifact(5, bytes)]).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!((told.digest(), told.production()), (folder.digest(), folder.production()));
        let taken = told.record.artifact.clone().unwrap();
        assert_eq!((taken.name.as_str(), taken.id, taken.run), ("app", 5, OWN));
        assert!(told.summary.contains("(5) of run 77"), "{}", told.summary);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_of_an_artifact_stays_on_the_runner() {
    let told = job(vec![artifact(5, zip_of(&[("app.zip", &app().zip())]))]).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let mut left = Vec::new();
    let mut folders = vec![told.temp.0.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let found = if entry.file_type().unwrap().is_dir() { &mut folders } else { &mut left };
            found.push(entry.path());
        }
    }
    assert!(!left.is_empty());
    assert!(!left.iter().any(|path| path.extension().is_some_and(|extension| extension == "zip")), "{left:?}");
}

/// From dev to test to production: each is a world of its own, with its own subscription, and the artifact is all that they share.
#[tokio::test(start_paused = true)]
async fn three_environments_get_the_same_bytes_of_one_run() {
    let zip = app().zip();
    let mut seen = Vec::new();
    for environment in ["dev", "test", "production"] {
        let earlier = Artifact { run_id: EARLIER, ..artifact(5, zip.clone()) };
        let told = taking(Rehearsal::new(), vec![earlier])
            .world(ran_before)
            .input("run-id", "41")
            .input("environment-name", environment)
            .run()
            .await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        seen.push((told.digest(), contents(&told)));
    }
    assert!(seen.iter().all(|one| one == &seen[0]), "{seen:?}");
}

/// A schedule runs at the newest commit, and what it releases may be older.
#[tokio::test(start_paused = true)]
async fn what_an_earlier_run_built_is_a_release_of_its_commit() {
    let built = "5555555555555555555555555555555555555555";
    let of_its_commit = TestApp::new(built);
    let earlier = Artifact { run_id: EARLIER, ..artifact(5, of_its_commit.zip()) };
    let rehearsal = taking(Rehearsal::new(), vec![earlier]).world(|state| {
        ran_before(state);
        state.github.runs[0].head_sha = built.to_owned();
    });
    let told = rehearsal.input("run-id", &EARLIER.to_string()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(told.record.commit.as_deref(), Some(built), "its probe compares the commit as well");
    assert_eq!(told.world.state().github.deployments[0].sha, built);
    assert!(told.log.contains("this is a release of commit 5555"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_large_artifact_is_fetched_in_parts_and_the_token_stays_with_github() {
    let mut noise = vec![0; 20 << 20];
    let mut word: u64 = 88_172_645_463_325_252;
    for byte in &mut noise {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        *byte = word as u8;
    }
    let mut zip = zip::ZipWriter::new_append(std::io::Cursor::new(app().zip())).unwrap();
    zip.start_file("model.bin", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&noise).unwrap();
    let told = job(vec![artifact(5, zip.finish().unwrap().into_inner())]).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let state = told.world.state();
    let parts = state.requests.iter().filter(|request| request.status == Some(206)).count();
    assert_eq!(parts, 3, "of 8 MiB each: {:#?}", state.requests);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_ends_between_two_parts_is_asked_for_again() {
    let told = job(vec![artifact(5, app().zip())]).with_fault(Fault::new(storage(), status(403)).times(2)).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let never = job(vec![artifact(5, app().zip())]).fault(storage(), status(403)).run().await;
    refused(&never, Outcome::Aborted, "artifact-unread");
}

#[tokio::test(start_paused = true)]
async fn bytes_that_are_not_those_that_were_uploaded_are_not_released() {
    let zip = app().zip();
    let replaced = What::Status {
        status: 200,
        body: Some("PK and something else".to_owned()),
        content_type: Some("application/zip".to_owned()),
        retry_after: None,
    };
    let told = job(vec![artifact(5, zip.clone())]).fault(storage(), replaced).run().await;
    refused(&told, Outcome::Aborted, "artifact-changed");
    let other = Digest::of(b"another").to_string();
    let told = job(vec![artifact(5, zip)]).input("digest", &other).run().await;
    refused(&told, Outcome::Aborted, "artifact-changed");
    assert!(told.record.reason.contains("`digest` asks for"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn an_artifact_without_githubs_digest_needs_the_digest_of_its_content() {
    let undigested = || Artifact { has_digest: false, ..artifact(5, app().zip()) };
    let told = job(vec![undigested()]).run().await;
    refused(&told, Outcome::Aborted, "artifact-unproved");
    let content = job(vec![artifact(5, app().zip())]).run().await.digest();
    let told = job(vec![undigested()]).input("digest", &content).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_a_forks_pull_request_uploaded_is_not_released() {
    let of_fork = |state: &mut State| {
        ran_before(state);
        state.github.runs[0].repository_id = 9_999;
    };
    let told = job(vec![Artifact { run_id: EARLIER, ..artifact(5, app().zip()) }])
        .world(of_fork)
        .input("run-id", "41")
        .run()
        .await;
    refused(&told, Outcome::Aborted, "artifact-of-a-fork");
}

#[tokio::test(start_paused = true)]
async fn an_artifact_that_is_not_there_is_said_with_those_that_are() {
    let told = job(vec![Artifact { name: "app-x64".to_owned(), ..artifact(5, app().zip()) }]).run().await;
    refused(&told, Outcome::Invalid, "artifact-missing");
    assert!(told.record.reason.contains("`app-x64`"), "{}", told.record.reason);
    let told = job(vec![]).input("run-id", "4711").run().await;
    refused(&told, Outcome::Invalid, "artifact-missing");
    assert!(told.record.reason.contains("no workflow run 4711"), "{}", told.record.reason);
    let expired = Artifact { expires: OffsetDateTime::UNIX_EPOCH + Duration::days(1), ..artifact(5, app().zip()) };
    let told = job(vec![expired]).run().await;
    refused(&told, Outcome::Invalid, "artifact-missing");
    assert!(told.record.reason.contains("expired"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn of_several_of_one_name_the_newest_is_released() {
    let broken = artifact(5, zip_of(&[("readme.txt", b"not an app")]));
    let told = job(vec![artifact(6, app().zip()), broken]).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("2 of the name `app`: the newest counts"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_is_in_an_artifact_is_judged_like_any_package() {
    for (bytes, code) in [
        (zip_of(&[("readme.txt", b"not an app")]), "host-json-missing"),
        (b"no zip at all".to_vec(), "package-not-a-zip"),
        (zip_of(&[("app.zip", b"no zip at all")]), "package-not-a-zip"),
        (zip_of(&[("host.json", b"{}"), ("../evil", b"x")]), "package-entry-name"),
    ] {
        let told = job(vec![artifact(5, bytes)]).run().await;
        refused(&told, Outcome::Invalid, code);
        assert!(!told.record.reason.contains("artifact-"), "no file of ours is named: {}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_may_not_read_artifacts_is_told_the_permission() {
    let told = job(vec![artifact(5, app().zip())])
        .world(|state| state.github.permissions.retain(|(name, _)| name != "actions"));
    let told = told.run().await;
    refused(&told, Outcome::Aborted, "artifact-unread");
    assert!(told.advice().contains("actions: read"), "{}", told.advice());
    let told = job(vec![]).input("github-token", "").run().await;
    refused(&told, Outcome::Aborted, "artifact-unread");
}

#[tokio::test(start_paused = true)]
async fn inputs_that_contradict_each_other_are_refused_together() {
    let told = Rehearsal::new().input("run-id", "41").run().await;
    assert_eq!(told.outcome(), Outcome::Invalid);
    assert!(told.log.contains("`run-id`") && told.log.contains("`artifact`"), "{}", told.log);
    let told = Rehearsal::new().input("artifact", "app").input("run-id", "main").run().await;
    assert_eq!(told.outcome(), Outcome::Invalid);
    assert!(
        told.log.contains("`main` is not the number") && told.log.contains("`package` is given as well"),
        "{}",
        told.log
    );
}

#[tokio::test(start_paused = true)]
async fn an_artifact_goes_into_the_container_of_packages_as_well() {
    let told = job(vec![artifact(5, app().zip())]).input("storage-container", &container()).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}
