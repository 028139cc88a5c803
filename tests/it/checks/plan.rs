//! The app, its plan, its slots, and operations on them.

use super::{Row, prove};
use crate::support::Rehearsal;
use rehearsal::default_world::APP;
use rehearsal::state::Lock;
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[
    Row {
        id: "function-app",
        fires: || Rehearsal::new().world(|state| state.app_mut(APP).unwrap().kind = "app,linux".to_owned()),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        shop-orders is of kind `app,linux`, not a function app
        fix: check `app-name`; web apps are not released by this version
        ")
        },
        with: &["production-healthy", "production-readable"],
        silent: Rehearsal::new,
    },
    Row {
        id: "plan-has-slots",
        fires: || {
            Rehearsal::new().world(|state| {
                let plan = state.plans.get_mut("plan-shop").unwrap();
                (plan.sku, plan.tier) = ("FC1".to_owned(), "FlexConsumption".to_owned());
                state.app_mut(APP).unwrap().slots.clear();
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        Flex Consumption has no deployment slots, so there is nothing to swap
        fix: use its own rolling update (`siteUpdateStrategy: RollingUpdate`), or move the app to an Elastic Premium plan to release it through slots
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "slot-exists",
        fires: || Rehearsal::new().input("slot", "stagign"),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        shop-orders has no slot `stagign`; there are: staging
        fix: set `slot` to one of these, or create it: az functionapp deployment slot create --name shop-orders --resource-group rg-shop --slot stagign
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "both-running",
        fires: || Rehearsal::new().slot(|slot| slot.running = false),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        slot `staging` of shop-orders is not running but stopped
        fix: az functionapp start --name shop-orders --resource-group rg-shop --slot staging
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "management-lock",
        fires: || Rehearsal::new().world(|state| state.app_mut(APP).unwrap().lock = Some(Lock::ReadOnly)),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        a read-only lock holds the app, its group or its subscription, and refuses swaps (could not list the app settings of production of shop-orders: Azure answered 409 ScopeLocked: The scope '/subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Web/sites/shop-orders' cannot perform write operation because following scope(s) are locked: '/subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Web/sites/shop-orders'. Please remove the lock and try again.)
        fix: remove the lock for the release, or use a CanNotDelete lock, which allows releases
        ")
        },
        // A lock for reading forbids the listing of settings as well.
        with: &[
            "connections-exist",
            "content-moves",
            "disabled-stays-in-slot",
            "end-of-support",
            "host-version",
            "host-version-pinned",
            "key-storage",
            "live-triggers",
            "no-server-build",
        ],
        silent: Rehearsal::new,
    },
    Row {
        id: "no-pending-operation",
        fires: || Rehearsal::new().production(|side| side.operation = Some("o1".to_owned())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        an operation is in progress on production of shop-orders, most likely a swap
        fix: wait until it has ended, then run this job again
        ")
        },
        with: &["busy"],
        silent: Rehearsal::new,
    },
    Row {
        id: "no-prepared-swap",
        fires: || Rehearsal::new().production(|side| side.prepared_with = Some("staging".to_owned())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        a swap with preview with the slot `staging` was begun and neither completed nor cancelled
        fix: complete it in the portal, or cancel it: az functionapp deployment slot swap --name shop-orders --resource-group rg-shop --slot staging --action reset
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "no-auto-swap",
        fires: || Rehearsal::new().slot(|slot| slot.auto_swap = Some("production".to_owned())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot swaps into `production` by itself after each deployment, before it is probed
        fix: switch auto swap off: az webapp deployment slot auto-swap --name shop-orders --resource-group rg-shop --slot staging --disable
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
