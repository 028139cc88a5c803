//! Bytes that somebody else wrote never make the client, or the simulated world, panic, and are read as they were meant.

mod mutate;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::support::dice::Dice;
use crate::support::draw;
use mutate::mutated;
use targets::{TARGETS, Target};

/// The files of a target's corpus, sorted by name.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fuzz/corpus").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// The corpus and `count` changed pieces of it; an input that the target does not stand.
fn try_target((name, run): Target, count: usize, mut dice: Dice) -> Option<String> {
    let corpus = corpus(name);
    let changed = (0..count).map(|_| mutated(&corpus, &mut dice));
    let mut inputs = corpus.iter().cloned().chain(changed);
    let broken = inputs.find(|input| catch_unwind(AssertUnwindSafe(|| run(input))).is_err())?;
    Some(format!("{name}, as base64: {}", BASE64_STANDARD.encode(broken)))
}

#[test]
fn each_parser_stands_its_corpus_and_some_changes_of_it() {
    let broken: Vec<String> = TARGETS.into_iter().filter_map(|target| try_target(target, 60, Dice(1))).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
#[ignore = "some thousand inputs, new ones each time; .ci/run asks for them"]
fn each_parser_stands_thousands_of_changes_of_its_corpus() {
    let broken: Vec<String> =
        TARGETS.into_iter().filter_map(|target| try_target(target, 1_000, draw::dice(target.0))).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_target_has_a_corpus_and_a_fuzzer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join("tests/fuzz/Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(!corpus(name).is_empty(), "{name}");
        assert!(root.join(format!("tests/fuzz/fuzz_targets/{name}.rs")).is_file(), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
