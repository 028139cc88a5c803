use super::headline::told;
use super::next_steps::next_steps;
use crate::record::{Finding, ReleaseRecord, Severity, Tone};
use crate::runner::{Annotation, Level};

/// GitHub keeps this many of each kind for a step (facts: file-commands).
const MOST: usize = 10;

/// What GitHub shows on the run's page: the outcome, then the warnings. What to do comes first in each, since the page shows
/// little more than the first line until it is opened.
pub(super) fn annotations(record: &ReleaseRecord) -> Vec<Annotation> {
    let Some(outcome) = record.outcome else {
        return Vec::new();
    };
    let row = outcome.row();
    let title = format!("{}: {}", row.name, told(record, outcome));
    let steps = next_steps(record);
    let mut parts: Vec<String> = steps.iter().map(|step| step.plain()).collect();
    parts.insert(parts.len().min(1), record.reason.clone());
    let message = lines(parts);
    let ending = match row.tone {
        Tone::Good => Annotation::notice(title, message),
        Tone::Caution => Annotation::warning(title, message),
        Tone::Bad => Annotation::error(title, message),
    };
    let warned = |finding: &&Finding| finding.severity == Severity::Warning;
    let findings = record.findings.iter().filter(warned).map(|finding| {
        let message = lines(vec![finding.fix.clone(), finding.says.clone()]);
        Annotation::warning(format!("preflight: {}", finding.check), message)
    });
    let warnings = record.warnings.iter().map(|warning| Annotation::warning("slot-deploy", warning.clone()));
    let mut warnings: Vec<Annotation> = findings.chain(warnings).collect();
    let room = MOST - usize::from(ending.level == Level::Warning);
    if warnings.len() > room {
        let more = warnings.split_off(room - 1).len();
        let message = format!("{more} more warnings are in the log and in the summary");
        warnings.push(Annotation::warning("slot-deploy", message));
    }
    std::iter::once(ending).chain(warnings).collect()
}

fn lines(mut parts: Vec<String>) -> String {
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n")
}
