use super::markdown::{block, code, details, table, text};
use crate::record::{ProbePhase, ProbeResult, ProbeVerdict, ReleaseRecord, WrongAnswer};

/// All probes in one table, with the failure in the row.
pub(super) fn probes(record: &ReleaseRecord) -> String {
    if record.probes.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = record.probes.iter().map(row).collect();
    let head = ["", "Probe", "Where", "Request", "Latency", "Result"];
    let answers: String = record.probes.iter().filter_map(answered).collect();
    format!("### Probes\n\n{}\n{answers}", table(&head, &rows))
}

/// The answer itself, where it was wrong.
fn answered(result: &ProbeResult) -> Option<String> {
    let WrongAnswer { status, body, is_cut, correlation_id } = result.answer.as_ref()?;
    let body = match (body.is_empty(), is_cut) {
        (true, _) => "with an empty body\n".to_owned(),
        (false, cut) => block(body) + if *cut { "\nThe rest is left out.\n" } else { "" },
    };
    let id = correlation_id.as_ref().map(|id| format!("\nThe logs know this request by {}.\n", code(id)));
    let title = format!("What {} answered: {status}", result.request);
    Some(details(&title, &format!("{body}{}", id.unwrap_or_default())) + "\n")
}

fn row(result: &ProbeResult) -> Vec<String> {
    let mark = match (result.verdict, result.is_critical()) {
        (ProbeVerdict::Passed, _) => "✅",
        (ProbeVerdict::Slow, _) => "🐢",
        (_, true) => "❌",
        (_, false) => "⚠️",
    };
    let place = match result.phase {
        ProbePhase::Stage => "slot",
        ProbePhase::Production => "production",
        ProbePhase::Rollback => "production, rolled back",
    };
    let latency = result.latency_ms.map(|ms| format!("{ms} ms")).unwrap_or_else(|| "–".to_owned());
    vec![mark.to_owned(), text(&result.name), place.to_owned(), code(&result.request), latency, outcome(result)]
}

fn outcome(result: &ProbeResult) -> String {
    let tries = match result.attempts {
        0 | 1 => String::new(),
        n => format!(" (try {n})"),
    };
    if let Some(error) = &result.error {
        let what = if result.verdict == ProbeVerdict::Failed { "no answer" } else { "could not be asked" };
        return format!("{what}: {}{tries}", text(error));
    }
    let wrong: Vec<String> = result
        .assertions
        .iter()
        .filter(|assertion| !assertion.held)
        .map(|assertion| {
            let types = if assertion.type_mismatch { ", of another type" } else { "" };
            format!(
                "{} was **{}**{types}, expected: {}",
                code(&assertion.subject),
                text(&assertion.actual),
                text(&assertion.expected)
            )
        })
        .collect();
    match (wrong.is_empty(), result.verdict) {
        (false, _) => wrong.join("<br>") + &tries,
        (true, ProbeVerdict::Slow) => format!("passed, slower than the warning limit{tries}"),
        (true, _) => format!("{} expectations held{tries}", result.assertions.len()),
    }
}
