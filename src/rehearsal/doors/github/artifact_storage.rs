//! Where artifacts are downloaded from: storage of another host, by a URL that opens one artifact for
//! a short time (facts: github-rest). It takes no other credential: an `Authorization` header that a
//! client carries over from GitHub makes it refuse, as Azure Storage does.

use ring::digest::{SHA256, digest};
use time::{Duration, OffsetDateTime};

use super::stamp::stamp;
use crate::World;
use crate::doors::{ARTIFACT_STORAGE, Incoming, Reply};
use crate::state::Artifact;

/// Where the bundles of attestations lie.
const ATTESTATIONS: &str = "attestations";
const LIFETIME: Duration = Duration::MINUTE;

/// A URL for an artifact. It names the world's other address, so that clients see a change of host as
/// they do with GitHub.
pub(super) fn signed(origin: &str, artifact: &Artifact, now: OffsetDateTime) -> String {
    let host = origin.replace("//localhost:", "//127.0.0.1:");
    let expiry = stamp(now + LIFETIME);
    let signature = signature(artifact.id, &expiry);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("se", expiry.as_str()), ("sig", &signature), ("sp", "r"), ("sr", "b"), ("sv", "2025-11-05")])
        .finish();
    format!("{host}/{ARTIFACT_STORAGE}/{}/artifact?{query}", artifact.id)
}

/// A URL for the bundle of an attestation, packed (facts: package-provenance).
pub(super) fn of_attestation(origin: &str, index: usize) -> String {
    let host = origin.replace("//localhost:", "//127.0.0.1:");
    format!("{host}/{ARTIFACT_STORAGE}/{ATTESTATIONS}/{index}.json.sn")
}

fn attestation(world: &World, incoming: &Incoming) -> Option<Reply> {
    let segments = incoming.segments();
    let name = segments.get(2).filter(|_| segments.get(1).is_some_and(|folder| folder == ATTESTATIONS))?;
    let state = world.state();
    let index: Option<usize> = name.strip_suffix(".json.sn").and_then(|index| index.parse().ok());
    let packed = index.and_then(|index| state.github.attestations.get(index)?.packed.clone());
    Some(match packed.filter(|_| incoming.header("authorization").is_none()) {
        Some(bytes) => Reply::body(200, "application/octet-stream", bytes),
        None => Reply::empty(404).header("x-ms-error-code", "BlobNotFound"),
    })
}

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    if let Some(reply) = attestation(world, incoming) {
        return reply;
    }
    let state = world.state();
    let now = world.clock().now();
    let id = incoming.segments().get(1).and_then(|id| id.parse::<u64>().ok()).unwrap_or_default();
    let expiry = incoming.parameter("se").unwrap_or_default();
    let signature_holds = incoming.parameter("sig").is_some_and(|given| given == signature(id, &expiry));
    // Both are written alike, so that they compare as text.
    let valid = signature_holds && stamp(now) < expiry && incoming.header("authorization").is_none();
    if incoming.method != "GET" || !valid {
        let code = "AuthenticationFailed";
        let body = format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>Server failed to \
             authenticate the request. Make sure the value of Authorization header is formed correctly including the \
             signature.</Message></Error>"
        );
        return Reply::body(403, "application/xml", body).header("x-ms-error-code", code);
    }
    let Some(artifact) = state.github.artifacts.iter().find(|artifact| artifact.id == id) else {
        return Reply::empty(404).header("x-ms-error-code", "BlobNotFound");
    };
    let bytes = &artifact.bytes;
    let part = incoming.header("range").and_then(|range| part(range, bytes.len()));
    let (kind, name) = match &artifact.single_file {
        Some(name) => ("application/octet-stream", name.clone()),
        None => ("application/zip", format!("{}.zip", artifact.name)),
    };
    let reply = match part {
        Some((from, to)) => Reply::body(206, kind, bytes.slice(from..to))
            .header("content-range", format!("bytes {from}-{}/{}", to - 1, bytes.len())),
        None if incoming.header("range").is_some() && bytes.is_empty() => {
            return Reply::empty(416).header("x-ms-error-code", "InvalidRange");
        }
        None => Reply::body(200, kind, bytes.clone()),
    };
    reply
        .header("accept-ranges", "bytes")
        .header("content-disposition", format!("attachment; filename=\"{name}\""))
        .header("x-ms-blob-type", "BlockBlob")
}

/// The part of so many bytes that a header asks for, from the first to the one after the last (RFC 9110 §14.1.2).
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
    (first < length && first <= last).then(|| (first, length.min(last + 1)))
}

fn signature(id: u64, expiry: &str) -> String {
    let hash = digest(&SHA256, format!("the world's storage key\n{id}\n{expiry}").as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
