//! Versions of host and language.

use super::{Row, check, finding, prove};
use crate::support::platform::on_windows;
use crate::support::{Rehearsal, Told, status};
use rehearsal::default_world::APP;
use rehearsal::faults::Where;
use rehearsal::state::{Side, State};
use serde_json::json;
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[
    Row {
        id: "host-version",
        fires: || {
            Rehearsal::new().production(|side| {
                side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~3".to_owned());
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        FUNCTIONS_EXTENSION_VERSION stays with its side: after the swap production runs version ~3 of the Functions host, and what the slot `staging` runs is probed on ~4
        fix: set FUNCTIONS_EXTENSION_VERSION to one value on both sides; to bring it by the swap, let it move on production and on every slot of the app first, which restarts production once, so do it at a quiet time: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --settings WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0; az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0
        ")
        },
        with: &["end-of-support"],
        silent: Rehearsal::new,
    },
    Row {
        id: "stack-version",
        fires: || {
            let node = |state: &mut State| state.app_mut(APP).unwrap().runtime = "Node|22".to_owned();
            Rehearsal::new()
                .world(node)
                .slot(|slot| drop(slot.config.web.insert("linuxFxVersion".to_owned(), json!("Node|24"))))
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the swap brings Node|24 to production, which runs Node|22 now: linuxFxVersion moves with the content
        fix: if that is not meant, set linuxFxVersion of the slot `staging` to production's; if it is, there is nothing to fix
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "host-version-pinned",
        fires: || {
            Rehearsal::new().slot(|side| {
                side.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "4.1044.0".to_owned());
            })
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        FUNCTIONS_EXTENSION_VERSION of the slot names one build, 4.1044.0, which gets no fixes
        fix: set FUNCTIONS_EXTENSION_VERSION to ~4 on both sides
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "end-of-support",
        fires: || runs_on("PYTHON|3.10"),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the support of Python 3.10 ended on 2026-10-31
        fix: move from Python 3.10 to Python 3.13 (https://learn.microsoft.com/azure/azure-functions/supported-languages)
        ")
        },
        with: &[],
        silent: || runs_on("PYTHON|3.12"),
    },
];

/// Both sides run on this language.
fn runs_on(stack: &'static str) -> Rehearsal {
    Rehearsal::new().world(|state| state.app_mut(APP).unwrap().runtime = stack.to_owned())
}

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

#[tokio::test(start_paused = true)]
async fn the_end_of_support_is_told_by_the_clock_of_the_run() {
    // The simulated world stands at 2026-11-18; Node.js 22 is supported until 2027-04-30.
    let told = check(runs_on("NODE|22")).await;
    let finding = told.record.findings.iter().find(|finding| finding.check == "end-of-support").unwrap();
    assert_eq!(finding.severity, Severity::Note, "{}", finding.says);
    assert!(finding.says.contains("ends in 163 days, on 2027-04-30"), "{}", finding.says);
    assert_eq!(told.ending.exit_code, 0);
}

/// Both sides are on Windows, with this worker, and the slot has this version of its language.
fn on_windows_with(
    worker: &'static str,
    version: fn(&mut Side, &str),
    [production, slot]: [&'static str; 2],
) -> Rehearsal {
    let worker =
        move |side: &mut Side| drop(side.settings.insert("FUNCTIONS_WORKER_RUNTIME".to_owned(), worker.to_owned()));
    Rehearsal::new()
        .world(on_windows)
        .world(|state| state.app_mut(APP).unwrap().runtime = String::new())
        .production(move |side| {
            worker(side);
            version(side, production);
        })
        .slot(move |side| {
            worker(side);
            version(side, slot);
        })
}

fn net(side: &mut Side, version: &str) {
    side.config.web.insert("netFrameworkVersion".to_owned(), json!(version));
}

fn node(side: &mut Side, version: &str) {
    side.settings.insert("WEBSITE_NODE_DEFAULT_VERSION".to_owned(), version.to_owned());
}

#[tokio::test(start_paused = true)]
async fn on_windows_settings_and_configuration_say_the_language_and_its_end_of_support() {
    let told = check(on_windows_with("dotnet-isolated", net, ["v8.0", "v10.0"])).await;
    let stack = finding(&told, "stack-version").unwrap();
    assert_eq!(stack.severity, Severity::Warning, "{}", stack.says);
    insta::assert_snapshot!(stack.says, @"the swap brings DOTNET-ISOLATED|10.0 to production, which runs DOTNET-ISOLATED|8.0 now: netFrameworkVersion moves with the content");
    assert_eq!(finding(&told, "end-of-support").unwrap().severity, Severity::Fine, "production gets .NET 10");
    let told = check(on_windows_with("dotnet-isolated", net, ["v8.0", "v8.0"])).await;
    assert_eq!(finding(&told, "stack-version").unwrap().severity, Severity::Fine);
    let end = finding(&told, "end-of-support").unwrap();
    assert!(end.severity == Severity::Warning && end.says.contains("the support of .NET 8 ended"), "{}", end.says);
}

#[tokio::test(start_paused = true)]
async fn a_version_of_node_that_is_a_slot_setting_does_not_come_to_production() {
    let sticky = |rehearsal: Rehearsal| {
        rehearsal.world(|state| {
            let names = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
            names.app_settings.push("WEBSITE_NODE_DEFAULT_VERSION".to_owned());
        })
    };
    let told = check(sticky(on_windows_with("node", node, ["~20", "~24"]))).await;
    let stack = finding(&told, "stack-version").unwrap();
    insta::assert_snapshot!(stack.says, @"WEBSITE_NODE_DEFAULT_VERSION is a slot setting and stays with its side: after the swap production runs on NODE|20, and what the slot `staging` runs is probed on NODE|24");
    let end = finding(&told, "end-of-support").unwrap();
    assert!(end.says.contains("the support of Node.js 20 ended"), "production keeps its own: {}", end.says);
    let told = check(on_windows_with("node", node, ["~20", "~24"])).await;
    assert!(
        finding(&told, "stack-version").unwrap().says.contains("brings NODE|24 to production, which runs NODE|20 now")
    );
    assert_eq!(finding(&told, "end-of-support").unwrap().severity, Severity::Fine);
}

#[tokio::test(start_paused = true)]
async fn a_configuration_that_cannot_be_read_on_windows_is_no_language() {
    let sites = ["sites/shop-orders/config/web", "/slots/staging/config/web"];
    for path in sites {
        let told =
            check(on_windows_with("java", |_, _| (), [""; 2]).fault(Where::service("arm").path(path), status(403)))
                .await;
        let stack = finding(&told, "stack-version").unwrap();
        assert!(stack.severity == Severity::Warning && stack.says.contains("could not be read"), "{}", stack.says);
    }
    let told = check(on_windows_with("java", |_, _| (), [""; 2])).await;
    let stack = finding(&told, "stack-version").unwrap();
    assert!(stack.severity == Severity::Note && stack.says.contains("is not known"), "{}", stack.says);
}

#[tokio::test(start_paused = true)]
async fn a_release_reads_productions_configuration_once_more_on_windows_only() {
    let reads = |told: &Told| {
        let requests = &told.world.state().requests;
        requests.iter().filter(|request| request.path.ends_with("/sites/shop-orders/config/web")).count()
    };
    let stages = |rehearsal: Rehearsal| async move { reads(&rehearsal.input("command", "stage").run().await) };
    let (windows, linux) =
        (stages(on_windows_with("custom", |_, _| (), [""; 2])).await, stages(Rehearsal::new()).await);
    assert_eq!(windows, linux + 1, "the ticket reads it on both");
}
