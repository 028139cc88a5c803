//! The pages that people read, as the tests read them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every page: the README, what is said to contributors, and what lies below `src/docs`.
pub fn pages() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(top.join("src/docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|ext| ext == "md")).collect();
    all.extend([top.join("README.md"), top.join(".github/CONTRIBUTING.md")]);
    all
}

/// The text of a page.
pub fn page(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The text of a page below `src/docs`.
pub fn doc(name: &str) -> String {
    page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs").join(name))
}

/// The first block of YAML behind `marker`.
pub fn yaml_behind(text: &str, marker: &str) -> String {
    let (_, rest) = text.split_once(marker).unwrap();
    rest.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

/// Where its links lead.
pub fn links(text: &str) -> Vec<String> {
    let prose = without_code(text);
    prose.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
}

/// The anchors that GitHub makes of its headings, and those that it names itself.
pub fn anchors(text: &str) -> BTreeSet<String> {
    let prose = without_code(text);
    let headings = prose.lines().filter(|line| line.starts_with('#')).map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
    });
    headings.collect()
}

fn without_code(text: &str) -> String {
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}
