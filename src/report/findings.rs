use super::markdown::{block, code, details, words};
use super::next_steps::Step;
use crate::record::{Finding, ReleaseRecord, Severity};

/// What the rules of the package and preflight found: stops, warnings and notes in full, the rest folded.
pub(super) fn findings(record: &ReleaseRecord) -> String {
    let (of_package, of_azure): (Vec<&Finding>, Vec<&Finding>) =
        record.findings.iter().partition(|finding| finding.is_of_package());
    part("Package", "rules lowered", &of_package, &[])
        + &part("Preflight", "checks in order", &of_azure, &record.warnings)
}

fn part(title: &str, what: &str, findings: &[&Finding], warnings: &[String]) -> String {
    if findings.is_empty() && warnings.is_empty() {
        return String::new();
    }
    let (fine, matter): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.severity == Severity::Fine);
    let (notes, matter): (Vec<&Finding>, Vec<&Finding>) =
        matter.into_iter().partition(|finding| finding.severity == Severity::Note);
    let mut shown = format!("### {title}\n\n");
    shown.extend(matter.into_iter().map(one));
    for warning in warnings {
        shown += &format!("⚠️ {}\n\n", words(warning));
    }
    shown.extend(notes.into_iter().map(one));
    if !fine.is_empty() {
        let lines: String = fine
            .iter()
            .map(|finding| format!("- ✅ {} ({})\n", words(&finding.says), code(finding.check.as_str())))
            .collect();
        shown += &details(&format!("{} {what}", fine.len()), &lines);
        shown += "\n";
    }
    shown
}

/// A finding as the summary shows it.
pub(super) fn one(finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Note | Severity::Fine => "ℹ️",
    };
    let place = finding.place().map(|place| format!("{}: ", code(&place))).unwrap_or_default();
    let mut shown = format!("{mark} {place}{} ({})\n", words(&finding.says), code(finding.check.as_str()));
    // An error's fix is already under "What to do".
    if finding.severity != Severity::Error && !finding.fix.is_empty() {
        let step = Step::of(&finding.fix);
        shown += &format!("\n{}\n", words(&step.says));
        if let Some(command) = &step.block {
            shown += &format!("\n{}", block(command));
        }
    }
    shown + "\n"
}
