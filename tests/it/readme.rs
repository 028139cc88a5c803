//! The README agrees with the program: its tables are generated.

use slot_deploy::cli;
use slot_deploy::config::parse_file;
use slot_deploy::preflight::lowerable;

use crate::support::pages::doc;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

fn readme() -> String {
    std::fs::read_to_string(PATH).unwrap()
}

fn section(readme: &str, name: &str) -> String {
    let (_, rest) = readme.split_once(&format!("<!-- {name} -->\n")).unwrap();
    rest.split_once(&format!("<!-- /{name} -->")).unwrap().0.to_owned()
}

/// `UPDATE_DOCS=1 cargo test --test it readme::` writes the tables anew.
fn update(name: &str, table: &str) {
    let readme = readme();
    let old = format!("<!-- {name} -->\n{}<!-- /{name} -->", section(&readme, name));
    let new = format!("<!-- {name} -->\n{table}<!-- /{name} -->");
    std::fs::write(PATH, readme.replace(&old, &new)).unwrap();
}

#[test]
fn the_tables_are_generated_by_the_program() {
    for (name, table) in [("outcomes", cli::outcomes_table()), ("checks", cli::checks_list())] {
        if std::env::var_os("UPDATE_DOCS").is_some() {
            update(name, &table);
        }
        assert_eq!(section(&readme(), name), table, "the table of {name} is to be:\n{table}");
    }
}

#[test]
fn the_shown_probes_are_valid() {
    let readme = doc("probes.md");
    let yaml = readme.split("```yaml\n").find(|part| part.starts_with("probes:")).unwrap();
    let yaml = yaml.split("```").next().unwrap();
    let probes = parse_file(yaml, &lowerable()).unwrap().probes;
    assert_eq!(probes.checks.len(), 1);
}

#[test]
fn the_shown_watch_rules_are_the_defaults() {
    let readme = doc("watching.md");
    let yaml = readme.split("```yaml\n").find(|part| part.starts_with("watch:")).unwrap();
    let watch = parse_file(yaml.split("```").next().unwrap(), &lowerable()).unwrap().watch;
    assert_eq!(watch, slot_deploy::record::WatchSpec::default());
}

#[test]
fn the_first_screen_says_what_it_is_and_has_both_commands() {
    let first: String = readme().lines().take(32).collect::<Vec<_>>().join("\n");
    for needed in ["deployment slots", "cargo run -- rehearse", "cargo test"] {
        assert!(first.contains(needed), "{needed}");
    }
}
