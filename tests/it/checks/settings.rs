//! Settings, and what becomes of them in a swap.

use super::{Row, prove};
use crate::support::{COMMIT, Rehearsal, TestApp};
use rehearsal::default_world::APP;
use rehearsal::state::Side;
use serde_json::json;
use slot_deploy::record::Severity;

fn sets(name: &'static str, value: &'static str) -> impl FnOnce(&mut Side) {
    move |side| drop(side.settings.insert(name.to_owned(), value.to_owned()))
}

fn queue(connection: &str) -> TestApp {
    let trigger = json!({"type": "queueTrigger", "queueName": "q", "connection": connection});
    TestApp::new(COMMIT).function("TakeOrder", trigger)
}

/// Both sides run a function that is switched off in the slot.
fn held() -> Rehearsal {
    Rehearsal::of(&queue("OrdersStorage"), &queue("OrdersStorage"))
}

pub const ROWS: &[Row] = &[
    Row {
        id: "content-moves",
        fires: || {
            let name = "FUNCTIONS_WORKER_RUNTIME";
            let stays = |state: &mut rehearsal::state::State| {
                state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push(name.to_owned());
            };
            Rehearsal::new().world(stays).slot(sets(name, "python"))
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        FUNCTIONS_WORKER_RUNTIME is a slot setting and differs between the sides, so that production would not run what is probed in the slot `staging`
        fix: set FUNCTIONS_WORKER_RUNTIME to one value on both sides, or let it move: take it from the slot settings
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "no-server-build",
        fires: || Rehearsal::new().slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "true")),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        SCM_DO_BUILD_DURING_DEPLOYMENT is on in the slot `staging`: the SCM site would build what it is sent, and what runs would not be the content that was packed
        fix: build the package in the workflow, and switch the build off in the slot: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings SCM_DO_BUILD_DURING_DEPLOYMENT=false
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "server-build",
        fires: || Rehearsal::new().input("build", "remote").slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "false")),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot `staging` does not build what it is sent: SCM_DO_BUILD_DURING_DEPLOYMENT is not on, or ENABLE_ORYX_BUILD is off
        fix: switch the build on: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings SCM_DO_BUILD_DURING_DEPLOYMENT=true ENABLE_ORYX_BUILD=true
        ")
        },
        with: &[],
        silent: || Rehearsal::new().input("build", "remote").slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "true")),
    },
    Row {
        id: "disabled-stays-in-slot",
        fires: || held().world(|state| state.app_mut(APP).unwrap().sticky = None),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the swap would carry AzureWebJobs.Nightly.Disabled, AzureWebJobs.TakeOrder.Disabled to production and switch the function off there
        fix: make it a slot setting: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings AzureWebJobs.Nightly.Disabled=true AzureWebJobs.TakeOrder.Disabled=true
        ")
        },
        with: &[],
        silent: held,
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}
