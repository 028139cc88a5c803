use super::markdown::{block, text};
use crate::record::{ReleaseRecord, Tone};

fn mark(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "✅",
        Tone::Caution => "⚠️",
        Tone::Bad => "❌",
    }
}

/// The verdict in one line, and below it why.
pub fn headline(record: &ReleaseRecord) -> String {
    let Some(outcome) = record.outcome else {
        return "## ⏳ still going on\n".to_owned();
    };
    let row = outcome.row();
    let mut shown = format!(
        "## {} {} — {}\n\n",
        mark(row.tone),
        row.name,
        text(row.headline)
    );
    if row.tone != Tone::Good {
        shown += &format!("**{}**\n\n", text(&capitalised(&record.reason)));
    }
    shown
}

/// On failure: what to do, the one most useful thing first.
pub fn what_to_do(record: &ReleaseRecord) -> String {
    let mut shown = String::new();
    let Some(problem) = &record.problem else {
        return shown;
    };
    if !problem.hints.is_empty() {
        shown += "### What to do\n\n";
    }
    for hint in &problem.hints {
        // A hint may carry a command or a snippet below its first line.
        match hint.split_once('\n') {
            Some((line, rest)) => shown += &format!("{}\n\n{}\n", text(line), block(rest)),
            None if hint.starts_with("az ") => shown += &format!("{}\n", block(hint)),
            None => shown += &format!("- {}\n", text(hint)),
        }
    }
    if let Some(service) = &problem.service {
        let id = service
            .correlation_id
            .as_ref()
            .map(|id| format!(" (correlation id `{}`)", text(id)));
        let status = service
            .status
            .map(|status| format!("{status} "))
            .unwrap_or_default();
        shown += &format!(
            "\n<sub>The service said: {status}{} {}{}</sub>\n",
            text(service.code.as_deref().unwrap_or_default()),
            text(&service.message),
            id.unwrap_or_default()
        );
    }
    shown + "\n"
}

/// The same for a terminal: the verdict, why, and what to do.
pub fn closing_lines(record: &ReleaseRecord) -> String {
    let Some(outcome) = record.outcome else {
        return String::new();
    };
    let row = outcome.row();
    let mut lines = format!("{} {}: {}\n", mark(row.tone), row.name, row.headline);
    if row.tone != Tone::Good {
        lines += &format!("  why: {}\n", record.reason);
    }
    if let Some(problem) = &record.problem {
        for hint in &problem.hints {
            lines += &format!("  - {}\n", hint.replace('\n', "\n    "));
        }
    }
    lines
}

fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
