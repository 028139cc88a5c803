use time::OffsetDateTime;
use time::macros::format_description;

use super::columns::columns;
use super::markdown::{code, table, text, words};
use crate::record::{Outcome, PastRelease, ReleaseRecord, SideStatus, StatusReport, brief};

const SIDES: [&str; 6] = ["Side", "State", "Content", "Commit", "Verified", "By"];
const RELEASES: [&str; 6] = ["Began", "Ended", "Content", "Commit", "By", "Written down as"];

/// The tables of `status`, for the summary.
pub(super) fn as_markdown(record: &ReleaseRecord) -> String {
    let Some(status) = record.looked_up() else { return String::new() };
    let shown = |head: &[&str; 6], rows: &[[String; 6]]| {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
        table(head, &rows)
    };
    let mut page = format!("### What runs in {}\n\n{}\n", code(&status.app), shown(&SIDES, &sides(status)));
    for said in &status.contradictions {
        page += &format!("> ⚠️ {}\n\n", text(said));
    }
    page += "### The newest releases\n\n";
    page += &match (&status.releases, &status.no_releases) {
        (_, Some(why)) => format!("Unknown: {}\n\n", words(why)),
        (Some(releases), None) if !releases.is_empty() => format!("{}\n", shown(&RELEASES, &past(releases))),
        _ => "None is written down.\n\n".to_owned(),
    };
    page
}

/// The same for a terminal, in columns.
pub fn status_text(status: &StatusReport) -> String {
    let mut shown = columns(&SIDES, sides(status));
    if let Some(swapped) = &status.swapped {
        shown += &format!("last swap: {}\n", brief(swapped));
    }
    for said in &status.contradictions {
        shown += &format!("contradiction: {said}\n");
    }
    shown.push('\n');
    shown
        + &match (&status.releases, &status.no_releases) {
            (_, Some(why)) => format!("releases: unknown, {why}\n"),
            (Some(releases), None) if !releases.is_empty() => columns(&RELEASES, past(releases)),
            _ => "releases: none is written down\n".to_owned(),
        }
}

/// The same as one JSON document.
pub fn status_json(status: &StatusReport) -> String {
    serde_json::to_string_pretty(status).map(|text| text + "\n").unwrap_or_default()
}

fn sides(status: &StatusReport) -> Vec<[String; 6]> {
    status.sides.iter().map(side).collect()
}

fn side(side: &SideStatus) -> [String; 6] {
    let state = match side.runs {
        Some(true) => "running",
        Some(false) => "stopped",
        None => "unknown",
    };
    let release = side.release.as_ref();
    let verified = match release.map(|release| (release.outcome, release.ended)) {
        Some((Some(Outcome::Verified), Some(at))) => format!("since {}", minute(at)),
        Some((Some(Outcome::PromotedUnverified), _)) => "no".to_owned(),
        _ => "unknown".to_owned(),
    };
    [
        side.name.clone(),
        state.to_owned(),
        side.content.clone(),
        short(release.and_then(|release| release.commit.as_deref())),
        verified,
        release.map_or_else(unknown, by),
    ]
}

fn past(releases: &[PastRelease]) -> Vec<[String; 6]> {
    let row = |one: &PastRelease| {
        let ended = match (one.outcome, one.ended) {
            (Some(outcome), Some(at)) => format!("{} at {}", outcome.name(), minute(at)),
            _ => "no end is written down".to_owned(),
        };
        [
            minute(one.began),
            ended,
            one.digest.as_ref().map_or_else(unknown, |digest| digest.short().to_owned()),
            short(one.commit.as_deref()),
            by(one),
            brief(&one.source),
        ]
    };
    releases.iter().map(row).collect()
}

fn by(release: &PastRelease) -> String {
    let who = release.by.as_deref().map_or_else(unknown, brief);
    match &release.run {
        Some(run) => format!("{who}, run {}", brief(run)),
        None => who,
    }
}

fn short(commit: Option<&str>) -> String {
    commit.map_or_else(unknown, |commit| brief(commit.get(..7).unwrap_or(commit)))
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// In UTC, to the minute.
fn minute(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]Z");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_else(|_| unknown())
}
