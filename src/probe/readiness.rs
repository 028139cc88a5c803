use super::{Asker, run_check};
use crate::config::{Check, Readiness};
use crate::record::{ProbePhase, ProbeResult};
use crate::runner::PROGRESS;

/// The app did not become ready.
#[derive(Debug, Clone)]
pub struct NotReady {
    /// What the last try came to.
    pub last: Box<ProbeResult>,
    /// How often it was tried.
    pub tries: u32,
    /// For how long, in seconds.
    pub seconds: u64,
}

/// Repeats the first critical check that changes nothing until it passed several times in a row.
/// Any failure begins the count anew. Without such a check there is nothing to wait for.
pub async fn wait_until_ready(
    asker: &Asker,
    readiness: &Readiness,
    checks: &[Check],
    phase: ProbePhase,
) -> Result<(), NotReady> {
    let first = checks.iter().find(|check| {
        check.severity == crate::record::Severity::Error
            && check.is_for(phase)
            && matches!(check.request.method, "GET" | "HEAD" | "OPTIONS")
    });
    let Some(check) = first else {
        return Ok(());
    };
    let pace = asker.pace();
    let began = pace.now();
    let (mut in_a_row, mut tries) = (0, 0);
    loop {
        let result = run_check(asker, check, phase).await;
        tries += 1;
        in_a_row = match result.is_good() {
            true => in_a_row + 1,
            false => 0,
        };
        if in_a_row >= readiness.successes {
            return Ok(());
        }
        let waited = pace.now() - began;
        if waited + readiness.interval > readiness.deadline {
            return Err(NotReady { last: Box::new(result), tries, seconds: waited.as_secs() });
        }
        if !result.is_good() {
            let seconds = waited.as_secs();
            tracing::info!(target: PROGRESS, "not ready after {seconds} s: {}", result.explanation());
        }
        pace.sleep(readiness.interval).await;
    }
}
