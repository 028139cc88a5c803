//! A stamp shows that one file arrived. What else of the content was seen is read back, and the evidence says which.

use crate::support::meddler::meddle;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::{Effect, File, State};
use slot_deploy::record::{ContentProof, Outcome, StampOnly};

fn rehearsal() -> Rehearsal {
    let app = ["one", "two", "three", "four"].into_iter();
    let app = app.fold(TestApp::new(COMMIT), |app, name| app.file(&format!("lib/{name}.txt"), name));
    Rehearsal::of(&app, &TestApp::new("former"))
}

fn write(state: &mut State, name: &str, text: &'static str, modified: u64) {
    let file = File { bytes: Bytes::from(text), executable: false, modified };
    state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().moving.content.put(name, file);
}

/// A release into whose slot this is written as soon as it was deployed.
async fn written_behind(rehearsal: Rehearsal, change: fn(&mut State)) -> Told {
    let is_deployed = |effect: &Effect| matches!(effect, Effect::ContentDeployed { .. });
    let meddler = meddle(&rehearsal.world, is_deployed, 0, change);
    let told = rehearsal.run().await;
    meddler.has_meddled();
    told
}

#[tokio::test(start_paused = true)]
async fn a_release_says_that_names_sizes_and_a_sample_of_the_bytes_were_seen() {
    let told = rehearsal().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    let proof = told.record.identity.proof.unwrap();
    let ContentProof::Sample { read, listed, files, unlisted_folders: 0 } = proof else { panic!("{proof:?}") };
    assert!(read >= 3 && listed == files && files > read, "{proof:?}");
    assert!(told.summary.contains(&format!("names and sizes of {files} of {files} files")), "{}", told.summary);
    let record = &told.evidence()["release.json"];
    assert!(record.contains("\"proof\""), "{record}");
}

#[tokio::test(start_paused = true)]
async fn a_strict_release_sees_the_bytes_of_all_files() {
    let told = rehearsal().input("strict", "true").run().await;
    let proof = told.record.identity.proof;
    assert!(matches!(proof, Some(ContentProof::Whole { files }) if files >= 7), "{proof:?}: {}", told.record.reason);
}

/// An app with more folders than are listed.
fn with_many_folders() -> Rehearsal {
    let app = (0..40).fold(TestApp::new(COMMIT), |app, number| app.file(&format!("lib/part{number:02}/a.py"), "pass"));
    Rehearsal::of(&app, &TestApp::new("former"))
}

#[tokio::test(start_paused = true)]
async fn folders_that_are_not_listed_are_told_and_make_the_proof_a_sample() {
    let staged = with_many_folders().input("strict", "true").input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let proof = staged.record.identity.proof;
    assert!(
        matches!(proof, Some(ContentProof::Sample { read, files, unlisted_folders, .. }) if read == files && unlisted_folders > 10),
        "{proof:?}"
    );
    assert!(staged.log.contains("before the swap will not be detected: `lib/part"), "{}", staged.log);
    let told = staged.promoting().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert!(told.log.contains("as far as files were listed: `lib/part"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn promote_says_what_stage_has_seen() {
    let staged = rehearsal().input("command", "stage").run().await;
    let seen = staged.record.identity.proof;
    let told = staged.promoting().run().await;
    assert_eq!((told.outcome(), told.record.identity.proof), (Outcome::Verified, seen));
    assert!(seen.is_some() && told.summary.contains("Content proved by"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_the_packages_is_found_behind_the_stamp() {
    // With the time of a build on the server, and of another size with whatever time.
    let same_size = written_behind(rehearsal(), |state| write(state, "lib/four.txt", "evil", 1_795_000_900)).await;
    let other_size = written_behind(rehearsal(), |state| write(state, "lib/one.txt", "another", 1)).await;
    for told in [same_size, other_size] {
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "slot-content-differs"), "{}", told.record.reason);
        assert!(told.record.reason.contains("its file lib/"), "{}", told.record.reason);
        assert_eq!(told.swaps(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn where_only_the_stamp_was_seen_the_evidence_says_so_and_why() {
    let beside = written_behind(rehearsal(), |state| write(state, "node_modules/left.js", "left over", 1)).await;
    let unlisted = Fault::new(Where::service("scm").slot(SLOT).path("/api/vfs/site/wwwroot"), status(403));
    let unlisted = rehearsal().with_fault(unlisted).run().await;
    for (told, because) in [(beside, StampOnly::Beside), (unlisted, StampOnly::NotListed)] {
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
        assert_eq!(told.record.identity.proof, Some(ContentProof::Stamp { because }));
        assert!(told.summary.contains("its stamp alone"), "{}", told.summary);
        assert!(told.log.contains("its stamp alone"), "{}", told.log);
    }
}
