use super::headline::told;
use super::next_steps::next_steps;
use super::place::in_the_checkout;
use crate::record::{Finding, ReleaseRecord, Severity, Tone};
use crate::runner::{Annotation, Level};

/// GitHub keeps this many of each kind for a step (facts: file-commands).
const MOST: usize = 10;

/// What GitHub shows on the run's page: the outcome, then the warnings and the notes. What to do comes first in each, since the page shows
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
    let findings = record.findings.iter().filter(warned).map(|finding| of_finding(record, finding));
    let warnings = record.warnings.iter().map(|warning| Annotation::warning("slot-deploy", warning.clone()));
    let mut warnings: Vec<Annotation> = findings.chain(warnings).collect();
    let room = MOST - usize::from(ending.level == Level::Warning);
    if warnings.len() > room {
        let more = warnings.split_off(room - 1).len();
        let message = format!("{more} more warnings are in the log and in the summary");
        warnings.push(Annotation::warning("slot-deploy", message));
    }
    // The ending says what stops the release; an error of a rule is shown where it lies as well.
    let stops = |finding: &&Finding| finding.severity == Severity::Error && finding.is_of_package();
    let errors = record.findings.iter().filter(stops).map(|finding| of_finding(record, finding));
    let errors = errors.take(MOST - usize::from(ending.level == Level::Error));
    let noted = |finding: &&Finding| finding.severity == Severity::Note;
    let notes = record.findings.iter().filter(noted).map(|finding| of_finding(record, finding));
    let notes = notes.take(MOST - usize::from(ending.level == Level::Notice));
    std::iter::once(ending).chain(errors).chain(warnings).chain(notes).collect()
}

fn of_finding(record: &ReleaseRecord, finding: &Finding) -> Annotation {
    let room = if finding.is_of_package() { "package" } else { "preflight" };
    let place = finding.place();
    let says = place.map_or_else(|| finding.says.clone(), |place| format!("{place}: {}", finding.says));
    let title = format!("{room}: {}", finding.check);
    let message = lines(vec![finding.fix.clone(), says]);
    let annotation = match finding.severity {
        Severity::Error => Annotation::error(title, message),
        Severity::Note | Severity::Fine => Annotation::notice(title, message),
        Severity::Warning => Annotation::warning(title, message),
    };
    annotation.at(in_the_checkout(record, finding), finding.line)
}

fn lines(mut parts: Vec<String>) -> String {
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n")
}
