//! Sends the configured probes to the app and compares its answers with the expectations.
//!
//! An assertion's result is expected, actual and type. "The answer was wrong" and "it could not be
//! asked" are different things and stay different up to the report.

mod ask;
mod assertion;
mod masked;
mod readiness;
mod run;
mod wrong_answer;

pub use ask::Asker;
pub use readiness::{NotReady, wait_until_ready};
pub use run::{ask_once, heard, run_probe};

use crate::config::Probe;
use crate::record::{ProbePhase, ProbeResult};

/// Sends each probe of this phase once, in order.
pub async fn run_all(asker: &Asker, probes: &[Probe], phase: ProbePhase) -> Vec<ProbeResult> {
    let mut results = Vec::new();
    for probe in probes.iter().filter(|probe| probe.is_for(phase)) {
        results.push(run_probe(asker, probe, phase).await);
    }
    results
}
