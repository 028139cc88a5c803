use super::errors;
use super::path::SitePath;
use super::place::{find, not_found};
use crate::World;
use crate::doors::site::{Caller, answer_at};
use crate::doors::{Incoming, Reply, Service};

/// `hostruntime/…`: the control plane passes the request on to the host and supplies the key
/// (facts: arm-calls).
pub(super) async fn answer(world: &World, incoming: &Incoming, path: &SitePath) -> Reply {
    let Some(place) = find(&world.state(), path) else {
        return not_found(path);
    };
    let passed_on =
        Incoming { service: Service::Site, path: format!("/{}", path.rest[1..].join("/")), ..incoming.clone() };
    let reply = answer_at(world, &passed_on, &place, Caller::ControlPlane).await;
    match reply.response.status().as_u16() {
        403 | 503 => {
            errors::provider(400, "BadRequest", "01051", "Encountered an error (ServiceUnavailable) from host runtime.")
        }
        _ => reply,
    }
}
