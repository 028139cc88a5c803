//! Entra exchanges a federated token, or takes a client secret (facts: token-exchange; facts: sign-in-errors).

use serde_json::Value;
use time::OffsetDateTime;
use time::macros::format_description;

use super::jwt;
use crate::state::{FederatedCredential, Principal, RegisteredApp, State};

/// What is presented at the token endpoint.
#[derive(Debug, Clone, Default)]
pub struct Presented {
    /// The tenant of the path.
    pub tenant: String,
    /// `client_id`
    pub client_id: String,
    /// `client_assertion`
    pub assertion: Option<String>,
    /// `client_secret`
    pub secret: Option<String>,
    /// `scope`
    pub scope: String,
}

/// A refusal: the AADSTS number, the OAuth error, and the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The number.
    pub code: u32,
    /// `invalid_client` and so on.
    pub error: &'static str,
    /// The words, without number and trace.
    pub words: String,
}

/// Judges what is presented.
pub fn exchange(state: &State, presented: &Presented, now: OffsetDateTime) -> Result<Principal, Rejected> {
    let reject = |code, error, words: String| Err(Rejected { code, error, words });
    if !presented.tenant.eq_ignore_ascii_case(&state.tenant) {
        let words =
            format!("Tenant '{}' not found. Check to make sure you have the correct tenant ID.", presented.tenant);
        return reject(90002, "invalid_request", words);
    }
    let Some(app) = state.directory.app(&presented.client_id) else {
        let words = format!(
            "Application with identifier '{}' was not found in the directory '{}'.",
            presented.client_id, state.tenant
        );
        return reject(700016, "unauthorized_client", words);
    };
    if !presented.scope.ends_with("/.default") {
        let words = "The provided value for the input parameter 'scope' is not valid.".to_owned();
        return reject(70011, "invalid_scope", words);
    }
    match (&presented.assertion, &presented.secret) {
        (Some(assertion), _) => check_assertion(assertion, app, now)?,
        (None, Some(secret)) if app.secrets.contains(secret) => {}
        (None, Some(_)) => {
            let words = "Invalid client secret provided. Ensure the secret being sent in the request is the client secret \
                         value, not the client secret ID.";
            return reject(7000215, "invalid_client", words.to_owned());
        }
        (None, None) => {
            let words = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
            return reject(7000218, "invalid_client", words.to_owned());
        }
    }
    Ok(Principal { client_id: app.client_id.clone(), object_id: app.object_id.clone() })
}

fn check_assertion(assertion: &str, app: &RegisteredApp, now: OffsetDateTime) -> Result<(), Rejected> {
    let reject = |code, words: String| Err(Rejected { code, error: "invalid_client", words });
    if !jwt::is_well_formed(assertion) {
        let words = "JWT token is invalid or malformed.".to_owned();
        return Err(Rejected { code: 50027, error: "invalid_request", words });
    }
    let Some(claims) = jwt::verify(assertion) else {
        return reject(
            700027,
            "The certificate with identifier used to sign the client assertion is not registered.".to_owned(),
        );
    };
    let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
    let (issuer, subject, audience) = (text("iss"), text("sub"), text("aud"));
    let (from, to) = (seconds(&claims, "nbf"), seconds(&claims, "exp"));
    if now.unix_timestamp() < from || now.unix_timestamp() >= to {
        // The window that Entra names begins when the token was issued, not ten minutes before as GitHub's documents
        // say of `nbf`: four reports give exactly 300 seconds (Azure/login issue 180, kata-containers issue 11758 …).
        let begin = stamp(from.max(seconds(&claims, "iat")));
        let (now, end) = (moment(now), stamp(to));
        let words = format!(
            "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {begin}, \
             expiry time of assertion {end}. Review the documentation at \
             https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."
        );
        return reject(700024, words);
    }
    let has = |test: &dyn Fn(&FederatedCredential) -> bool| app.federated.iter().any(test);
    if has(&|c| c.issuer == issuer && c.subject == subject && c.audience == audience) {
        return Ok(());
    }
    if !has(&|c| c.issuer == issuer) {
        return reject(
            700211,
            format!("No matching federated identity record found for presented assertion issuer '{issuer}'."),
        );
    }
    if has(&|c| c.issuer == issuer && c.subject == subject) {
        return reject(
            700212,
            format!("No matching federated identity record found for presented assertion audience '{audience}'."),
        );
    }
    let by_case = has(&|c| c.subject.eq_ignore_ascii_case(&subject));
    let advice = "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. \
                  https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
    if by_case {
        reject(
            7002138,
            format!(
                "No matching federated identity record found for presented assertion subject '{subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. {advice}"
            ),
        )
    } else {
        reject(
            700213,
            format!(
                "No matching federated identity record found for presented assertion subject '{subject}'. {advice}"
            ),
        )
    }
}

fn seconds(claims: &Value, name: &str) -> i64 {
    claims[name].as_i64().unwrap_or_default()
}

fn stamp(seconds: i64) -> String {
    moment(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH))
}

/// A time as Entra writes it in its sentences.
fn moment(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z");
    at.format(format).unwrap_or_default()
}
