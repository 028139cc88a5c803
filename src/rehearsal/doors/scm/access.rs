//! Who may use an SCM site: whom its access restrictions let in, with a token whose principal may publish, or with the publishing
//! credentials where the policy allows them (facts: scm-access).

use time::OffsetDateTime;

use crate::World;
use crate::doors::bearer::{CLASSIC, may, principal};
use crate::doors::{Incoming, Reply};
use crate::laws::access_rules::{self, CALLER, Door};
use crate::laws::publishing::{self, Credentials};
use crate::state::{Place, State};

const DENIED: &str = "<!DOCTYPE html><html><head><title>401 - Unauthorized: Access is denied due to invalid credentials.\
                      </title></head><body><h2>401 - Unauthorized: Access is denied due to invalid credentials.</h2></body></html>";

/// Lets a request in, or answers it.
pub(super) fn admit(
    world: &World,
    state: &State,
    incoming: &Incoming,
    place: &Place,
    now: OffsetDateTime,
) -> Result<(), Reply> {
    let side = state.side(place).ok_or_else(|| Reply::empty(404))?;
    if !access_rules::admit(side, Door::Scm, CALLER) {
        return Err(Reply::ip_forbidden());
    }
    if let Some(given) = incoming.header("authorization").and_then(Credentials::in_header) {
        let is_theirs = publishing::is_allowed(side, "scm") && given == Credentials::of(side, place);
        return if is_theirs { Ok(()) } else { Err(Reply::html(401, DENIED)) };
    }
    // All three audiences are taken, the classic one of the control plane among them.
    let audiences = [world.origin(), "https://appservice.azure.com".to_owned(), CLASSIC.to_owned()];
    let action = match place.slot {
        None => "Microsoft.Web/sites/publish/Action",
        Some(_) => "Microsoft.Web/sites/slots/publish/Action",
    };
    match principal(incoming, &audiences, now) {
        Ok(principal) if may(state, &principal, action) => Ok(()),
        _ => Err(Reply::html(401, DENIED)),
    }
}
