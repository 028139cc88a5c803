use super::markdown::{code, link, table, text, words};
use crate::record::{Outcome, PackageEntry, Provenance, ReleaseRecord, ServerBuild, number_of, show_bytes, some_of};

/// So many functions stand in a row.
const NAMED: usize = 10;

/// What was released and what it replaced.
pub(super) fn released(record: &ReleaseRecord) -> String {
    // A run with wrong inputs released nothing.
    if record.app.is_empty() || record.is_of_several() {
        return String::new();
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            rows.push(vec![name.to_owned(), value]);
        }
    };
    let app = record.urls.app.as_ref().map(|url| format!(" · {}", link("open", url))).unwrap_or_default();
    row(
        "App",
        Some(format!("{} · slot {} → {}{}", code(&record.app), code(&record.slot), code(&record.target_slot), app)),
    );
    row("Commit", commit(record));
    row("Content", record.digest.as_ref().map(|digest| code(digest.short())));
    row("Taken from", record.artifact.as_ref().map(|artifact| words(&artifact.to_string())));
    row("Origin", record.origin.as_ref().map(|origin| origin_row(origin, record.rehearsed.is_none())));
    row("Built by", record.package.build.as_ref().map(|build| text(&built(build))));
    row("Content proved by", record.identity.proof.map(|proof| text(&proof.to_string())));
    if record.package.bytes > 0 {
        let sent = sent(&record.package);
        let files = match record.package.files {
            0 => String::new(),
            files => format!("{}, ", number_of(files, "file")),
        };
        row("Package", Some(format!("{files}{}, {sent}", show_bytes(record.package.bytes))));
    }
    row("Slot created", record.created_slot.as_ref().map(|created| text(&created.words())));
    row("Functions host", record.migration.as_ref().map(|it| text(&format!("{} → {}", it.from, it.to))));
    row("Site of the slot", record.site.as_ref().map(|words| text(words)));
    row("Settings of the slot", record.settings.as_ref().map(|entry| text(&entry.words())));
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
    let life = &record.slot_life;
    row(
        "Triggers of the slot",
        (!life.held.is_empty()).then(|| text(&format!("held: {}", some_of(&life.held, NAMED)))),
    );
    row("Slot started", life.started_in.map(|seconds| format!("it was stopped, and ran after {seconds} s")));
    row("Old version", life.old_version.as_ref().map(|says| text(says)));
    row("Asked for by", record.actor.as_ref().map(|actor| text(actor)));
    // A simulated GitHub has no pages.
    let is_real = record.rehearsed.is_none();
    row("Run", record.urls.run.as_ref().filter(|_| is_real).map(|url| link("log", url)));
    row("Look at", places(record));
    // The first row is the table's head, which Markdown requires.
    let head = rows.remove(0);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let title = if came_somewhere(record) { "What was released" } else { "What it is about" };
    format!("### {title}\n\n{}\n", table(&head, &rows))
}

/// Who attested it, with the page of the run that did.
fn origin_row(origin: &Provenance, is_real: bool) -> String {
    let run = origin.run.as_ref().filter(|_| is_real).map(|url| format!(" · {}", link("run", url)));
    format!("{}{}", text(&origin.words()), run.unwrap_or_default())
}

/// Who built it, and whether the digest is that of the build.
fn built(build: &ServerBuild) -> String {
    let ServerBuild { built_by, sources, files } = build;
    let of = format!("{built_by}, of the sources {}", sources.short());
    match files {
        Some(files) => format!("{of}: {}, read back", number_of(*files, "file")),
        None => format!("{of}; what it built was not read back, so its digest is unknown"),
    }
}

/// What went over the line, and what did not have to.
fn sent(package: &PackageEntry) -> String {
    let sent = match package.uploaded_bytes {
        0 => "nothing sent".to_owned(),
        bytes => format!("{} sent", show_bytes(bytes)),
    };
    let Some(delivery) = &package.delivery else { return sent };
    let reused = match package.reused_bytes {
        0 => String::new(),
        bytes => format!(" in {}, {} reused", number_of(package.requests, "request"), show_bytes(bytes)),
    };
    format!("{sent}{reused} (by {}: {})", delivery.strategy, text(&delivery.because))
}

/// Whether the release came to the slot for good, or to production, as far as that was read back.
fn came_somewhere(record: &ReleaseRecord) -> bool {
    use Outcome::{PromotedUnverified, RolledBack, Staged, Verified};
    matches!(record.outcome, Some(Verified | PromotedUnverified | Staged | RolledBack)) && record.plan.is_empty()
}

/// Where the commit can be read: the run's own address tells which server it is.
fn commit(record: &ReleaseRecord) -> Option<String> {
    let commit = record.commit.as_ref()?;
    let short = code(commit.get(..12).unwrap_or(commit));
    let server = record.urls.run.as_ref().filter(|_| record.rehearsed.is_none()).zip(record.repository.as_ref());
    let server = server.and_then(|(run, repository)| Some((run.split_once(&format!("/{repository}/"))?.0, repository)));
    let Some((server, repository)) = server.filter(|_| is_plain(commit)) else { return Some(short) };
    let before = record.previous_commit.as_ref().filter(|before| is_plain(before) && *before != commit);
    let changes = before.map(|before| {
        let compare = format!("{server}/{repository}/compare/{before}...{commit}");
        format!(" · {}", link("changes since what production ran", &compare))
    });
    let open = link("open", &format!("{server}/{repository}/commit/{commit}"));
    Some(format!("{short} · {open}{}", changes.unwrap_or_default()))
}

/// Whether it can stand in an address as it is.
fn is_plain(commit: &str) -> bool {
    !commit.is_empty() && commit.chars().all(|c| c.is_ascii_hexdigit())
}

/// Where a person looks next.
fn places(record: &ReleaseRecord) -> Option<String> {
    let urls = &record.urls;
    let named = [
        ("slot", &urls.slot),
        ("log stream of production", &urls.log_stream),
        ("log stream of the slot", &urls.slot_log_stream),
        ("production in the portal", &urls.portal),
        ("slot in the portal", &urls.slot_portal),
        ("Application Insights", &urls.insights),
    ];
    let links: Vec<String> = named.iter().filter_map(|(name, url)| Some(link(name, url.as_ref()?))).collect();
    (!links.is_empty()).then(|| links.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_hostile_repository_name_cannot_leave_its_link() {
        let mut record = sample::record(Outcome::Verified);
        let repository = "o/r) [x](https://evil.test) |";
        record.urls.run = Some(format!("https://hub.test/{repository}/actions/runs/1"));
        record.repository = Some(repository.to_owned());
        record.commit = Some("0123456789abcdef".to_owned());
        record.urls.app = Some("javascript:alert(1)".to_owned());
        let shown = released(&record);
        assert!(!shown.contains("](https://evil.test") && !shown.contains("javascript:"), "{shown}");
        assert!(shown.contains("[log](https://hub.test/o/r%29%20%5Bx%5D%28https://evil.test%29%20%7C/actions/runs/1)"));
        assert_eq!(shown.matches("[open](").count(), 1, "the commit: {shown}");
    }

    fn shown(before: Option<&str>) -> String {
        let mut record = sample::record(Outcome::Verified);
        record.previous_commit = before.map(str::to_owned);
        record.repository = Some("contoso/shop".to_owned());
        record.urls.run = Some("https://github.test/contoso/shop/actions/runs/1".to_owned());
        commit(&record).unwrap()
    }

    #[test]
    fn the_changes_are_linked_where_both_commits_are_known_and_differ() {
        let before = "2222222222222222222222222222222222222222";
        let link = format!("(https://github.test/contoso/shop/compare/{before}...abcdef0123456789)");
        assert!(shown(Some(before)).ends_with(&link), "{}", shown(Some(before)));
        for none in [None, Some(""), Some("abcdef0123456789")] {
            assert!(!shown(none).contains("compare"), "{none:?}");
        }
    }

    #[test]
    fn a_commit_that_is_no_hash_is_not_linked() {
        assert!(!shown(Some("main...evil](https://evil.test)")).contains("evil"));
    }

    #[test]
    fn application_insights_is_linked_where_it_is_known() {
        let mut record = sample::record(Outcome::Verified);
        assert!(!released(&record).contains("Application Insights"));
        record.urls.insights = Some("https://portal.azure.com/#resource/c".to_owned());
        assert!(released(&record).contains("[Application Insights](https://portal.azure.com/#resource/c)"));
    }
}
