//! Who asked `check` for JSON gets one document of the published form on standard output, whatever is wrong.

use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::check_reports::fits;
use crate::checks::check;
use crate::support::dice::Dice;
use crate::support::served::program;
use crate::support::{COMMIT, Rehearsal, Temp, status};
use rehearsal::default_world::CLIENT;
use rehearsal::faults::{What, Where};
use slot_deploy::record::Outcome;

/// Standard output as the one document that it has to be.
fn document(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let document = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"));
    fits(&document);
    document
}

/// The program in a folder of its own, at a terminal's other end or as a step of a job.
fn run(arguments: &[&str], in_actions: bool, folder: &Path) -> Output {
    let mut command = program(arguments);
    if in_actions {
        command.env("GITHUB_ACTIONS", "true").env("RUNNER_TEMP", folder);
    }
    command.current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn bad_input_is_told_in_the_document_with_all_its_fixes_on_a_runner_too() {
    let temp = Temp::new();
    let wrong: [(&[&str], &[&str]); 5] = [
        (&["check", "--json"], &["`app-name`", "`subscription-id`"]),
        (&["check", "--app-name", "a", "--watch", "soon", "--json"], &["`watch`", "`soon`"]),
        (&["check", "--json=perhaps", "--app-name", "a"], &["`json`", "`perhaps`"]),
        (&["check", "--json", "--nonsense", "--app-nam=x"], &["`--nonsense`", "did you mean `--app-name`?"]),
        (&["check", "--json", "one", "too", "many"], &["one"]),
    ];
    for (arguments, says) in wrong {
        for in_actions in [false, true] {
            let output = run(arguments, in_actions, &temp.0);
            let document = document(&output);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {document:#}");
            assert_eq!((&document["outcome"], &document["exit_code"]), (&"invalid".into(), &2.into()));
            assert_eq!(document["apps"], Value::Array(Vec::new()), "no app was looked at");
            let fixes = document["fixes"].to_string();
            assert!(says.iter().all(|part| fixes.contains(part)), "{arguments:?}: {fixes}");
        }
    }
}

/// The words go to the log: the runner looks for its commands there as well.
#[test]
fn the_annotations_of_a_step_that_asked_for_json_are_on_standard_error() {
    let temp = Temp::new();
    let output = run(&["check", "--json", "--watch", "soon"], true, &temp.0);
    assert!(String::from_utf8_lossy(&output.stderr).contains("::error "), "{output:?}");
    let without = run(&["check", "--watch", "soon"], true, &temp.0);
    assert!(String::from_utf8_lossy(&without.stdout).contains("::error "), "{without:?}");
}

/// Whatever stands behind `--json`, the answer is a document, or the help that was asked for.
#[test]
fn arbitrary_arguments_never_get_half_a_document_or_words() {
    const WORDS: &[&str] = &[
        "--json",
        "--json=false",
        "--json=",
        "--json=true",
        "--app-name",
        "shop-orders",
        "--slot",
        "staging",
        "--watch",
        "--",
        "-x",
        "",
        "--probes",
        "[",
        "{",
        "--config",
        "/dev/null",
        "--config=/nowhere",
        "--sarif",
        "../x",
        "--apps",
        "a/b/c",
        "--digest=sha256:1",
        "--cloud",
        "http://x",
        "--package",
        "/nowhere",
        "--client-id=1",
        "--timeout=-1s",
        "\u{202e}",
        "--ticket=x",
        "--explain",
        "check",
    ];
    let temp = Temp::new();
    let mut dice = Dice(15);
    for _ in 0..60 {
        let mut arguments = vec!["check"];
        let count = dice.below(6);
        arguments.extend((0..count).map(|_| WORDS[dice.below(WORDS.len())]));
        // The last one counts, unless a flag before it takes it for its value.
        arguments.push("--json");
        let output = run(&arguments, dice.below(2) == 0, &temp.0);
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        if arguments.iter().any(|argument| argument.starts_with("--explain")) && !text.starts_with('{') {
            continue;
        }
        let document = document(&output);
        let code = output.status.code().unwrap();
        assert_eq!(document["exit_code"], code, "{arguments:?}: {document:#}");
        assert!(code == 2, "{arguments:?}: {document:#}");
    }
}

/// The same of the inputs of a step.
#[tokio::test(start_paused = true)]
async fn bad_inputs_of_a_step_are_a_document() {
    for (name, value) in [("watch", "soon"), ("app-name", ""), ("json", "perhaps"), ("probes", "["), ("apps", "a/b/c")]
    {
        let told = check(Rehearsal::new().input("json", "true").input(name, value)).await;
        let document: Value = serde_json::from_str(&told.ending.output).unwrap();
        fits(&document);
        assert_eq!((told.outcome(), &document["exit_code"]), (Outcome::Invalid, &2.into()), "{name}: {document:#}");
        assert!(document["fixes"][0].as_str().unwrap().contains(&format!("`{name}`")), "{name}: {document:#}");
    }
}

/// A package that cannot be read, an app that is not there, no rights, no sign-in, services that answer nonsense or not at all.
#[tokio::test(start_paused = true)]
async fn what_fails_on_the_way_is_a_document_with_the_reason() {
    for (what, world) in FAILING {
        let is_of_package = what.contains("package");
        let several: &[&str] = if is_of_package { &[""] } else { &["", "shop-orders, nowhere"] };
        for apps in several {
            let told = check(world().input("json", "true").input("apps", apps)).await;
            let document: Value = serde_json::from_str(&told.ending.output)
                .unwrap_or_else(|error| panic!("{what}: {error}: {:?}", told.ending));
            fits(&document);
            assert_ne!(document["outcome"], "checked", "{what}: {document:#}");
            assert_eq!(document["exit_code"], told.ending.exit_code, "{what}");
            assert!(told.ending.exit_code != 0 && document["reason"] != "", "{what}: {document:#}");
        }
    }
}

/// GitHub gives such a run nothing to sign in with, so that nothing is looked at.
#[tokio::test(start_paused = true)]
async fn a_run_of_a_forks_pull_request_is_a_document_that_says_skipped() {
    let world = Rehearsal::new();
    let event = world.temp.0.join("event.json");
    let pull = json!({"number": 3, "head": {"sha": COMMIT, "repo": {"full_name": "stranger/shop"}}});
    std::fs::write(&event, json!({"pull_request": pull}).to_string()).unwrap();
    let of_fork =
        world.variable("GITHUB_EVENT_NAME", "pull_request").variable("GITHUB_EVENT_PATH", event.to_str().unwrap());
    let told = check(of_fork.input("json", "true")).await;
    let document: Value = serde_json::from_str(&told.ending.output).unwrap();
    fits(&document);
    assert_eq!((&document["outcome"], &document["apps"]), (&json!("skipped"), &json!([])));
    assert!(document["reason"].as_str().unwrap().contains("fork"), "{document:#}");
}

type Build = fn() -> Rehearsal;

const FAILING: &[(&str, Build)] = &[
    ("an unreadable package", || {
        let world = Rehearsal::new();
        let zip = world.temp.0.join("broken.zip");
        std::fs::write(&zip, "PK\u{3}\u{4} and no more").unwrap();
        world.input("package", zip.to_str().unwrap())
    }),
    ("no package", || Rehearsal::new().input("package", "/nowhere/at/all")),
    ("a package whose host.json is no JSON", || {
        let world = Rehearsal::new();
        std::fs::write(world.temp.0.join("app/host.json"), "{").unwrap();
        world
    }),
    ("no app", || Rehearsal::new().input("app-name", "not-there")),
    ("no rights", || Rehearsal::new().world(|state| state.directory.app_mut(CLIENT).unwrap().actions.clear())),
    ("no identity", || Rehearsal::new().world(|state| state.directory.app_mut(CLIENT).unwrap().federated.clear())),
    ("no token", || Rehearsal::new().variable("ACTIONS_ID_TOKEN_REQUEST_URL", "")),
    ("nonsense", || {
        let html =
            || What::Status { status: 200, body: Some("<html>".to_owned()), content_type: None, retry_after: None };
        Rehearsal::new().fault(Where::service("arm"), html())
    }),
    ("half an answer", || Rehearsal::new().fault(Where::service("arm").path("sites/shop-orders"), What::Truncate)),
    ("no answer", || Rehearsal::new().fault(Where::service("arm"), What::Never).input("timeout", "5m")),
    ("too many requests", || Rehearsal::new().fault(Where::service("arm"), status(429)).input("timeout", "5m")),
];
