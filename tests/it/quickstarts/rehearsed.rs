//! The same through the command that people use: the built-in world gives the slot the worker that the app needs.

use super::{Quickstart, folder};
use crate::rehearse::{record, rehearse, text};
use crate::support::Temp;

fn rehearsed(app: &Quickstart, more: &[&str]) -> (String, serde_json::Value) {
    let folder = folder(app);
    let arguments: Vec<&str> = [folder.0.to_str().unwrap()].into_iter().chain(more.iter().copied()).collect();
    let (output, report) = rehearse(&arguments);
    (text(&output), record(&report.0)["outcome"].clone())
}

#[test]
fn apps_of_each_language_are_rehearsed_without_being_run() {
    for (app, language) in [(super::python::hello(), "python"), (super::node::hello(), "node")] {
        let (text, outcome) = rehearsed(&app, &[]);
        assert_eq!(outcome, "verified", "{text}");
        assert!(text.contains(&format!("FUNCTIONS_WORKER_RUNTIME of the slot `staging` is `{language}`")), "{text}");
        assert!(text.contains("scripted answers"), "{text}");
    }
}

#[test]
fn what_the_host_logs_of_a_broken_app_is_printed() {
    let (text, outcome) = rehearsed(&super::node::hello().without("node_modules"), &[]);
    assert_eq!(outcome, "aborted", "{text}");
    assert!(text.contains("the host of staging logged: Worker was unable to load entry point"), "{text}");
}

#[test]
fn a_world_file_that_says_the_worker_is_taken_at_its_word() {
    let world = Temp::new();
    let file = world.0.join("world.yml");
    let said =
        "apps: { billing: { production: { settings: { FUNCTIONS_WORKER_RUNTIME: node } }, slots: { staging: } } }\n";
    std::fs::write(&file, said).unwrap();
    let (text, outcome) = rehearsed(&super::python::hello(), &["--world", file.to_str().unwrap()]);
    assert_eq!(outcome, "aborted", "{text}");
    std::fs::write(&file, "apps: { billing: { slots: { staging: } } }\n").unwrap();
    let (text, outcome) = rehearsed(&super::python::hello(), &["--world", file.to_str().unwrap()]);
    assert_eq!(outcome, "verified", "{text}");
}
