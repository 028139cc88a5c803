//! The program and the schema that editors use say the same of a file. `tests/acceptance/schema` asks the editors' own validators.

use std::path::Path;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use slot_deploy::config::{ConfigError, ConfigFile, Shown, config_schema, schema_text};
use slot_deploy::preflight::lowerable;

use crate::support::pages::{page, pages};

/// The broken files, each with its line and with whether only a parser of YAML sees what is wrong.
fn broken() -> Vec<(usize, bool, &'static str, String)> {
    let all = include_str!("broken.txt").split("=== ").skip(1).map(|one| {
        let (head, text) = one.split_once('\n').unwrap();
        let (line, name) = head.split_once(' ').unwrap();
        (line.trim_end_matches('!').parse().unwrap(), line.ends_with('!'), name, text.to_owned())
    });
    all.collect()
}

fn problems(text: &str) -> Vec<String> {
    match ConfigFile::parse(text, &lowerable()).err().unwrap_or_else(|| panic!("it is accepted:\n{text}")) {
        ConfigError::Syntax { problems } | ConfigError::Relations { problems } => problems,
        other => panic!("{other}"),
    }
}

/// The lines at which the schema refuses a file.
fn refused_by_schema(schema: &jsonschema::Validator, text: &str) -> Vec<usize> {
    let shown = Shown::read(text).unwrap();
    let json = shown.json();
    let mut lines = Vec::new();
    for error in schema.iter_errors(&json) {
        let mut path: Vec<String> = error
            .instance_path()
            .as_str()
            .split('/')
            .skip(1)
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => path.push(unexpected[0].clone()),
            ValidationErrorKind::PropertyNames { error } => {
                path.push(error.instance().as_str().unwrap_or_default().to_owned());
            }
            _ => {}
        }
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        lines.extend(shown.line_of(&path));
    }
    lines
}

#[test]
fn each_broken_file_is_refused_by_program_and_schema_at_the_same_line() {
    let schema = jsonschema::validator_for(&config_schema(&lowerable())).unwrap();
    let all = broken();
    assert!(all.len() >= 60, "{}", all.len());
    let mut wrong = Vec::new();
    for (line, is_of_yaml, name, text) in &all {
        let told = problems(text);
        if !told.iter().all(|told| told.contains(&format!("line {line}, column "))) {
            wrong.push(format!("{name}: the program says {told:#?}"));
        }
        if !is_of_yaml {
            let lines = refused_by_schema(&schema, text);
            if lines.is_empty() || lines.iter().any(|at| at != line) {
                wrong.push(format!("{name}: the schema refuses {lines:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The blocks of YAML in README and pages that are files of ours.
pub fn examples() -> Vec<(String, String)> {
    let schema = config_schema(&[]);
    let known = schema["properties"].as_object().unwrap();
    let mut found = Vec::new();
    for path in pages().iter().filter(|path| !path.ends_with("simulated-azure.md")) {
        for block in page(path).split("```yaml\n").skip(1) {
            let text = block.split("```").next().unwrap();
            if text.starts_with(' ') {
                continue; // a part of a workflow
            }
            let Some(Shown::Map(entries, _)) = Shown::read(text) else { continue };
            if entries.iter().all(|(key, _)| known.contains_key(key) || key.starts_with("x-")) {
                found.push((path.display().to_string(), text.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_example_of_the_readme_and_the_pages_is_accepted_by_program_and_schema() {
    let schema = jsonschema::validator_for(&config_schema(&lowerable())).unwrap();
    let examples = examples();
    assert!(examples.len() >= 6, "{examples:#?}");
    for (page, text) in examples {
        if let Err(error) = ConfigFile::parse(&text, &lowerable()) {
            panic!("{page}: {error}\n{text}");
        }
        let json = Shown::read(&text).unwrap().json();
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{page}: {errors:#?}\n{text}");
    }
}

/// `UPDATE_DOCS=1 cargo test --test it configuration::` writes it.
#[test]
fn the_schema_in_the_repository_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/slot-deploy.schema.json");
    let text = schema_text(&lowerable());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == text, "set UPDATE_DOCS=1");
    let output = crate::support::served::program(&["schema"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), text, "the command prints the same");
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}
