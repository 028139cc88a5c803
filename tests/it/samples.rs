//! The samples of README and pages, as somebody copies them.

use std::path::Path;
use std::process::Command;

use crate::support::Temp;
use crate::support::pages::{doc, page, pages};

/// The blocks of this language, in order.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let open = format!("```{language}\n");
    let rest = text.split(&open).skip(1);
    rest.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn readme() -> String {
    page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))
}

/// The workflows that the pages show; a job that stands alone is put beside those that it needs.
fn workflows() -> [(&'static str, String); 6] {
    let release = blocks(&readme(), "yaml").remove(0);
    let with_outcome = release.replacen(
        "    timeout-minutes:",
        "    outputs: { outcome: \"${{ steps.release.outputs.outcome }}\" }\n    timeout-minutes:",
        1,
    );
    let (head, _) = release.split_once("jobs:\n").unwrap();
    let build = "  build:\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n    steps: [{ run: make }]\n";
    let approved = format!("{head}jobs:\n{build}{}", blocks(&doc("approval.md"), "yaml")[0]);
    let reconciled = format!("{with_outcome}{}", blocks(&doc("recovery.md"), "yaml")[0]);
    let (job, _) = release.split_once("    steps:\n").unwrap();
    let layered =
        blocks(&doc("packages.md"), "yaml").into_iter().find(|block| block.contains("command: layer")).unwrap();
    let layered = format!("{job}{layered}");
    let mut promotion = blocks(&doc("promotion.md"), "yaml").into_iter();
    let (built, ripened) = (promotion.next().unwrap(), promotion.next().unwrap());
    [
        ("built.yml", built),
        ("ripened.yml", ripened),
        ("layered.yml", layered),
        ("release.yml", release),
        ("approved.yml", approved),
        ("reconciled.yml", reconciled),
    ]
}

/// Runs a tool over the workflows in a repository of their own.
fn passes(tool: &str, arguments: &[&str]) {
    let repository = Temp::new();
    let folder = repository.0.join(".github/workflows");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir_all(repository.0.join(".git")).unwrap();
    for (name, text) in workflows() {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let ran = Command::new(tool).args(arguments).current_dir(&repository.0).output();
    let output = ran.unwrap_or_else(|error| panic!("{tool}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool}: {said}");
}

#[test]
fn every_sample_for_the_shell_can_be_read_by_it() {
    let mut count = 0;
    for path in pages() {
        for block in blocks(&page(&path), "sh") {
            let output = Command::new("bash").args(["-n", "-c", &block]).output().unwrap();
            assert!(output.status.success(), "{}: {block}{}", path.display(), String::from_utf8_lossy(&output.stderr));
            count += 1;
        }
    }
    assert!(count > 6, "{count} blocks were found");
}

#[test]
fn every_sample_of_a_step_is_pinned_and_can_be_read() {
    for (name, text) in workflows() {
        let _: serde_yaml::Value =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let pinned = line.split('@').nth(1).and_then(|pin| pin.get(..40));
            assert!(pinned.is_some_and(|pin| pin.chars().all(|c| c.is_ascii_hexdigit())), "{name}: {line}");
        }
    }
}

#[test]
#[ignore = "needs actionlint; run by .ci/run"]
fn actionlint_reports_nothing_of_the_samples() {
    passes("actionlint", &[]);
}

#[test]
#[ignore = "needs zizmor; run by .ci/run"]
fn zizmor_reports_nothing_of_the_samples() {
    passes("zizmor", &["--offline", "."]);
}
