//! What this identity may do.

use super::{Row, prove};
use crate::rights::role;
use crate::support::Rehearsal;
use rehearsal::default_world::CLIENT;
use rehearsal::faults::{What, Where};
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[
    Row {
        id: "production-readable",
        fires: || {
            let says = |service: &str| Where::service(service).slot("").path("release.json");
            let odd =
                || What::Status { status: 200, body: Some("{".to_owned()), content_type: None, retry_after: None };
            Rehearsal::new().fault(says("scm"), odd()).fault(says("arm"), odd())
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        what production runs could not be read: its .slot-deploy/release.json cannot be understood
        fix: give the identity Microsoft.Web/sites/hostruntime/host/action, or Microsoft.Web/sites/publish/Action for the SCM site, on the app and its slots
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "rights-suffice",
        fires: || {
            let swap = |action: &String| action.ends_with("slotsswap/Action");
            let actions = role().into_iter().filter(|action| !swap(action)).collect();
            Rehearsal::new().world(|state| state.directory.app_mut(CLIENT).unwrap().actions = actions)
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the identity lacks `Microsoft.Web/sites/slots/slotsswap/Action` on slot `staging` of shop-orders, which `release` needs
        fix: give the identity `Microsoft.Web/sites/slots/slotsswap/Action` on slot `staging` of shop-orders (the whole role: `slot-deploy check --role-json`); a role that was just assigned can take several minutes to count
        ")
        },
        with: &[],
        silent: || Rehearsal::new().world(|state| state.directory.app_mut(CLIENT).unwrap().actions = role()),
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}
