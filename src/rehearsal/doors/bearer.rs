use time::OffsetDateTime;

use super::Incoming;
use crate::laws::{jwt, rbac};
use crate::state::{Principal, State};

/// The audience that the control plane had before its own address, and has still (facts: clouds).
pub(super) const CLASSIC: &str = "https://management.core.windows.net";

/// Why a bearer token is not taken (facts: arm-errors, there unverified).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// There is none.
    Missing,
    /// It is none of ours.
    Invalid,
    /// It is for another service, this one.
    OtherAudience(String),
    /// It has expired.
    Expired,
}

/// Who asks, by a token for one of `audiences`; the trailing slash of an audience does not count.
pub(super) fn principal(incoming: &Incoming, audiences: &[String], now: OffsetDateTime) -> Result<Principal, NotTaken> {
    principal_of(incoming.bearer().ok_or(NotTaken::Missing)?, audiences, now)
}

/// Whom a token speaks for that came by another way than the usual header.
pub(super) fn principal_of(token: &str, audiences: &[String], now: OffsetDateTime) -> Result<Principal, NotTaken> {
    let claims = jwt::verify(token).ok_or(NotTaken::Invalid)?;
    let audience = claims["aud"].as_str().unwrap_or_default();
    if !audiences.iter().any(|allowed| allowed.trim_end_matches('/') == audience.trim_end_matches('/')) {
        return Err(NotTaken::OtherAudience(audience.to_owned()));
    }
    if claims["exp"].as_i64().unwrap_or_default() <= now.unix_timestamp() {
        return Err(NotTaken::Expired);
    }
    let text = |name: &str| claims[name].as_str().map(str::to_owned).ok_or(NotTaken::Invalid);
    Ok(Principal { client_id: text("appid")?, object_id: text("oid")? })
}

/// Whether a principal may do something.
pub(super) fn may(state: &State, principal: &Principal, action: &str) -> bool {
    state.directory.app(&principal.client_id).is_some_and(|app| rbac::allows(&app.actions, action))
}
