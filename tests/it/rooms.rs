//! Which room may use which, checked against the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// From top to bottom: a room uses rooms in lines below its own.
const LINES: &[&[&str]] = &[
    &["main"],
    &["rehearse"],
    &["cli"],
    &["release"],
    &["deliver", "preflight", "probe", "report"],
    &["store"],
    &["azure", "github", "package"],
    &["runner", "config", "judge", "attestation"],
    &["http"],
    &["record"],
    &["names"],
];

/// Rooms that may use less than their line would let them.
fn may_use(room: &str) -> BTreeSet<String> {
    let below = LINES.iter().skip_while(|line| !line.contains(&room)).skip(1).flat_map(|line| line.iter());
    let mut allowed: BTreeSet<String> = below.map(|room| (*room).to_owned()).collect();
    if room == "judge" {
        allowed = BTreeSet::from(["record".to_owned()]);
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

/// All but the simulated world, which is a crate of its own.
fn files_of_the_product() -> Vec<PathBuf> {
    files(&source()).into_iter().filter(|path| room_of(path) != "rehearsal").collect()
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
    let known: BTreeSet<&str> = LINES.iter().flat_map(|line| line.iter().copied()).collect();
    let mut wrong = Vec::new();
    for path in files_of_the_product() {
        let room = room_of(&path);
        if room == "lib" {
            continue;
        }
        assert!(known.contains(room.as_str()), "{room} is not a room of the plan");
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
fn the_room_check_finds_each_kind_of_use() {
    let found = used_by(
        "use crate::azure::Arm;\nuse crate::{http::Pace, record};\n// crate::cli\nlet x = crate::judge::compare;",
    );
    let expected = ["azure", "http", "judge", "record"].map(str::to_owned);
    assert_eq!(found, BTreeSet::from(expected));
    assert!(!may_use("record").contains("http") && !may_use("azure").contains("package"));
}

/// The other direction needs no test: the simulated world is a crate of its own, which the product depends on.
#[test]
fn the_product_names_the_simulated_world_only_in_rehearse() {
    for path in files_of_the_product() {
        let names_it = std::fs::read_to_string(&path).unwrap().contains("rehearsal::");
        assert!(
            !names_it || ["rehearse", "lib"].contains(&room_of(&path).as_str()),
            "{} uses the simulated world",
            path.display()
        );
    }
}

/// The rooms of a release, in the order of its process: a room uses rooms before it only, and nothing comes to it through the
/// door of the whole.
const OF_A_RELEASE: &[&str] =
    &["ground", "memory", "run", "slot", "lease", "stage", "swap", "watch", "back", "promote", "recover"];

#[test]
fn the_rooms_of_a_release_use_only_rooms_before_them() {
    let folder = source().join("release");
    let mut wrong = Vec::new();
    for (number, room) in OF_A_RELEASE.iter().enumerate() {
        for path in files(&folder.join(room)) {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, prefix) in text.match_indices("crate::release::") {
                let rest = &text[at + prefix.len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !OF_A_RELEASE[..number].contains(&used.as_str()) {
                    wrong.push(format!("{} uses {used}", path.display()));
                }
            }
            assert!(!text.contains("super::super"), "{}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rooms = std::fs::read_dir(&folder).unwrap().flatten().filter(|entry| entry.path().is_dir()).count();
    assert_eq!(rooms, OF_A_RELEASE.len(), "each room has its place");
}

#[test]
fn files_are_short_and_have_specific_names() {
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
fn the_tour_in_lib_rs_shows_the_same_plan() {
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
