//! GitHub's token service (facts: oidc-token).

use std::collections::BTreeSet;

use serde_json::json;

use super::{Incoming, Reply};
use crate::World;
use crate::laws::{id_token, jwt};

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    match (incoming.method.as_str(), incoming.path.as_str()) {
        ("GET", "/token") => token(world, incoming),
        ("GET", "/.well-known/openid-configuration") => configuration(world),
        ("GET", "/.well-known/jwks") => Reply::json(200, &jwt::key_set()),
        _ => Reply::empty(404),
    }
}

fn token(world: &World, incoming: &Incoming) -> Reply {
    let mut state = world.state();
    let now = world.clock().now();
    if incoming.bearer() != Some(&state.github.job.request_token) {
        return problem(401, "UnauthorizedRequestException", "You are not authorized to access this resource.");
    }
    if let Some(words) = id_token::refusal(state.github.job.phase(now)) {
        return problem(403, "AccessDeniedException", &words);
    }
    let id = state.new_guid();
    let claims = id_token::claims(&state.github, &id, incoming.parameter("audience"), now);
    let token = jwt::sign(&claims);
    // The count is that of the value's characters (seen beside other strings of the same service:
    // dawidd6/action-download-artifact issue 81).
    Reply::json(200, &json!({"count": token.len(), "value": token}))
}

/// Errors have the form of the platform that the service stands on; clients read `message` of it
/// (actions/toolkit, `http-client`).
fn problem(status: u16, kind: &str, message: &str) -> Reply {
    let body = json!({
        "$id": "1", "innerException": null, "message": message, "typeName": kind, "typeKey": kind, "errorCode": 0,
        "eventId": 3000,
    });
    Reply::json(status, &body)
}

fn configuration(world: &World) -> Reply {
    let state = world.state();
    let standard = ["sub", "aud", "exp", "iat", "iss", "jti", "nbf", "environment"].map(str::to_owned);
    let claims: BTreeSet<String> = standard.into_iter().chain(state.github.run_claims().into_keys()).collect();
    Reply::json(
        200,
        &json!({
            "issuer": state.github.server.issuer(),
            "jwks_uri": format!("{}/oidc/.well-known/jwks", world.origin()),
            "subject_types_supported": ["public", "pairwise"],
            "response_types_supported": ["id_token"],
            "claims_supported": claims,
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
        }),
    )
}
