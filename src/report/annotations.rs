use crate::record::{Finding, ReleaseRecord, Severity, Tone};
use crate::runner::Annotation;

/// GitHub keeps ten of each kind for a step; a few say more than many.
const MOST_WARNINGS: usize = 5;

/// What GitHub shows on the run's page: how it ended, then what is worth a warning.
pub fn annotations(record: &ReleaseRecord) -> Vec<Annotation> {
    let Some(outcome) = record.outcome else {
        return Vec::new();
    };
    let row = outcome.row();
    let title = format!("{}: {}", row.name, row.headline);
    let first_hint = record.problem.as_ref().and_then(|problem| problem.hints.first());
    let message = match first_hint {
        Some(hint) => format!("{}\n{hint}", record.reason),
        None => record.reason.clone(),
    };
    let ending = match row.tone {
        Tone::Good => Annotation::notice(title, message),
        Tone::Caution => Annotation::warning(title, message),
        Tone::Bad => Annotation::error(title, message),
    };
    let warned = |finding: &&Finding| finding.severity == Severity::Warning;
    let findings = record.findings.iter().filter(warned).map(|finding| {
        Annotation::warning(format!("preflight: {}", finding.check), format!("{}\n{}", finding.says, finding.mend))
    });
    let warnings = record.warnings.iter().map(|warning| Annotation::warning("slot-deploy", warning.clone()));
    std::iter::once(ending).chain(findings.chain(warnings).take(MOST_WARNINGS)).collect()
}
