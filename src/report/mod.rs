//! All that a person reads at the end, drawn from one record: job summary, annotations, outputs,
//! and the evidence files.
//!
//! [`SURFACES`] lists them; whatever is added there is held to the same outcome by one test.

mod annotations;
mod evidence;
mod findings;
mod functions;
mod headline;
mod markdown;
mod outputs;
mod plan;
mod probes;
mod released;
mod summary;
mod timeline;
mod watch;

pub use annotations::annotations;
pub use evidence::{EvidenceError, write_evidence, write_record};
pub use headline::closing_lines;
pub use outputs::{OUTPUTS, outputs};
pub use summary::{SUMMARY_LIMIT, summary};

use crate::record::ReleaseRecord;

/// One way in which a record reaches people or programs.
pub struct Surface {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub text: fn(&ReleaseRecord) -> String,
}

/// All surfaces that are drawn here. The exit code is in the record itself, and the GitHub
/// Deployment is told by the release, from the same record.
pub const SURFACES: &[Surface] = &[
    Surface { name: "summary", text: |record| summary(record, SUMMARY_LIMIT) },
    Surface {
        name: "annotations",
        text: |record| annotations(record).iter().map(|a| format!("{}: {}\n", a.title, a.message)).collect(),
    },
    Surface {
        name: "outputs",
        text: |record| outputs(record).iter().map(|(name, value)| format!("{name}={value}\n")).collect(),
    },
    Surface { name: "release.json", text: evidence::release_json },
    Surface { name: "closing lines", text: closing_lines },
];

#[cfg(test)]
pub(crate) mod sample {
    use crate::record::*;
    use time::OffsetDateTime;

    /// A record that has something in every part.
    pub fn record(outcome: Outcome) -> ReleaseRecord {
        let start = OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000);
        let mut record = ReleaseRecord::begin("sd-1".into(), start, 1);
        record.outcome = Some(outcome);
        record.exit_code = outcome.exit_code(false);
        record.reason = "because | of <b>this</b>".into();
        record.app = "shop-orders".into();
        record.slot = "staging".into();
        record.target_slot = "production".into();
        record.digest = Some(Digest::of(b"content"));
        record.commit = Some("abcdef0123456789".into());
        record.problem = (outcome.row().tone == Tone::Bad)
            .then(|| Problem::new("some-code", "because | of <b>this</b>").hint("do this first").hint("az do --that"));
        record.phases = vec![PhaseEntry { name: Phase::SignIn, started: start, seconds: 1.5, state: PhaseState::Done }];
        record.probes = vec![ProbeResult {
            name: "health".into(),
            phase: ProbePhase::Stage,
            severity: Severity::Error,
            verdict: ProbeVerdict::Failed,
            request: "GET /api/health".into(),
            attempts: 2,
            latency_ms: Some(42),
            assertions: vec![Assertion {
                subject: "status".into(),
                expected: "is 200".into(),
                actual: "number 500".into(),
                type_mismatch: false,
                held: false,
            }],
            error: None,
        }];
        record.findings = vec![Finding::warning("live-triggers", "the slot takes events", "switch them off")];
        record.warnings = vec!["something @everyone #1".into()];
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::OUTCOMES;

    #[test]
    fn every_surface_says_the_same_outcome() {
        for row in OUTCOMES {
            let record = sample::record(row.outcome);
            for surface in SURFACES {
                let text = (surface.text)(&record);
                assert!(text.contains(row.name), "{} does not say {}:\n{text}", surface.name, row.name);
                for other in OUTCOMES.iter().filter(|other| other.outcome != row.outcome) {
                    let said = text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == other.name);
                    assert!(!said, "{} says {} for {}:\n{text}", surface.name, other.name, row.name);
                }
            }
        }
    }
}
