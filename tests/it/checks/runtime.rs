//! Versions of host and language.

use super::{Row, prove};
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
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "stack-version",
        fires: || {
            let node = |state: &mut State| state.app_mut(APP).unwrap().runtime = "Node|20".to_owned();
            Rehearsal::new()
                .world(node)
                .slot(|slot| drop(slot.config.web.insert("linuxFxVersion".to_owned(), json!("Node|22"))))
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the swap brings Node|22 to production, which runs Node|20 now: linuxFxVersion moves with the content
        fix: if that is not meant, set linuxFxVersion of the slot `staging` to production's; if it is, there is nothing to fix
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}
