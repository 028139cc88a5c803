//! The token that opens a host's administration for five minutes: the control plane hands it out, the host takes it in place of
//! the master key (facts: arm-calls; Kudu, `SecurityUtility`; azure-functions-host, `ScriptJwtBearerExtensions`). Each side takes
//! its own only.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::jwt;
use crate::state::Side;

const GOOD_FOR: Duration = Duration::minutes(5);

/// A token for the host of a side.
pub fn issue(side: &Side, now: OffsetDateTime) -> String {
    jwt::sign(&json!({
        "iss": issuer(side), "aud": audience(side),
        "nbf": now.unix_timestamp(), "iat": now.unix_timestamp(), "exp": (now + GOOD_FOR).unix_timestamp(),
    }))
}

/// Whether the host of a side takes a token.
pub fn is_taken(side: &Side, token: &str, now: OffsetDateTime) -> bool {
    jwt::verify(token).is_some_and(|claims| {
        claims["iss"] == issuer(side)
            && claims["aud"] == audience(side)
            && claims["exp"].as_i64().is_some_and(|end| now.unix_timestamp() < end)
    })
}

fn issuer(side: &Side) -> String {
    format!("https://{}", side.hosts.scm)
}

fn audience(side: &Side) -> String {
    format!("https://{}/azurefunctions", side.hosts.site)
}
