//! The pages below `src/docs` and the README: what is generated is what the program says, and every link leads somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use slot_deploy::cli;

use crate::support::pages::{anchors, doc, links, page, pages};
use crate::support::source::all_files;

/// `UPDATE_DOCS=1 cargo test --test it docs::` writes the pages.
#[test]
fn the_reference_pages_are_those_of_the_program() {
    let generated = [
        ("codes.md", cli::codes_page()),
        ("checks.md", cli::checks_page()),
        ("commands.md", cli::commands_page()),
        ("inputs.md", cli::inputs_page()),
        ("rights.md", cli::rights_page()),
    ];
    for (name, text) in generated {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs")).join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap() == text,
            "{name} is not what the program says: set UPDATE_DOCS=1"
        );
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_exist() {
    let mut wrong = Vec::new();
    for path in pages() {
        let text = page(&path);
        for link in links(&text).iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap_or(Path::new("")).join(file) };
            let is_there = target.exists();
            if !is_there || !anchor.is_empty() && !anchors(&page(&target)).contains(anchor) {
                wrong.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_page_is_named_in_the_readme_so_that_it_is_found() {
    let readme = page(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")));
    let named: BTreeSet<String> = links(&readme).into_iter().collect();
    for path in pages().iter().filter(|path| !path.ends_with("README.md") && !path.ends_with("CONTRIBUTING.md")) {
        let name = format!("src/docs/{}", path.file_name().unwrap().to_str().unwrap());
        assert!(named.contains(&name), "the README does not name {name}");
    }
}

#[test]
fn the_readme_is_read_in_ten_minutes() {
    let readme = page(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")));
    assert!(
        readme.len() <= 12 * 1024,
        "the README has {} bytes; what not every newcomer needs is a page",
        readme.len()
    );
}

/// A comment names a section as `facts: swap-order`.
#[test]
fn every_fact_that_a_comment_cites_is_written_down_and_every_fact_is_cited() {
    let facts = doc("facts.md");
    let written: BTreeSet<&str> = facts.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let mut cited = BTreeSet::new();
    for (path, text) in all_files() {
        for rest in text.split("facts: ").skip(1).filter(|_| !path.ends_with("docs.rs")) {
            let anchor: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            assert!(anchor.is_empty() || written.contains(anchor.as_str()), "{}: `facts: {anchor}`", path.display());
            cited.insert(anchor);
        }
    }
    let unused: Vec<&&str> = written.iter().filter(|anchor| !cited.contains(**anchor)).collect();
    assert!(unused.is_empty(), "nothing rests on {unused:?}");
}

#[test]
fn every_fact_has_a_public_source() {
    for section in doc("facts.md").split("\n### ").skip(1) {
        let name = section.lines().next().unwrap_or_default();
        assert!(section.contains("Sources: ") && section.contains("](https://"), "{name} names no source");
    }
}

#[test]
fn the_page_of_rights_shows_the_role_that_the_program_prints() {
    let page = doc("rights.md");
    let shown: serde_json::Value =
        serde_json::from_str(page.split("```json\n").nth(1).unwrap().split("```").next().unwrap()).unwrap();
    let output = crate::support::served::program(&["explain", "role"]).output().unwrap();
    let printed: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("nothing but the role, so that it can be a file");
    assert_eq!(shown, printed);
}
