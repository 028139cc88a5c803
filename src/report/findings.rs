use super::markdown::{block, code, details, words};
use crate::record::{Finding, ReleaseRecord, Severity};

/// What preflight found: what matters in full, the rest to be opened.
pub fn findings(record: &ReleaseRecord) -> String {
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
        shown += &format!("{mark} {} ({})\n", words(&finding.says), code(&finding.check));
        // An error's mend stands under "What to do" already.
        if finding.severity == Severity::Warning && !finding.mend.is_empty() {
            shown += &mend(&finding.mend);
        }
        shown += "\n";
    }
    for warning in &record.warnings {
        shown += &format!("⚠️ {}\n\n", words(warning));
    }
    if !fine.is_empty() {
        let lines: String =
            fine.iter().map(|finding| format!("- ✅ {} ({})\n", words(&finding.says), code(&finding.check))).collect();
        shown += &details(&format!("{} checks in order", fine.len()), &lines);
        shown += "\n";
    }
    shown
}

/// A mend may end in a command.
fn mend(mend: &str) -> String {
    match mend.split_once(": az ") {
        Some((sentence, command)) => {
            format!("\n{}:\n\n{}", words(sentence), block(&format!("az {command}")))
        }
        None => format!("\n{}\n", words(mend)),
    }
}
