//! The plan of the house, held against the code: who may use whom.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From top to bottom: a room uses rooms in lines below its own.
const LINES: &[&[&str]] = &[
    &["main"],
    &["rehearse"],
    &["cli"],
    &["release"],
    &["deliver", "preflight", "probe", "report"],
    &["azure", "github", "package"],
    &["runner", "config", "judge"],
    &["http", "record"],
];

/// Rooms that may use less than their line would let them.
fn may_use(room: &str) -> BTreeSet<String> {
    let below = LINES.iter().skip_while(|line| !line.contains(&room)).skip(1).flat_map(|line| line.iter());
    let mut allowed: BTreeSet<String> = below.map(|room| (*room).to_owned()).collect();
    match room {
        "judge" => allowed = BTreeSet::from(["record".to_owned()]),
        "rehearsal" => allowed.clear(),
        "rehearse" => {
            allowed.insert("rehearsal".to_owned());
        }
        _ => {}
    }
    allowed
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(source()).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Every room that a file names by `crate::room` or, in the binary, by `slot_deploy::room`.
fn used_by(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut used = BTreeSet::new();
    for prefix in ["crate::", "slot_deploy::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                // `use crate::{a::X, b}`: every name that begins a path within the braces.
                Some(group) => group.split('}').next().unwrap().split(',').collect(),
                None => vec![rest],
            };
            for name in names {
                let room: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                used.insert(room);
            }
        }
    }
    used
}

#[test]
fn every_room_uses_only_rooms_below_it() {
    let known: BTreeSet<&str> = LINES.iter().flat_map(|line| line.iter().copied()).chain(["rehearsal"]).collect();
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let room = room_of(&path);
        if room == "lib" {
            continue;
        }
        assert!(known.contains(room.as_str()), "{room} is no room of the plan");
        let allowed = may_use(&room);
        for used in used_by(&std::fs::read_to_string(&path).unwrap()) {
            if used != room && known.contains(used.as_str()) && !allowed.contains(&used) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_what_it_is_to_see() {
    let found = used_by(
        "use crate::azure::Arm;\nuse crate::{http::Pace, record};\n// crate::cli\nlet x = crate::judge::compare;",
    );
    let expected = ["azure", "http", "judge", "record"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
    assert!(!may_use("http").contains("record") && !may_use("azure").contains("package"));
}

#[test]
fn client_and_simulated_world_meet_only_in_rehearse() {
    for path in files(&source()) {
        let room = room_of(&path);
        let used = used_by(&std::fs::read_to_string(&path).unwrap());
        if room == "rehearsal" {
            let strangers: Vec<&String> = used.iter().filter(|used| *used != "rehearsal").collect();
            assert!(strangers.is_empty(), "{} uses {strangers:?}", path.display());
        } else if !["rehearse", "lib"].contains(&room.as_str()) {
            assert!(!used.contains("rehearsal"), "{} uses the simulated world", path.display());
        }
    }
}

#[test]
fn files_are_short_and_have_names_that_say_something() {
    let mut lengths: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in files(&source()) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for empty in ["utils", "util", "helpers", "common", "manager", "misc"] {
            assert_ne!(name, empty, "{}", path.display());
        }
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        lengths.insert(path, lines);
    }
    let mut sorted: Vec<usize> = lengths.values().copied().collect();
    sorted.sort_unstable();
    let median = sorted[sorted.len() / 2];
    assert!(median <= 120, "the median file has {median} lines");
    let long: Vec<_> = lengths.iter().filter(|(_, lines)| **lines > 620).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn the_tour_shows_the_same_plan() {
    let tour = std::fs::read_to_string(source().join("lib.rs")).unwrap();
    for line in LINES {
        let shown = tour.lines().any(|shown| {
            let words: Vec<&str> =
                shown.trim_start_matches("//!").split('(').next().unwrap().split_whitespace().collect();
            words == *line
        });
        assert!(shown, "the tour does not show the line {line:?}");
    }
}
