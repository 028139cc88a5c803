use super::checked;
use super::checklist;
use super::event_work::{EventWork, few};
use super::garbage;
use super::markdown::{block, details, text, words};
use super::next_steps::next_steps;

use crate::record::{Basis, LayerLook, Outcome, ReleaseRecord, ServiceAnswer, Tone};

fn mark(outcome: Outcome) -> &'static str {
    match (outcome, outcome.row().tone) {
        (Outcome::Skipped, _) => "⏭️",
        (_, Tone::Good) => "✅",
        (_, Tone::Caution) => "⚠️",
        (_, Tone::Bad) => "❌",
    }
}

/// A good outcome needs no reason, unless the run gave one of its own.
fn is_explained(outcome: Outcome, reason: &str) -> bool {
    outcome.row().tone != Tone::Good || outcome == Outcome::Skipped || reason != outcome.row().meaning
}

/// What production's users have now, and which functions they have no more; of `verified` also what it rests on, where nobody
/// asked the app, or a part of it.
pub(super) fn told(record: &ReleaseRecord, outcome: Outcome) -> String {
    let rehearsed = if record.rehearsed.is_some() { "Rehearsal: " } else { "" };
    if let Some(said) = garbage::headline(record, outcome) {
        return format!("{rehearsed}{said}");
    }
    if let Some(look) = &record.layer {
        return format!("{rehearsed}{}", layer(look));
    }
    if let Some(said) = compared(record, outcome) {
        return format!("{rehearsed}{said}");
    }
    if let Some(said) = looked_up(record, outcome) {
        return format!("{rehearsed}{said}");
    }
    if let Some(said) = checked::headline(record, outcome) {
        return format!("{rehearsed}{said}");
    }
    let headline = outcome.row().headline;
    let is_slower = record.watch.as_ref().is_some_and(|watch| watch.slower.is_some());
    let headline = match outcome {
        // Only a dry run has a plan.
        Outcome::Checked if record.plan.is_empty() => "Nothing was changed: there was nothing to do".to_owned(),
        Outcome::Verified | Outcome::PromotedUnverified => format!("{headline}{}", slower(is_slower)),
        _ => headline.to_owned(),
    };
    let headline = match (outcome, record.basis) {
        (Outcome::Verified, Some(Basis::Host | Basis::Traffic | Basis::Executions)) => {
            // Host and list look well also where every execution fails, so the word "healthy" would say too much.
            let looked = "Production runs this release; its host, functions and content are as they should be";
            let work = match EventWork::of(record) {
                Some(EventWork::Unseen(unseen)) => format!(", and {unseen}"),
                Some(EventWork::Seen(seen)) => format!("; {seen}"),
                None => String::new(),
            };
            format!("{looked}, but no critical probe asked it{work}{}", slower(is_slower))
        }
        (Outcome::Verified, Some(Basis::Probes)) => {
            // Probes are requests: they show nothing of what events start.
            let good = format!("Production runs this release and its probes stayed good{}", slower(is_slower));
            match EventWork::of(record) {
                Some(EventWork::Unseen(unseen)) => format!("{good}, but {unseen}"),
                Some(EventWork::Seen(seen)) => format!("{good}; {seen}"),
                None => headline,
            }
        }
        _ => headline,
    };
    format!("{rehearsed}{headline}{}", lacks(record, outcome))
}

/// The end of a comparison, which neither swaps nor releases.
fn compared(record: &ReleaseRecord, outcome: Outcome) -> Option<&'static str> {
    record.settings_diff.as_ref()?;
    match outcome {
        Outcome::Checked => Some("Nothing was changed: the settings were compared"),
        Outcome::Aborted => Some("Nothing was changed: the settings could not be compared"),
        Outcome::Interrupted => Some("Cancelled: nothing was changed, and the settings were not compared"),
        _ => None,
    }
}

/// The end of a look at what runs where.
fn looked_up(record: &ReleaseRecord, outcome: Outcome) -> Option<&'static str> {
    let status = record.status.as_ref()?;
    match outcome {
        Outcome::Checked if status.contradictions.is_empty() => {
            Some("Both sides and the releases were read; nothing was changed")
        }
        Outcome::Checked => Some("Azure and the release history contradict each other; nothing was changed"),
        Outcome::Aborted => Some("Nothing was changed: what runs where could not be read"),
        Outcome::Interrupted => Some("Cancelled: nothing was changed, and what runs where was not read"),
        _ => None,
    }
}

/// The answer of a look for a layer.
fn layer(look: &LayerLook) -> &'static str {
    match look.hit {
        Some(true) => "The container of packages has the dependencies: nothing need be installed",
        Some(false) => "The container of packages does not have the dependencies: they have to be installed",
        None => "Whether the container of packages has the dependencies is unknown",
    }
}

fn slower(is_slower: bool) -> &'static str {
    if is_slower { ", far slower than before" } else { "" }
}

/// The functions of production that the release does not have.
fn lacks(record: &ReleaseRecord, outcome: Outcome) -> String {
    let brings = matches!(outcome, Outcome::Verified | Outcome::PromotedUnverified | Outcome::Staged);
    let (Some(before), Some(after), true) = (&record.functions.before, &record.functions.after, brings) else {
        return String::new();
    };
    let lost = before.missing_from(after);
    let named = few(&lost.iter().map(String::as_str).collect::<Vec<_>>());
    match lost.len() {
        0 => String::new(),
        1 => format!("; it lacks a function that production had: {named}"),
        n => format!("; it lacks {n} functions that production had: {named}"),
    }
}

/// The outcome in one line, and its reason.
pub(super) fn headline(record: &ReleaseRecord) -> String {
    let Some(outcome) = record.outcome else {
        return "## ⏳ in progress\n".to_owned();
    };
    let row = outcome.row();
    let mut shown = format!("## {} {} — {}\n\n", mark(outcome), row.name, text(&told(record, outcome)));
    if is_explained(outcome, &record.reason) {
        shown += &format!("**{}**\n\n", words(&capitalised(&record.reason)));
    }
    shown
}

/// On failure: what to do, the one most useful thing first.
pub(super) fn what_to_do(record: &ReleaseRecord) -> String {
    let mut shown = String::new();
    let steps = next_steps(record);
    if !steps.is_empty() {
        shown += "### What to do\n\n";
    }
    for step in steps {
        shown += &format!("- {}\n\n", words(&step.says));
        if let Some(text) = &step.block {
            shown += &format!("{}\n", indented(&block(text)));
        }
    }
    if let Some(service) = record.problem.as_ref().and_then(|problem| problem.service.as_ref()) {
        shown += &format!("{}\n", details("What the service reported", &service_words(service)));
    }
    shown
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
    let mut lines = format!("{} {}: {}\n", mark(outcome), row.name, told(record, outcome));
    if is_explained(outcome, &record.reason) {
        lines += &format!("  why: {}\n", record.reason);
    }
    lines += &checklist::as_lines(record);
    for step in next_steps(record) {
        lines += &format!("  - {}\n", step.plain().replace('\n', "\n    "));
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
