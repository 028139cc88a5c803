use serde_json::{Value, json};

use super::ask::Ask;
use super::{artifact_storage, problem};
use crate::doors::Reply;
use crate::state::Attestation;

/// The attestations with this subject, newest first (`repos/list-attestations` of GitHub's description). There is none: 404, which is
/// what clients of GitHub expect (`gh attestation verify`).
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let subject = ask.text(1);
    let all = ask.github().attestations.iter().enumerate().rev();
    let found: Vec<Value> =
        all.filter(|(_, one)| one.subject == subject).map(|(index, one)| shape(ask, index, one)).collect();
    if found.is_empty() {
        return problem::plain(404, "Not Found", "/repos/attestations#list-attestations");
    }
    let most = ask.incoming.parameter("per_page").and_then(|text| text.parse().ok()).unwrap_or(30);
    Reply::json(200, &json!({"attestations": found.into_iter().take(most).collect::<Vec<_>>()}))
}

fn shape(ask: &Ask<'_>, index: usize, attestation: &Attestation) -> Value {
    let bundle: Value = match attestation.packed {
        None => serde_json::from_str(&attestation.bundle).unwrap_or(Value::Null),
        Some(_) => Value::Null,
    };
    json!({
        "bundle": bundle, "repository_id": ask.github().repository_id, "initiator": "user",
        "bundle_url": artifact_storage::of_attestation(&ask.origin, index),
    })
}
