//! Entra ID: the token endpoint, and what clients read before they use it (facts: token-exchange,
//! facts: azure-cli).

use std::collections::HashMap;

use serde_json::json;
use time::macros::format_description;

use super::{Incoming, Reply};
use crate::World;
use crate::laws::exchange::{Presented, Rejected, exchange};
use crate::laws::jwt;
use crate::state::Effect;

/// Access tokens live about an hour.
const LIFETIME: i64 = 3599;

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let segments = incoming.segments();
    let tenant = segments.first().cloned().unwrap_or_default();
    let rest = segments.get(1..).unwrap_or_default().join("/");
    match (incoming.method.as_str(), rest.as_str()) {
        ("POST", "oauth2/v2.0/token") => token(world, incoming, tenant),
        ("GET", "v2.0/.well-known/openid-configuration" | ".well-known/openid-configuration") => {
            configuration(world, &tenant)
        }
        ("GET", "discovery/instance") => discovery(world, incoming),
        ("GET", "discovery/v2.0/keys" | "discovery/keys") => Reply::json(200, &jwt::key_set()),
        _ => Reply::empty(404),
    }
}

fn configuration(world: &World, tenant: &str) -> Reply {
    let base = format!("{}/{tenant}", world.origin());
    Reply::json(
        200,
        &json!({
            "token_endpoint": format!("{base}/oauth2/v2.0/token"),
            "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
            "jwks_uri": format!("{base}/discovery/v2.0/keys"),
            "issuer": format!("{base}/v2.0"),
            "response_types_supported": ["code", "id_token", "token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }),
    )
}

/// What libraries ask before they trust an authority that they do not know (docs: MSAL, instance discovery): where its tenant is
/// described, and that it has no other name.
fn discovery(world: &World, incoming: &Incoming) -> Reply {
    let origin = world.origin();
    let asked = incoming.parameter("authorization_endpoint").unwrap_or_default();
    let Some(rest) = asked.strip_prefix(&format!("{origin}/")) else {
        let error =
            json!({"error": "invalid_instance", "error_description": "AADSTS50049: Unknown or invalid instance."});
        return Reply::json(400, &error);
    };
    let tenant = rest.split('/').next().unwrap_or_default();
    let host = origin.trim_start_matches("https://");
    Reply::json(
        200,
        &json!({
            "tenant_discovery_endpoint": format!("{origin}/{tenant}/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }),
    )
}

fn token(world: &World, incoming: &Incoming, tenant: String) -> Reply {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&incoming.body).into_owned().collect();
    let get = |name: &str| form.get(name).cloned();
    let presented = Presented {
        tenant,
        client_id: get("client_id").unwrap_or_default(),
        assertion: get("client_assertion"),
        secret: get("client_secret"),
        // Some clients ask for several scopes; the first names the resource.
        scope: get("scope").and_then(|scope| scope.split(' ').next().map(str::to_owned)).unwrap_or_default(),
    };
    let now = world.clock().now();
    let mut state = world.state();
    match exchange(&state, &presented, now) {
        Ok(principal) => {
            let audience = presented.scope.trim_end_matches(".default").trim_end_matches('/').to_owned();
            let issued = now.unix_timestamp();
            let claims = json!({
                "aud": audience, "iss": format!("{}/{}/v2.0", world.origin(), state.tenant), "ver": "2.0",
                "appid": principal.client_id, "azp": principal.client_id, "oid": principal.object_id,
                "sub": principal.object_id, "tid": state.tenant, "idtyp": "app",
                "iat": issued, "nbf": issued, "exp": issued + LIFETIME, "uti": state.new_guid(),
            });
            let effect = Effect::TokenIssued { client_id: principal.client_id, audience };
            state.note(now, effect);
            let answer = json!({
                "token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": jwt::sign(&claims),
            });
            Reply::json(200, &answer).header("cache-control", "no-store, no-cache")
        }
        Err(rejected) => {
            let (trace, correlation) = (state.new_guid(), state.new_guid());
            reject(&rejected, &trace, &correlation, now)
        }
    }
}

fn reject(rejected: &Rejected, trace: &str, correlation: &str, now: time::OffsetDateTime) -> Reply {
    let Rejected { code, error, words } = rejected;
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");
    let timestamp = now.format(format).unwrap_or_default();
    let status = match *error {
        "invalid_client" => 401,
        _ => 400,
    };
    Reply::json(
        status,
        &json!({
            "error": error,
            "error_description": format!(
                "AADSTS{code}: {words} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}"
            ),
            "error_codes": [code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        }),
    )
}
