use super::markdown::{code, details};
use crate::record::ReleaseRecord;

/// Added and removed functions, and a folded list of all.
pub(super) fn functions(record: &ReleaseRecord) -> String {
    let Some(after) = &record.functions.after else {
        return String::new();
    };
    let list = |names: &[String]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    let mut shown = "### Functions\n\n".to_owned();
    match &record.functions.before {
        None => shown += "Which functions production had before was not read.\n\n",
        Some(before) => {
            let (added, removed) = (after.missing_from(before), before.missing_from(after));
            if added.is_empty() && removed.is_empty() {
                shown += &format!("The same {} as before.\n\n", after.len());
            }
            if !added.is_empty() {
                shown += &format!("Added: {}\n\n", list(&added));
            }
            if !removed.is_empty() {
                shown += &format!("**Removed: {}**\n\n", list(&removed));
            }
        }
    }
    let all: String = after
        .iter()
        .map(|function| {
            let off = if function.enabled { "" } else { " (switched off in the slot)" };
            format!("- {} · {}{off}\n", code(&function.name), code(&function.trigger))
        })
        .collect();
    shown + &details(&format!("All {}", after.len()), &all) + "\n"
}
