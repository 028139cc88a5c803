//! `slot-deploy config`: what results, with where each value came from; read again, it gives itself.

use std::process::Output;

use serde_json::Value;

use crate::support::Temp;
use crate::support::served::program;

const FILE: &str = "\
app-name: shop-orders
swap: preview
probes:
  checks:
    - name: version
      request: { path: /api/version, headers: { x-api-key: s3cr3t-of-the-shop } }
environments:
  production:
    subscription-id: { variable: AZURE_SUBSCRIPTION_ID }
    drain: true
  test:
    app-name: shop-orders-test
    watch-for: 2m
";

fn config(temp: &Temp, file: &str, arguments: &[&str]) -> Output {
    let path = temp.0.join("slot-deploy.yml");
    std::fs::write(&path, file).unwrap();
    let mut program = program(&["config"]);
    program.current_dir(&temp.0).args(arguments).env_remove("GITHUB_EVENT_NAME");
    program.output().unwrap()
}

fn printed(file: &str, arguments: &[&str]) -> String {
    let output = config(&Temp::new(), file, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn without_remarks(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split("  # ").next().unwrap_or_default().to_owned() + "\n").collect()
}

#[test]
fn every_value_is_printed_with_the_line_or_input_that_it_came_from() {
    let text = printed(FILE, &["--environment", "test", "--swap", "direct", "--slot", "blue"]);
    for line in [
        "# environment: test\n",
        "app-name: shop-orders-test  # slot-deploy.yml:12\n",
        "swap: direct  # input; slot-deploy.yml:2 says `preview`\n",
        "slot: blue  # input\n",
        "watch-for: 2m  # slot-deploy.yml:13\n",
        "environment-name: test  # the name of the environment\n",
        "timeout: 45m  # default\n",
        "    - name: version  # slot-deploy.yml:5\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("AZURE_SUBSCRIPTION_ID") && !text.contains("drain: true"), "of another environment: {text}");
}

#[test]
fn what_looks_like_a_secret_is_not_printed_and_a_variable_is_printed_by_its_name() {
    let text = printed(FILE, &["--environment", "production"]);
    assert!(!text.contains("s3cr3t") && text.contains("x-api-key: \"***\""), "{text}");
    assert!(text.contains("  variable: AZURE_SUBSCRIPTION_ID  # slot-deploy.yml:9\n"), "{text}");
    let text = printed(FILE, &["--environment", "production", "--settings", "API_KEY=s3cr3t\nMODE=s3cr3t"]);
    assert!(!text.contains("s3cr3t") && text.contains("# settings: API_KEY, MODE by the input"), "{text}");
    let secret = "[{ name: a, request: { path: /a, headers: { x: s3cr3t } } }]";
    let text = printed(FILE, &["--environment", "production", "--probes", secret]);
    assert!(!text.contains("s3cr3t") && text.contains("# probes: 1 by the input `probes`, not shown"), "{text}");
}

#[test]
fn what_is_printed_and_read_again_gives_itself() {
    let probes = "[{ name: a, request: { path: /a }, expect: { json: [{ path: $.n, equals: 1.50 }] } }]";
    for arguments in [
        ["--environment", "production", "--slot", "blue"].as_slice(),
        &["--environment", "test", "--probes", probes, "--dependencies", "a/ b.lock"],
        &["--environment", "test", "--probes", "[]", "--package", "publish", "--strict"],
    ] {
        let file = FILE.replace(", headers: { x-api-key: s3cr3t-of-the-shop }", "");
        let once = without_remarks(&printed(&file, arguments));
        assert_eq!(without_remarks(&printed(&once, &[])), once);
    }
}

#[test]
fn as_json_each_value_has_its_keys_its_origin_and_its_line() {
    let text = printed(FILE, &["--environment", "test", "--swap", "direct", "--json"]);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&document["environment"], &document["file"]), (&Value::from("test"), &Value::from("slot-deploy.yml")));
    let values = document["values"].as_array().unwrap();
    let of = |key: &[&str]| values.iter().find(|value| value["key"] == Value::from(key.to_vec())).unwrap();
    assert_eq!((&of(&["app-name"])["from"], &of(&["app-name"])["line"]), (&Value::from("file"), &Value::from(12)));
    assert_eq!(of(&["swap"])["in_file"]["value"], "preview");
    assert_eq!((&of(&["drain"])["value"], &of(&["drain"])["from"]), (&Value::from(false), &Value::from("default")));
    assert!(of(&["probes", "checks"])["value"].is_array());
    assert!(!text.contains("s3cr3t"));
}

#[test]
fn a_file_that_cannot_be_used_is_an_input_to_fix_with_every_line_that_is_wrong() {
    let output = config(&Temp::new(), "slto: a\nswap: fast\n", &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("did you mean `slot`?, line 1, column 1") && told.contains("line 2, column 7"), "{told}");
    let output = config(&Temp::new(), FILE, &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(2) && told.contains("there are `production`, `test`"), "{told}");
}
