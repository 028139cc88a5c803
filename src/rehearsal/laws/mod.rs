//! How the world changes: pure transitions of its state in simulated time, one file per behaviour
//! of Azure or GitHub, each naming its source.

pub mod blob;
pub mod exchange;
pub mod functions;
pub mod host_start;
pub mod jwt;
pub mod kudu_sync;
pub mod rbac;
pub mod restart;
pub mod settings;
pub mod swap;
pub mod trigger_sync;
pub mod unpack;
pub mod zip_deploy;

use time::OffsetDateTime;

use super::clock::Clock;
use super::state::{Event, State};

/// Lets everything happen that is due by `now`, in order.
pub fn settle(state: &mut State, clock: &Clock, now: OffsetDateTime) {
    while let Some((at, event)) = state.agenda.due(now) {
        match event {
            Event::CopyEnds { target, copy } => blob::copy::end(state, &target, &copy, at),
            Event::DeploymentNamed { place, deployment } => zip_deploy::name(state, &place, &deployment),
            Event::DeploymentEnds { place, deployment } => zip_deploy::end(state, clock, &place, &deployment, at),
            Event::ProcessStarts { instance } => host_start::process(state, clock, &instance, at),
            Event::HostLoads { instance } => host_start::load(state, &instance),
            Event::BackgroundSync { place } => {
                // The platform does not complain when the host cannot be asked; it simply knows
                // nothing new.
                let _ = trigger_sync::sync(state, &place, at);
            }
            Event::SwapStep { operation } => swap::step(state, clock, &operation, at),
        }
    }
}
