//! action.yml says what the program takes and gives.

use std::path::Path;

use serde_yaml::Value;
use slot_deploy::cli;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `UPDATE_ACTION=1 cargo test --test action` writes it anew. Only `runs.image` may differ: a release names the image that
/// was built for it.
#[test]
fn action_yml_is_generated_from_the_tables_of_the_program() {
    let path = root().join("action.yml");
    if std::env::var_os("UPDATE_ACTION").is_some() {
        std::fs::write(&path, cli::action_yml("Dockerfile")).unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let yaml: Value = serde_yaml::from_str(&text).unwrap();
    let image = yaml["runs"]["image"].as_str().unwrap();
    assert!(image == "Dockerfile" || image.starts_with("docker://ghcr.io/") && image.contains("@sha256:"), "{image}");
    assert_eq!(text, cli::action_yml(image));
}

#[test]
fn the_reusable_workflow_is_generated_from_the_same_tables() {
    let path = root().join(".github/workflows/deploy.yml");
    if std::env::var_os("UPDATE_ACTION").is_some() {
        std::fs::write(&path, cli::deploy_yml()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), cli::deploy_yml(), "set UPDATE_ACTION=1");
}

#[test]
fn each_entry_point_is_one_path_that_exists_in_the_image() {
    let yaml: Value = serde_yaml::from_str(&cli::action_yml("Dockerfile")).unwrap();
    let dockerfile = std::fs::read_to_string(root().join("Dockerfile")).unwrap();
    for key in ["entrypoint", "post-entrypoint"] {
        let path = yaml["runs"][key].as_str().unwrap();
        assert!(path.starts_with('/') && !path.contains(' '), "{path}");
        assert!(dockerfile.contains(path), "{path} is not in the image");
    }
}

/// The runner refuses the whole action when one stands elsewhere.
#[test]
fn expressions_are_used_only_where_the_runner_evaluates_them() {
    for line in cli::action_yml("Dockerfile").lines().filter(|line| line.contains("${{")) {
        assert!(line.trim_start().starts_with("default: "), "{line}");
    }
}

#[test]
fn no_workflow_input_requires_a_value_that_only_the_command_line_has() {
    let yaml: Value = serde_yaml::from_str(&cli::action_yml("Dockerfile")).unwrap();
    for (name, input) in yaml["inputs"].as_mapping().unwrap() {
        assert!(input["description"].as_str().is_some_and(|text| text.len() > 5), "{name:?}");
        assert!(input.get("default").is_none_or(Value::is_string), "defaults are strings: {name:?}");
    }
    assert!(yaml["inputs"].get("report").is_none(), "in a workflow the record's place is fixed");
}
