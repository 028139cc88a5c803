//! The HTTP surfaces of the world, and which request goes to which.

mod affinity;
mod answer;
mod arm;
mod bearer;
mod blob;
mod control;
mod entra;
mod github;
mod host_drain;
mod incoming;
mod job_control;
mod logs;
mod metadata;
mod oidc;
mod scm;
mod site;

pub use answer::{Reply, http_date};
pub use incoming::{ARTIFACT_STORAGE, Incoming, Service};

use bytes::Bytes;
use http::Response;
use time::{Duration, OffsetDateTime};

use super::World;
use super::state::{Place, State};

/// The side that a request for an app or an SCM site is meant for.
pub fn place(state: &State, incoming: &Incoming) -> Option<Place> {
    match incoming.service {
        Service::Scm => scm::place_of(state, &incoming.host),
        Service::Site => site::place_of(state, &incoming.host),
        _ => None,
    }
}

/// How much the clock of who answers is ahead.
pub fn clock_ahead(state: &State, incoming: &Incoming) -> Duration {
    let side = place(state, incoming).and_then(|place| state.side(&place).map(|side| side.config.clock_ahead));
    Duration::seconds(side.unwrap_or_default())
}

/// Whether the connection is cut since the SCM site restarts.
pub fn cuts(state: &State, incoming: &Incoming, now: OffsetDateTime) -> bool {
    incoming.service == Service::Scm && state.races.scm_resets && scm::is_cut(state, incoming, now)
}

/// What a fault answers in place of a service.
pub fn faulted(
    service: Service,
    status: u16,
    body: Option<&str>,
    content_type: Option<&str>,
    retry_after: Option<u64>,
) -> Response<Bytes> {
    match service {
        Service::Blob => blob::faulted(status, body, content_type, retry_after),
        _ => answer::faulted(service, status, body, content_type, retry_after),
    }
}

/// Answers a request at the door it came to.
pub async fn answer(world: &World, incoming: &Incoming) -> Reply {
    match incoming.service {
        Service::Arm => arm::answer(world, incoming).await,
        Service::Metadata => metadata::answer(world),
        Service::Entra => entra::answer(world, incoming),
        Service::Scm => scm::answer(world, incoming),
        Service::Site => site::answer(world, incoming).await,
        Service::Blob => blob::answer(world, incoming),
        Service::Oidc => oidc::answer(world, incoming),
        Service::GitHub => github::answer(world, incoming),
        Service::Logs => logs::answer(world, incoming),
        Service::Control => control::answer(world, incoming),
    }
}
