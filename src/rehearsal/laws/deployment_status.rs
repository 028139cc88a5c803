//! How a deployment on Linux stands in the eyes of the control plane: the build first, then the start
//! of what was built (facts: deployment-status; recorded to success, to a failed build and to a failed start).

use time::OffsetDateTime;

use crate::clock::Clock;
use crate::latency;
use crate::state::{HostState, Place, State};

/// The words that were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// The package is taken in and built.
    BuildInProgress,
    /// It is built, and nobody has looked at the site yet.
    BuildSuccessful,
    /// It could not be built.
    BuildFailed,
    /// The site is being started.
    RuntimeStarting,
    /// It runs.
    RuntimeSuccessful,
    /// It did not start within the allotted time.
    RuntimeFailed,
}

impl Stands {
    /// As the answer says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::BuildInProgress => "BuildInProgress",
            Self::BuildSuccessful => "BuildSuccessful",
            Self::BuildFailed => "BuildFailed",
            Self::RuntimeStarting => "RuntimeStarting",
            Self::RuntimeSuccessful => "RuntimeSuccessful",
            Self::RuntimeFailed => "RuntimeFailed",
        }
    }

    /// Whether nothing more comes of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::BuildFailed | Self::RuntimeSuccessful | Self::RuntimeFailed)
    }
}

/// How a deployment stands; `None` when it is unknown, or a newer one has taken its place.
pub fn of(state: &State, clock: &Clock, place: &Place, id: &str, now: OffsetDateTime) -> Option<Stands> {
    let side = state.side(place)?;
    let newest = side.moving.kudu.deployments.first().filter(|newest| newest.id == id)?;
    let (Some(ended), Some(succeeded)) = (newest.ended, newest.succeeded) else {
        return Some(Stands::BuildInProgress);
    };
    if !succeeded {
        return Some(Stands::BuildFailed);
    }
    let since = now - ended;
    let runs = side.moving.host.instances.iter().any(|instance| instance.state == HostState::Running);
    Some(if since < clock.latency(latency::START_NOTICED) {
        Stands::BuildSuccessful
    } else if runs {
        Stands::RuntimeSuccessful
    } else if since > latency::START_ALLOTTED {
        // A limit that Azure sets is the same however fast this world is.
        Stands::RuntimeFailed
    } else {
        Stands::RuntimeStarting
    })
}
