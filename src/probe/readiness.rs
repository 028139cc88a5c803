use super::{Asker, run_probe};
use crate::config::{Probe, Readiness};
use crate::record::{ProbePhase, ProbeResult};
use crate::runner::PROGRESS;

/// The app did not become ready.
#[derive(Debug, Clone)]
pub struct NotReady {
    /// The result of the last try.
    pub last: Box<ProbeResult>,
    /// How often it was tried.
    pub tries: u32,
    /// For how long, in seconds.
    pub seconds: u64,
}

/// Repeats the first critical probe that changes nothing until it passed several times in a row.
/// Any failure begins the count anew. Without such a probe it does not wait.
pub async fn wait_until_ready(
    asker: &Asker,
    readiness: &Readiness,
    probes: &[Probe],
    phase: ProbePhase,
) -> Result<(), NotReady> {
    let first = probes.iter().find(|probe| {
        probe.severity == crate::record::Severity::Error && probe.is_for(phase) && probe.request.method.is_safe()
    });
    let Some(probe) = first else {
        return Ok(());
    };
    let pace = asker.pace();
    let began = pace.now();
    let (mut in_a_row, mut tries, mut waits) = (0, 0, readiness.waits());
    loop {
        let result = run_probe(asker, probe, phase).await;
        tries += 1;
        in_a_row = if result.is_good() { in_a_row + 1 } else { 0 };
        if in_a_row >= readiness.successes {
            return Ok(());
        }
        let (waited, wait) = (pace.now() - began, waits.wait());
        if waited + wait > readiness.deadline {
            return Err(NotReady { last: Box::new(result), tries, seconds: waited.as_secs() });
        }
        if !result.is_good() {
            let seconds = waited.as_secs();
            tracing::info!(target: PROGRESS, "not ready after {seconds} s: {}", result.explanation());
        }
        pace.sleep(wait).await;
    }
}
