//! A package is released where GitHub attested that the workflow that is asked for built it, and nothing is sent where that is not
//! proved. The bundles are real ones, which workflows of public and of private kind uploaded; they came with the library that checks
//! them.

use std::collections::BTreeMap;

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rehearsal::state::{Attestation, Effect};
use serde_json::{Value, json};
use slot_deploy::attestation::{AttestationError, Roots, prove_origin};
use slot_deploy::record::{Digest, Outcome};

/// Signed in the public Sigstore by a workflow of `prefix-dev/sigstore-example`.
const PUBLIC: &str = include_str!("fixtures/attestations/public.json");
const PUBLIC_DIGEST: &str = "54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f";
/// Signed in GitHub's own Sigstore, which has no log.
const PRIVATE: &str = include_str!("fixtures/attestations/private.json");
const PRIVATE_DIGEST: &str = "76f1fe8593bf227cca2c089e3c16dc95014a8d3e89c5dd220530469ca043c428";

/// Signed by a root of our own, by `fixtures/attestations/make`: the content of the test app, built by this repository.
const SIMULATED: &str = include_str!("fixtures/attestations/simulated.json");
const SIMULATED_ROOT: &str = include_str!("fixtures/attestations/simulated-root.json");

fn digest(digits: &str) -> Digest {
    digits.parse().unwrap()
}

fn parsed(bundle: &str) -> Value {
    serde_json::from_str(bundle).unwrap()
}

fn subject_of_simulated() -> Digest {
    let payload = STANDARD.decode(parsed(SIMULATED)["dsseEnvelope"]["payload"].as_str().unwrap()).unwrap();
    let statement: Value = serde_json::from_slice(&payload).unwrap();
    digest(statement["subject"][0]["digest"]["sha256"].as_str().unwrap())
}

/// One bit of a value in base64 is another.
fn flip(value: &mut Value, at: usize) {
    let mut bytes = STANDARD.decode(value.as_str().unwrap()).unwrap();
    let place = at % bytes.len();
    bytes[place] ^= 1;
    *value = json!(STANDARD.encode(bytes));
}

#[test]
fn a_real_attestation_of_a_public_repository_says_who_built_what() {
    let origin = prove_origin(PUBLIC, &digest(PUBLIC_DIGEST), &Roots::BuiltIn).unwrap();
    assert_eq!(origin.repository, "prefix-dev/sigstore-example");
    assert_eq!(origin.repository_id.as_deref(), Some("1048392115"));
    assert_eq!(origin.workflow, "prefix-dev/sigstore-example/.github/workflows/action.yaml");
    assert_eq!(origin.workflow_reference, "refs/heads/main");
    assert_eq!(origin.commit.as_deref(), Some("193b5bd7d3985809503963ae400594ea16df31cf"));
    assert_eq!(origin.runner.as_deref(), Some("github-hosted"));
    assert_eq!(origin.signed.to_string(), "2025-09-01 12:13:59.0 +00:00:00");
}

#[test]
fn each_thing_that_is_altered_in_a_public_attestation_makes_it_prove_nothing() {
    type Change = fn(&mut Value);
    let changes: BTreeMap<&str, Change> = BTreeMap::from([
        ("a bit of the statement", (|b| flip(&mut b["dsseEnvelope"]["payload"], 300)) as Change),
        ("another subject", |b| {
            let payload = STANDARD.decode(b["dsseEnvelope"]["payload"].as_str().unwrap()).unwrap();
            let other = String::from_utf8(payload).unwrap().replace("signed-package", "another-package");
            b["dsseEnvelope"]["payload"] = json!(STANDARD.encode(other));
        }),
        ("the kind of the payload", |b| b["dsseEnvelope"]["payloadType"] = json!("application/json")),
        ("a bit of the signature", |b| flip(&mut b["dsseEnvelope"]["signatures"][0]["sig"], 20)),
        ("no signature", |b| b["dsseEnvelope"]["signatures"] = json!([])),
        ("two signatures", |b| {
            let one = b["dsseEnvelope"]["signatures"][0].clone();
            b["dsseEnvelope"]["signatures"] = json!([one, one]);
        }),
        ("a bit of the certificate", |b| flip(&mut b["verificationMaterial"]["certificate"]["rawBytes"], 400)),
        ("the certificate of another bundle", |b| {
            b["verificationMaterial"]["certificate"] = parsed(PRIVATE)["verificationMaterial"]["certificate"].clone();
        }),
        ("no certificate", |b| b["verificationMaterial"]["certificate"] = Value::Null),
        ("no log entry", |b| b["verificationMaterial"]["tlogEntries"] = json!([])),
        ("the time of the log", |b| {
            b["verificationMaterial"]["tlogEntries"][0]["integratedTime"] = json!("1756728840");
        }),
        ("the number in the log", |b| b["verificationMaterial"]["tlogEntries"][0]["logIndex"] = json!("7")),
        ("the promise of the log", |b| {
            let promise = &mut b["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"];
            flip(&mut promise["signedEntryTimestamp"], 12);
        }),
        ("the root of the log", |b| {
            flip(&mut b["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["rootHash"], 3);
        }),
        ("a hash of the way to that root", |b| {
            flip(&mut b["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["hashes"][0], 3);
        }),
        ("the checkpoint", |b| {
            let proof = &mut b["verificationMaterial"]["tlogEntries"][0]["inclusionProof"];
            let envelope = proof["checkpoint"]["envelope"].as_str().unwrap().replacen('1', "2", 1);
            proof["checkpoint"]["envelope"] = json!(envelope);
        }),
        ("what the log has", |b| {
            flip(&mut b["verificationMaterial"]["tlogEntries"][0]["canonicalizedBody"], 200);
        }),
        ("its form", |b| b["mediaType"] = json!("application/json")),
    ]);
    assert!(
        prove_origin(&parsed(PUBLIC).to_string(), &digest(PUBLIC_DIGEST), &Roots::BuiltIn).is_ok(),
        "unaltered, it proves"
    );
    for (what, change) in &changes {
        let mut bundle = parsed(PUBLIC);
        change(&mut bundle);
        assert_ne!(bundle, parsed(PUBLIC), "{what} is altered");
        let proved = prove_origin(&bundle.to_string(), &digest(PUBLIC_DIGEST), &Roots::BuiltIn);
        assert!(proved.is_err(), "{what}: {proved:?}");
    }
}

#[test]
fn an_attestation_of_a_private_repository_rests_on_a_signed_time_in_place_of_a_log() {
    let roots = Roots::simulated(SIMULATED_ROOT).unwrap();
    let subject = subject_of_simulated();
    let proves = |bundle: &Value| prove_origin(&bundle.to_string(), &subject, &roots);
    let origin = proves(&parsed(SIMULATED)).unwrap();
    assert_eq!((origin.repository.as_str(), origin.repository_id.as_deref()), ("contoso/shop", Some("821093847")));
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 6] = [
        ("no time", |b| b["verificationMaterial"]["timestampVerificationData"] = json!({"rfc3161Timestamps": []})),
        ("the time of another signature", |b| {
            b["verificationMaterial"]["timestampVerificationData"] =
                parsed(PRIVATE)["verificationMaterial"]["timestampVerificationData"].clone();
        }),
        ("a bit of the time", |b| {
            let times = &mut b["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"];
            flip(&mut times[0]["signedTimestamp"], 120);
        }),
        ("a bit of the statement", |b| flip(&mut b["dsseEnvelope"]["payload"], 200)),
        ("a bit of the signature", |b| flip(&mut b["dsseEnvelope"]["signatures"][0]["sig"], 30)),
        ("a bit of the certificate", |b| flip(&mut b["verificationMaterial"]["certificate"]["rawBytes"], 300)),
    ];
    for (what, change) in changes {
        let mut bundle = parsed(SIMULATED);
        change(&mut bundle);
        assert!(proves(&bundle).is_err(), "{what}");
    }
    let ends = prove_origin(SIMULATED, &subject, &Roots::BuiltIn);
    assert!(matches!(ends, Err(AttestationError::Unproven(_))), "another authority of the same name: {ends:?}");
}

#[test]
fn what_github_signed_for_a_release_is_no_build_of_a_workflow() {
    let proved = prove_origin(PRIVATE, &digest(PRIVATE_DIGEST), &Roots::BuiltIn);
    assert!(matches!(proved, Err(AttestationError::Unproven(_) | AttestationError::NotOfActions(_))), "{proved:?}");
}

#[test]
fn an_attestation_of_other_content_or_no_bundle_at_all_proves_nothing() {
    assert_eq!(prove_origin(PUBLIC, &Digest::of(b"other"), &Roots::BuiltIn), Err(AttestationError::OtherSubject));
    for odd in ["", "{}", "[]", "null", &PUBLIC[..PUBLIC.len() / 2], &"[".repeat(100_000)] {
        assert!(
            matches!(prove_origin(odd, &digest(PUBLIC_DIGEST), &Roots::BuiltIn), Err(AttestationError::Malformed(_))),
            "{:.20}",
            odd
        );
    }
}

fn app() -> Rehearsal {
    let permissions = ["deployments", "attestations"].map(|name| (name.to_owned(), "write".to_owned()));
    Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former"))
        .input("require-attestation", "true")
        .world(|state| state.github.permissions = permissions.to_vec())
}

/// The name of the content of that app, by which it may be attested.
async fn content() -> String {
    let told = Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former")).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    told.digest()
}

fn attested(subject: &str, bundle: &str, is_packed: bool) -> Attestation {
    let packed = is_packed.then(|| snap::raw::Encoder::new().compress_vec(bundle.as_bytes()).unwrap().into());
    Attestation { subject: format!("sha256:{subject}"), bundle: bundle.to_owned(), packed }
}

fn ends_untouched(told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, code), "{}", told.log);
    let changed = told.effects().into_iter().find(|effect| !matches!(effect, Effect::TokenIssued { .. }));
    assert_eq!(changed, None, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_package_that_this_repository_attested_is_released_and_the_record_says_who_built_it() {
    let content = content().await;
    assert_eq!(content, subject_of_simulated().to_string(), "run tests/it/fixtures/attestations/make with the former");
    for required in ["true", ".github/workflows/build.yml", "contoso/shop/.github/workflows/build.yml@refs/heads/main"]
    {
        let told = app()
            .input("require-attestation", required)
            .world(|state| {
                state.github.attestations = vec![attested(&content, PUBLIC, false), attested(&content, SIMULATED, true)]
            })
            .run()
            .await;
        assert_eq!(told.outcome(), Outcome::Verified, "{required}: {}", told.log);
        let origin = told.record.origin.as_ref().unwrap();
        assert_eq!(origin.workflow, "contoso/shop/.github/workflows/build.yml");
        assert!(told.summary.contains("attested by contoso/shop/"), "{}", told.summary);
    }
}

#[tokio::test(start_paused = true)]
async fn a_package_that_another_workflow_ref_or_repository_built_is_not_sent() {
    let content = content().await;
    let by = |required: &str| {
        app()
            .input("require-attestation", required)
            .world(|state| state.github.attestations = vec![attested(&content, SIMULATED, false)])
    };
    for required in [
        ".github/workflows/release.yml",
        ".github/workflows/build.yml@refs/tags/v1",
        "contoso/builds/.github/workflows/build.yml",
    ] {
        let told = by(required).run().await;
        ends_untouched(&told, "attestation-refused");
        assert!(
            told.log.contains("it was signed by contoso/shop/.github/workflows/build.yml@refs/heads/main"),
            "{}",
            told.log
        );
    }
    let elsewhere = by("true").variable("GITHUB_REPOSITORY_ID", "5").run().await;
    ends_untouched(&elsewhere, "attestation-refused");
}

#[tokio::test(start_paused = true)]
async fn a_package_that_nobody_attested_is_not_sent() {
    ends_untouched(&app().run().await, "attestation-missing");
}

#[tokio::test(start_paused = true)]
async fn an_attestation_that_does_not_name_this_content_is_refused_from_either_form_of_the_list() {
    let content = content().await;
    for is_packed in [false, true] {
        let told =
            app().world(|state| state.github.attestations = vec![attested(&content, PUBLIC, is_packed)]).run().await;
        ends_untouched(&told, "attestation-refused");
        assert!(told.log.contains("it is about other content"), "{}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn attestations_that_cannot_be_read_stop_the_release_and_name_the_permission() {
    let told = app().world(|state| state.github.permissions.retain(|(name, _)| name != "attestations")).run().await;
    ends_untouched(&told, "attestation-unread");
    assert!(told.log.contains("attestations: read"), "{}", told.log);
    let without_token = app().input("github-token", "").run().await;
    ends_untouched(&without_token, "attestation-unread");
}

#[tokio::test(start_paused = true)]
async fn what_names_no_workflow_is_an_invalid_input() {
    let told = app().input("require-attestation", "build").run().await;
    assert_eq!(told.outcome(), Outcome::Invalid, "{}", told.log);
}
