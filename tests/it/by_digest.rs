//! A package that is in the container is released again by the digest of its content.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, container};
use slot_deploy::record::{ContentProof, Outcome, StampOnly};

async fn two_releases() -> (String, Told) {
    let container = container();
    let first = Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former")).input("storage-container", &container);
    let first = first.run().await;
    let digest = first.digest();
    let second = first.then(&TestApp::new("second")).variable("GITHUB_SHA", "second").run().await;
    assert_eq!(second.outcome(), Outcome::Verified, "{}", second.log);
    (digest, second)
}

fn again(told: Told, digest: &str) -> Rehearsal {
    told.next_job().variable("GITHUB_SHA", COMMIT).input("package", "").input("digest", digest)
}

#[tokio::test(start_paused = true)]
async fn an_earlier_content_is_released_again_and_nothing_is_sent() {
    let (digest, told) = two_releases().await;
    let back = again(told, &format!("sha256:{digest}")).run().await;
    assert_eq!(back.outcome(), Outcome::Verified, "{}", back.log);
    assert_eq!((back.production(), back.record.package.uploaded_bytes), (digest, 0));
    assert_eq!(back.record.probes.len(), 1 + 1, "in the slot and before the end: {:?}", back.record.probes);
    assert_eq!(back.record.identity.proof, Some(ContentProof::Stamp { because: StampOnly::NoList }));
}

#[tokio::test(start_paused = true)]
async fn content_that_is_not_there_ends_the_release_before_anything_is_changed() {
    let (_, told) = two_releases().await;
    let (swaps, unknown) = (told.swaps(), "0".repeat(64));
    let told = again(told, &unknown).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "not-retained", swaps), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_digest_or_has_no_container_is_an_invalid_input() {
    let (digest, told) = two_releases().await;
    let wrong = again(told, "latest").run().await;
    assert_eq!(wrong.outcome(), Outcome::Invalid, "{}", wrong.log);
    let without = again(wrong, &digest).input("storage-container", "").run().await;
    assert_eq!(without.outcome(), Outcome::Invalid, "{}", without.log);
}
