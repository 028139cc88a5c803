//! The same functions as in the tests.

#[path = "../it/fuzz/targets/mod.rs"]
mod targets;

/// The function of a target.
pub fn target(name: &str) -> fn(&[u8]) {
    targets::TARGETS.iter().find(|(known, _)| *known == name).map_or_else(|| panic!("no target {name}"), |(_, run)| *run)
}
