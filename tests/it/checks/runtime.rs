//! Versions of host and language.

use super::{Row, check, prove};
use crate::support::Rehearsal;
use rehearsal::default_world::APP;
use rehearsal::state::State;
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
        fix: set FUNCTIONS_EXTENSION_VERSION to one value on both sides; to bring ~4 by the swap, set WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS=0 on all sides
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
