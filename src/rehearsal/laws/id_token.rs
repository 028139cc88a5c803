//! GitHub's OIDC tokens: five minutes long, with `nbf` ten minutes in the past (facts: oidc-token).

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::state::{GitHub, JobPhase};

const LIFETIME: i64 = 300;
const BACKDATED: i64 = 600;

/// Why there is no token: the words of the service, which gives tokens to running jobs only
/// (aws-actions/configure-aws-credentials issue 469, google-github-actions/auth issue 325).
pub fn refusal(phase: JobPhase) -> Option<String> {
    let phase = match phase {
        JobPhase::InProgress => return None,
        JobPhase::Pending => "Pending",
        JobPhase::Completed => "Completed",
    };
    Some(format!("Can't issue ID_TOKEN for job in '{phase}' state"))
}

/// The claims of a token for `audience`; without one it is the owner's page.
pub fn claims(github: &GitHub, id: &str, audience: Option<String>, now: OffsetDateTime) -> Value {
    let issued = now.unix_timestamp();
    let audience = audience.unwrap_or_else(|| format!("{}/{}", github.server.web(), github.owner));
    let mut claims = json!({
        "jti": id, "sub": github.subject(), "aud": audience, "iss": github.server.issuer(),
        "iat": issued, "nbf": issued - BACKDATED, "exp": issued + LIFETIME,
    });
    for (name, value) in github.run_claims() {
        claims[name] = json!(value);
    }
    claims
}
