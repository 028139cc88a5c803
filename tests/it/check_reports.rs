//! What `check` prints for programs: JSON with a schema, and SARIF.

use serde_json::{Value, json};

use crate::checks::check;
use crate::support::served::program;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::default_world::CLIENT;
use slot_deploy::record::Outcome;
use slot_deploy::report::check_schema;

/// Everything is wrong that has a form of its own in the reports: a rule with a place, checks, something unread, something lowered.
fn faulty() -> Rehearsal {
    let host = "{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"ten minutes\"\n}";
    let app = TestApp::new(COMMIT).file("host.json", host);
    let rehearsal = Rehearsal::of(&app, &TestApp::new("former")).no_probes().slot(|slot| {
        slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
        slot.auto_swap = Some("production".to_owned());
    });
    let config = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&config, "checks:\n  key-storage: { severity: note, reason: no key is used }\n").unwrap();
    let config = config.to_str().unwrap().to_owned();
    rehearsal.input("config", &config).world(|state| {
        let app = state.directory.app_mut(CLIENT).unwrap();
        app.actions.retain(|action| action != "Microsoft.Insights/*/read");
    })
}

fn json(told: &Told) -> Value {
    serde_json::from_str(&told.ending.output).unwrap_or_else(|error| panic!("{error}: {}", told.ending.output))
}

/// The published schema, which here takes no field that it does not describe.
fn strict_schema() -> Value {
    fn close(schema: &mut Value) {
        if let Some(object) = schema.as_object_mut() {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            object.values_mut().for_each(close);
        }
    }
    let mut schema: Value = serde_json::from_str(check_schema()).unwrap();
    close(&mut schema);
    schema
}

/// Whether it has the published form.
pub fn fits(document: &Value) {
    let validator = jsonschema::validator_for(&strict_schema()).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{document:#}");
}

#[tokio::test(start_paused = true)]
async fn the_json_of_a_check_is_one_document_of_the_published_form() {
    let told = check(Rehearsal::new().input("json", "true")).await;
    let good = json(&told);
    fits(&good);
    assert_eq!((&good["outcome"], &good["exit_code"]), (&json!("checked"), &json!(0)));
    let app = &good["apps"][0];
    assert_eq!((&app["app"], &app["would_start"]), (&json!("shop-orders"), &json!(true)));
    assert_eq!(app["checklist"].as_array().unwrap().len(), 12);
    assert!(app["plan"].as_array().unwrap().len() > 3, "{app:#}");

    let told = check(faulty().input("json", "true")).await;
    let bad = json(&told);
    fits(&bad);
    assert_eq!((&bad["outcome"], &bad["exit_code"]), (&json!("aborted"), &json!(10)));
    let findings = bad["apps"][0]["findings"].as_array().unwrap();
    let find =
        |id: &str| findings.iter().find(|finding| finding["id"] == id).unwrap_or_else(|| panic!("{id}: {bad:#}"));
    assert_eq!(
        (&find("function-timeout")["line"], &find("function-timeout")["severity"]),
        (&json!(3), &json!("error"))
    );
    assert_eq!((&find("key-storage")["origin"], &find("key-storage")["severity"]), (&json!("lowered"), &json!("note")));
    assert_eq!(find("production-healthy")["origin"], "unread");
    assert!(findings[0]["severity"] == "error", "the worst first");
    assert_eq!(bad["apps"][0]["not_asked"][0]["needs"], "Microsoft.Insights/Metrics/Read");
}

#[tokio::test(start_paused = true)]
async fn an_app_that_is_not_found_is_in_the_json_as_well() {
    let told = check(Rehearsal::new().input("json", "true").input("app-name", "not-there")).await;
    let document = json(&told);
    fits(&document);
    assert_eq!((told.ending.exit_code, &document["apps"][0]["would_start"]), (10, &json!(false)));
}

/// What the program counts is what reached the world, and no more than 25 over all services.
#[tokio::test(start_paused = true)]
async fn a_check_of_a_healthy_app_makes_at_most_25_requests_of_all_services() {
    // Its content names itself, once it was released by this tool; else the history of its deployments is read as well.
    for released in [true, false] {
        let rehearsal =
            if released { Rehearsal::new().run().await.then(&TestApp::new("next")) } else { Rehearsal::new() };
        let before = rehearsal.world.state().requests.len();
        let told = check(rehearsal.input("json", "true").input("resource-group", "rg-shop")).await;
        assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
        let document = json(&told);
        let state = told.world.state();
        let mut asked: Vec<String> = state
            .requests
            .iter()
            .skip(before)
            .map(|request| format!("{} {} {} {:?}", request.service, request.method, request.path, request.slot))
            .collect();
        asked.sort();
        assert_eq!(document["requests"], asked.len(), "{asked:#?}");
        // Only a cloud that is named by its endpoint, as the simulated one is, is asked to describe itself.
        asked.retain(|request| !request.starts_with("metadata "));
        eprintln!("a check of a healthy app, released by this tool: {released}, makes {} requests", asked.len());
        assert!(asked.len() <= 25, "{} of an app released by this tool: {released}: {asked:#?}", asked.len());
    }
}

#[tokio::test(start_paused = true)]
async fn findings_are_written_as_sarif_where_the_input_says() {
    let rehearsal =
        faulty().variable("GITHUB_WORKFLOW_REF", "contoso/shop/.github/workflows/check.yml@refs/heads/main");
    let file = rehearsal.temp.0.join("runner/reports/check.sarif");
    let path = file.to_str().unwrap().to_owned();
    let told = check(rehearsal.input("sarif", &path)).await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    let log: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let find =
        |id: &str| results.iter().find(|result| result["ruleId"] == id).unwrap_or_else(|| panic!("{id}: {log:#}"));
    assert_eq!(find("function-timeout")["level"], "error");
    let of_slot = &find("no-auto-swap")["locations"][0];
    assert_eq!(of_slot["logicalLocations"][0]["fullyQualifiedName"], "rg-shop/shop-orders/staging");
    assert_eq!(of_slot["physicalLocation"]["artifactLocation"]["uri"], ".github/workflows/check.yml");
    assert!(results.iter().all(|result| result["locations"][0]["physicalLocation"].is_object()), "{log:#}");
    let left: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["check.sarif"], "nothing is left of the writing");
}

#[tokio::test(start_paused = true)]
async fn a_sarif_file_outside_of_the_workspace_is_bad_input_and_is_not_written() {
    for path in ["/etc/check.sarif", "../check.sarif"] {
        let told = check(Rehearsal::new().input("sarif", path)).await;
        assert_eq!((told.ending.exit_code, told.outcome()), (2, Outcome::Invalid), "{path}");
        assert!(
            told.advice().contains("`sarif`") && told.advice().contains("relative to the checkout"),
            "{}",
            told.advice()
        );
    }
}

#[test]
fn check_explains_one_of_its_rules_as_explain_does() {
    let output = |arguments: &[&str]| program(arguments).output().unwrap();
    let by_check = output(&["check", "--explain", "key-storage"]);
    assert!(by_check.status.success());
    assert_eq!(by_check.stdout, output(&["explain", "key-storage"]).stdout);
    let unknown = output(&["check", "--explain", "key-storag"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stdout).contains("did you mean `key-storage`?"));
    let schema: Value = serde_json::from_slice(&output(&["explain", "check-json"]).stdout).unwrap();
    assert_eq!(schema["properties"]["schema"]["const"], 1);
}
