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
    assert!(!text.contains("s3cr3t") && text.contains("  API_KEY: \"***\"  # input\n"), "{text}");
    let secret = "[{ name: a, request: { path: /a, headers: { x: s3cr3t } } }]";
    let text = printed(FILE, &["--environment", "production", "--probes", secret]);
    assert!(!text.contains("s3cr3t") && text.contains("# probes: 1 by the input `probes`, not shown"), "{text}");
}

const SETTINGS: &str = "\
settings:
  MODE: { value: calm, sticky: true }
  FLAG: on
  LEVEL: 3
remove: [OLD, GONE]
";

#[test]
fn what_the_input_settings_gives_is_printed_in_place_of_what_the_file_says() {
    let text = printed(SETTINGS, &["--settings", "mode=fast\nFLAG=off\nold=1\nNEW=2"]);
    for line in [
        "  mode:\n    value: \"***\"  # input",
        "    sticky: true  # slot-deploy.yml:2\n",
        "  FLAG: \"***\"  # input; slot-deploy.yml:3 says `on`\n",
        "  LEVEL: 3  # slot-deploy.yml:4\n",
        "  NEW: \"***\"  # input\n",
        "remove:\n  - GONE  # slot-deploy.yml:5\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("- OLD") && !text.contains("fast"), "{text}");
    let json: Value = serde_json::from_str(&printed(SETTINGS, &["--settings", "FLAG=off", "--json"])).unwrap();
    let flag = json["values"].as_array().unwrap().iter().find(|one| one["key"][1] == "FLAG").unwrap();
    assert_eq!((&flag["from"], &flag["value"]), (&Value::from("input"), &Value::from("***")));
}

const VARIABLES: &str = "client-id: { variable: SD_CLIENT }\nsettings: { KEY: { variable: SD_KEY } }\n";

/// What `config` says of that file, in an environment with these variables.
fn with_variables(arguments: &[&str], variables: &[(&str, &[u8])]) -> (Option<i32>, String) {
    use std::os::unix::ffi::OsStrExt;
    let temp = Temp::new();
    std::fs::write(temp.0.join("slot-deploy.yml"), VARIABLES).unwrap();
    let mut program = program(&["config"]);
    program.current_dir(&temp.0).args(arguments).env_remove("GITHUB_EVENT_NAME");
    program.envs(variables.iter().map(|(name, value)| (name, std::ffi::OsStr::from_bytes(value))));
    let output = program.output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_variable_that_is_not_set_is_said_and_one_that_holds_no_value_is_refused() {
    const GUID: &[u8] = b"11111111-2222-3333-4444-555555555555";
    let (code, text) = with_variables(&[], &[]);
    assert_eq!(code, Some(0), "{text}");
    for line in [
        "# client-id: the variable `SD_CLIENT` is not set here",
        "# settings.KEY: the variable `SD_KEY` is not set here",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let (_, text) = with_variables(&["--json"], &[]);
    assert!(text.contains("\"not_set\"") && text.contains("\"SD_KEY\""), "{text}");
    let (code, text) = with_variables(&[], &[("SD_CLIENT", GUID), ("SD_KEY", b"k3y")]);
    assert!(code == Some(0) && !text.contains("not set") && !text.contains("k3y"), "{text}");
    assert!(text.contains("  variable: SD_CLIENT  # slot-deploy.yml:1"), "{text}");
    let (code, text) =
        with_variables(&["--settings", "key=1", "--client-id", "11111111-2222-3333-4444-555555555555"], &[]);
    assert!(code == Some(0) && !text.contains("not set"), "what the inputs give needs no variable: {text}");
    for (client, key, says) in [
        (GUID, b"".as_slice(), "`SD_KEY` (for the setting `KEY`; it is empty)"),
        (GUID, b"k3y\xff", "`SD_KEY` (for the setting `KEY`; it is not UTF-8)"),
        (b"", b"k3y", "the environment variable `SD_CLIENT` is empty"),
        (b"\xff", b"k3y", "the environment variable `SD_CLIENT` is not UTF-8"),
        (b"me", b"k3y", "the value of the variable `SD_CLIENT` is not a GUID"),
    ] {
        let (code, text) = with_variables(&[], &[("SD_CLIENT", client), ("SD_KEY", key)]);
        assert!(code == Some(2) && text.contains(says) && !text.contains("k3y"), "{says}: {text}");
    }
}

#[test]
fn a_setting_that_an_input_sets_after_all_is_printed_with_its_stickiness() {
    let file = "settings: { K: { value: q, sticky: true } }\nenvironments: { test: { remove: [K] } }\n";
    let text = printed(file, &[]);
    assert!(text.contains("remove:\n  - K") && !text.contains("sticky"), "{text}");
    let text = printed(file, &["--settings", "k=p"]);
    assert!(text.contains("sticky:\n  - K  # slot-deploy.yml:1\n") && !text.contains("remove"), "{text}");
}

#[test]
fn config_refuses_what_a_release_refuses() {
    for (arguments, says) in [
        (["--settings", "MODE=fast\nno line"].as_slice(), "line 2 is not `NAME=VALUE`"),
        (&["--settings", "WEBSITE_RUN_FROM_PACKAGE=1"], "the delivery writes it"),
        (&["--settings", "A=1\na=2"], "`a` is given twice"),
        (&["--slot", "production"], "is also the target slot"),
        (&["--slot", "bl\u{fc}e"], "2 to 59 letters (a to z)"),
        (&["--watch", "10s"], "less than a minute"),
        (&["--cloud", "moon"], "`moon` is not a cloud"),
        (&["--strategy", "package-url"], "needs a container"),
        (&["--storage-container", "http://x"], "storage-container"),
        (&["--hold", "--settings", "AzureWebJobs.Take.Disabled=true"], "`hold` writes it in the slot itself"),
    ] {
        let output = config(&Temp::new(), SETTINGS, arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(says), "{says}: {told}");
    }
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
