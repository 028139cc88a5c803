use super::markdown::{block, code, details, words};
use super::next_steps::Step;
use crate::record::{Finding, ReleaseRecord, Severity};

/// What preflight found: warnings and stops in full, the rest folded.
pub(super) fn findings(record: &ReleaseRecord) -> String {
    if record.findings.is_empty() && record.warnings.is_empty() {
        return String::new();
    }
    let (fine, matter): (Vec<&Finding>, Vec<&Finding>) =
        record.findings.iter().partition(|finding| finding.severity == Severity::Fine);
    let mut shown = "### Preflight\n\n".to_owned();
    for finding in matter {
        let mark = match finding.severity {
            Severity::Error => "❌",
            _ => "⚠️",
        };
        shown += &format!("{mark} {} ({})\n", words(&finding.says), code(finding.check.as_str()));
        // An error's fix is already under "What to do".
        if finding.severity == Severity::Warning && !finding.fix.is_empty() {
            let step = Step::of(&finding.fix);
            shown += &format!("\n{}\n", words(&step.says));
            if let Some(command) = &step.block {
                shown += &format!("\n{}", block(command));
            }
        }
        shown += "\n";
    }
    for warning in &record.warnings {
        shown += &format!("⚠️ {}\n\n", words(warning));
    }
    if !fine.is_empty() {
        let lines: String = fine
            .iter()
            .map(|finding| format!("- ✅ {} ({})\n", words(&finding.says), code(finding.check.as_str())))
            .collect();
        shown += &details(&format!("{} checks in order", fine.len()), &lines);
        shown += "\n";
    }
    shown
}
