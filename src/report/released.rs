use super::markdown::{code, table, text};
use crate::record::ReleaseRecord;

/// What was released and what it replaced.
pub(super) fn released(record: &ReleaseRecord) -> String {
    // A run with wrong inputs released nothing.
    if record.app.is_empty() {
        return String::new();
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            rows.push(vec![name.to_owned(), value]);
        }
    };
    let link = |url: &Option<String>| url.as_ref().map(|url| format!(" · [open]({url})")).unwrap_or_default();
    row(
        "App",
        Some(format!(
            "{} · slot {} → {}{}",
            code(&record.app),
            code(&record.slot),
            code(&record.target_slot),
            link(&record.urls.app)
        )),
    );
    row("Commit", record.commit.as_ref().map(|commit| code(commit.get(..12).unwrap_or(commit))));
    row("Content", record.digest.as_ref().map(|digest| code(digest.short())));
    row("Content proved by", record.identity.proof.map(|proof| text(&proof.to_string())));
    if record.package.files > 0 {
        let sent = match record.package.uploaded_bytes {
            0 => "nothing sent".to_owned(),
            bytes => format!("{} sent", size(bytes)),
        };
        row("Package", Some(format!("{} files, {}, {sent}", record.package.files, size(record.package.bytes))));
    }
    row("Deployment", record.deployment_id.as_ref().map(|id| code(id)));
    let content = |evidence: &Option<crate::record::IdentityEvidence>| {
        evidence.as_ref().map(|evidence| text(&evidence.content.to_string()))
    };
    row("Production before", content(&record.identity.previous));
    row("Production now", content(&record.identity.production));
    // The slot's content after a swap is known only when it was read back.
    let now = match record.identity.production {
        Some(_) => "In the slot now",
        None => "In the slot, proved",
    };
    row(now, content(&record.identity.slot));
    row("Asked for by", record.actor.as_ref().map(|actor| text(actor)));
    row("Run", record.urls.run.as_ref().map(|url| format!("[log]({url})")));
    // The first row is the table's head, which Markdown requires.
    let head = rows.remove(0);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let title = if record.plan.is_empty() { "What was released" } else { "What it is about" };
    format!("### {title}\n\n{}\n", table(&head, &rows))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..=999_999 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
