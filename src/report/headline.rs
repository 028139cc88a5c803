use super::markdown::{block, details, text, words};
use crate::record::{Outcome, ReleaseRecord, ServiceAnswer, Tone};

fn mark(outcome: Outcome) -> &'static str {
    match (outcome, outcome.row().tone) {
        (Outcome::Skipped, _) => "⏭️",
        (_, Tone::Good) => "✅",
        (_, Tone::Caution) => "⚠️",
        (_, Tone::Bad) => "❌",
    }
}

/// What went well needs no reason.
fn is_explained(outcome: Outcome) -> bool {
    outcome.row().tone != Tone::Good || outcome == Outcome::Skipped
}

/// The verdict in one line, and below it why.
pub fn headline(record: &ReleaseRecord) -> String {
    let Some(outcome) = record.outcome else {
        return "## ⏳ still going on\n".to_owned();
    };
    let row = outcome.row();
    let mut shown = format!("## {} {} — {}\n\n", mark(outcome), row.name, text(row.headline));
    if is_explained(outcome) {
        shown += &format!("**{}**\n\n", words(&capitalised(&record.reason)));
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
            Some((line, rest)) => shown += &format!("- {}\n\n{}\n", words(line), indented(&block(rest))),
            None if hint.starts_with("az ") => shown += &format!("{}\n", indented(&block(hint))),
            None => shown += &format!("- {}\n\n", words(hint)),
        }
    }
    if let Some(service) = &problem.service {
        shown += &details("What the service itself said", &service_words(service));
    }
    shown + "\n"
}

fn service_words(service: &ServiceAnswer) -> String {
    let status = service.status.map(|status| format!("{status} ")).unwrap_or_default();
    let code = service.code.as_deref().unwrap_or_default();
    let mut shown = format!("{status}{} — {}\n", text(code), text(&service.message));
    if let Some(id) = &service.correlation_id {
        shown += &format!("\nCorrelation id for its support: {}\n", super::markdown::code(id));
    }
    shown
}

/// Within the item of a list.
fn indented(block: &str) -> String {
    block.lines().map(|line| format!("  {line}\n")).collect()
}

/// The same for a terminal: the verdict, why, and what to do.
pub fn closing_lines(record: &ReleaseRecord) -> String {
    let Some(outcome) = record.outcome else {
        return String::new();
    };
    let row = outcome.row();
    let mut lines = format!("{} {}: {}\n", mark(outcome), row.name, row.headline);
    if is_explained(outcome) {
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
