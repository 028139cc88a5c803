//! Asking the app what the configuration wants to know, and holding its answers against what was
//! expected.
//!
//! An assertion's result is expected, actual and type. "The answer was wrong" and "it could not be
//! asked" are different things and stay different up to the report.

mod ask;
mod assertion;
mod check;
mod readiness;

pub use ask::Asker;
pub use check::run_check;
pub use readiness::{NotReady, wait_until_ready};

use crate::config::Check;
use crate::record::{ProbePhase, ProbeResult};

/// Asks each check of this phase once, in order.
pub async fn run_all(asker: &Asker, checks: &[Check], phase: ProbePhase) -> Vec<ProbeResult> {
    let mut results = Vec::new();
    for check in checks.iter().filter(|check| check.is_for(phase)) {
        results.push(run_check(asker, check, phase).await);
    }
    results
}
