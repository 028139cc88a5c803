//! What a swap does.

use super::{Row, prove};
use crate::support::{COMMIT, Rehearsal, TestApp};
use serde_json::{Value, json};
use slot_deploy::record::Severity;

/// Both sides run a function that a timer starts, which is switched off in the slot.
fn nightly() -> Rehearsal {
    let app = TestApp::new(COMMIT).function("Nightly", json!({"type": "timerTrigger", "schedule": "0 0 2 * * *"}));
    Rehearsal::of(&app, &app)
}

/// Both sides have an orchestration with this `durableTask`.
fn durable(task: Value) -> Rehearsal {
    let host = json!({"version": "2.0", "extensions": {"durableTask": task}}).to_string();
    let app = TestApp::new(COMMIT)
        .function("Run", json!({"type": "orchestrationTrigger", "name": "context"}))
        .file("host.json", &host);
    Rehearsal::of(&app, &app)
}

fn preview() -> Rehearsal {
    Rehearsal::new().input("swap", "preview")
}

fn asks_for_sign_in() -> Value {
    json!({
        "platform": {"enabled": true},
        "globalValidation": {"requireAuthentication": true, "unauthenticatedClientAction": "Return401"},
    })
}

pub const ROWS: &[Row] = &[
    Row {
        id: "key-storage",
        fires: || {
            Rehearsal::new().slot(|slot| {
                slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        function keys are kept as files (AzureWebJobsSecretStorageType=files), so a swap would exchange them
        fix: remove AzureWebJobsSecretStorageType from both sides, or set it to `blob` or `keyvault`
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "live-triggers",
        fires: || nightly().slot(|slot| slot.settings.retain(|name, _| !name.ends_with(".Disabled"))),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot `staging` takes production's events: Nightly (timerTrigger)
        fix: switch them off in the slot by slot settings, which stay there in a swap: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings AzureWebJobs.Nightly.Disabled=true
        ")
        },
        with: &[],
        silent: nightly,
    },
    Row {
        id: "own-task-hub",
        fires: || durable(json!({})),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        the slot `staging` would have the default task hub, with which Durable Functions start in production only: its host would not start
        fix: name the hub by a setting, "hubName": "%TaskHub%" in host.json, and set TaskHub as a slot setting with another value on each side
        "#)
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "functions-kept",
        fires: || Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former").http("refunds", "anonymous")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        functions of production are missing in the release: refunds
        fix: build the package with all functions, for this app; if they are meant to go, there is nothing to fix
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "preview-without-site-auth",
        fires: || preview().production(|side| side.config.auth = Some(asks_for_sign_in())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        App Service authentication is on, and Azure then refuses a swap with preview
        fix: use `swap: direct`
        ")
        },
        with: &[],
        silent: preview,
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}
