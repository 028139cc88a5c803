//! User and password of a site's publishing endpoints, and the policy that lets them be used: off on new apps (facts: arm-calls; facts: scm-access).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::state::{Place, Side};

/// What somebody publishes with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `$app`, or `$app__slot`
    pub user: String,
    /// The password.
    pub password: String,
}

impl Credentials {
    /// Those of a side.
    pub fn of(side: &Side, place: &Place) -> Self {
        let user = match &place.slot {
            Some(slot) => format!("${}__{slot}", place.app),
            None => format!("${}", place.app),
        };
        let password = side.keys.of_function("publishing", &user).trim_end_matches('=').to_owned();
        Self { user, password }
    }

    /// Those in a header `Authorization: Basic …`.
    pub fn in_header(value: &str) -> Option<Self> {
        let (scheme, encoded) = value.split_once(' ')?;
        let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (user, password) = decoded.split_once(':')?;
        let found = Self { user: user.to_owned(), password: password.to_owned() };
        scheme.eq_ignore_ascii_case("basic").then_some(found)
    }
}

/// Whether they may be used for `scm` or `ftp`.
pub fn is_allowed(side: &Side, endpoint: &str) -> bool {
    side.config.basic_publishing.contains(&endpoint.to_lowercase())
}

/// Lets them be used, or not.
pub fn allow(side: &mut Side, endpoint: &str, allowed: bool) {
    let endpoint = endpoint.to_lowercase();
    if allowed {
        side.config.basic_publishing.insert(endpoint);
    } else {
        side.config.basic_publishing.remove(&endpoint);
    }
}
