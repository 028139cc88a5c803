//! The app, its plan, its slots, and operations on them.

use super::{Row, check, finding, prove};
use crate::support::{Rehearsal, Told};
use rehearsal::default_world::{APP, GROUP, SLOT, SUBSCRIPTION};
use rehearsal::state::{Lock, Side, State};
use serde_json::{Value, json};
use slot_deploy::record::Severity;

fn put(side: &mut Side, property: &str, value: Value) {
    side.config.site.insert(property.to_owned(), value);
}

fn plan(name: &str) -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/serverfarms/{name}")
}

/// The app is on one small machine, with these slots beside its own.
fn on_standard(slots: &'static [&'static str]) -> Rehearsal {
    Rehearsal::new().world(|state| {
        let plan = state.plans.get_mut("plan-shop").unwrap();
        (plan.sku, plan.tier, plan.kind) = ("S1".to_owned(), "Standard".to_owned(), "linux".to_owned());
        add_slots(state, slots);
    })
}

fn add_slots(state: &mut State, slots: &[&str]) {
    let app = state.app_mut(APP).unwrap();
    let staging = app.slots[SLOT].clone();
    app.slots.extend(slots.iter().map(|name| ((*name).to_owned(), staging.clone())));
}

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
            fix: move the app to an Elastic Premium plan to release it through slots; or deploy to it in place by its own rolling update, which counts from the update after the one that sets it and is rolled back by the former package only: az functionapp update-strategy config set --name shop-orders --resource-group rg-shop --type RollingUpdate
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
            shop-orders has no slot `stagign`; there are: staging; is `staging` meant?
            fix: set `slot: staging`; or set `create-slot: true`, which creates it safely; or create it by hand: az functionapp deployment slot create --name shop-orders --resource-group rg-shop --slot stagign
            ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "site-properties",
        fires: || Rehearsal::new().declares("site: { always-on: true, health-check-path: /api/health }\n"),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        `always-on`, `health-check-path` of `site:` apply to the slot `staging` only; production keeps its own in the swap
        fix: to have them in production, set them there, which restarts it: az functionapp config set --name shop-orders --resource-group rg-shop --always-on true --generic-configurations '{"healthCheckPath": "/api/health"}'
"#)
        },
        with: &[],
        silent: || Rehearsal::new().declares("site: { http-version: \"1.1\" }\n"),
    },
    Row {
        id: "both-running",
        fires: || Rehearsal::new().slot(|slot| slot.running = false),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        slot `staging` of shop-orders is not running but stopped
        fix: where releases leave it stopped, set `after: stop`; else start it: az functionapp start --name shop-orders --resource-group rg-shop --slot staging
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
            fix: remove the lock for the release, or use a CanNotDelete lock, which allows releases; this lists those of the group: az lock list --resource-group rg-shop
            ")
        },
        with: &[],
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
    Row {
        id: "same-plan",
        fires: || Rehearsal::new().slot(|slot| put(slot, "serverFarmId", json!(plan("plan-tests")))),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot `staging` is on the plan plan-tests, and production on plan-shop: a swap leaves plan and scaling where they are, so the release is proved on other machines than those that serve users
        fix: if two plans are meant, there is nothing to fix; else move the slot to production's: az functionapp update --name shop-orders --resource-group rg-shop --slot staging --plan /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Web/serverfarms/plan-shop
        ")
        },
        with: &[],
        silent: || Rehearsal::new().slot(|slot| put(slot, "serverFarmId", json!(plan("PLAN-SHOP")))),
    },
    Row {
        id: "room-on-plan",
        fires: || on_standard(&["blue", "green"]),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the plan plan-shop (S1) has 1 machine of 1792 MiB; apps and slots on it: 4, so 448 MiB for each, while every machine runs all of them and a swap needs both sides at once
        fix: scale the plan up, move other apps to another plan, or stop slots that are not used
        ")
        },
        with: &[],
        silent: || on_standard(&[]),
    },
    Row {
        id: "portal-is-read-only",
        fires: Rehearsal::new,
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        since the app has a slot, the portal shows its functions read only: a repair there is not possible
        fix: repair by a release; to say that this is meant, which restarts production: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --settings FUNCTION_APP_EDIT_MODE=readOnly
        ")
        },
        with: &[],
        silent: || {
            Rehearsal::new().production(|side| {
                side.settings.insert("FUNCTION_APP_EDIT_MODE".to_owned(), "readOnly".to_owned());
            })
        },
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

fn says(told: &Told, id: &str) -> String {
    let found = finding(told, id).unwrap_or_else(|| panic!("{id} says nothing: {}", told.log));
    format!("{}\nfix: {}", found.says, found.fix)
}

#[tokio::test(start_paused = true)]
async fn the_slots_of_the_plan_are_counted_by_name() {
    let told = check(Rehearsal::new()).await;
    insta::assert_snapshot!(says(&told, "plan-has-slots"), @"
    the plan plan-shop (EP1) gives 3 slots; 2 are used (production, staging), 1 free
    fix:
    ");
    let names = told.world.state().requests.iter().filter(|request| request.path.ends_with("/slots")).count();
    assert_eq!(names, 1);
    let released = Rehearsal::new().run().await;
    assert!(!says(&released, "plan-has-slots").contains("used"), "no release waits for it");
}

#[tokio::test(start_paused = true)]
async fn where_all_slots_are_used_none_is_to_be_created() {
    let full = Rehearsal::new().world(|state| add_slots(state, &["blue"])).input("slot", "green");
    insta::assert_snapshot!(says(&check(full).await, "slot-exists"), @"
    shop-orders has no slot `green`; there are: blue, staging
    fix: set `slot` to one of these; none can be created: the plan plan-shop (EP1) gives 3 slots with production, and all are used; delete one first, or move the app to a plan with more
    ");
}

#[tokio::test(start_paused = true)]
async fn each_plan_without_slots_has_its_own_way_out() {
    let basic = Rehearsal::new().world(|state| {
        let plan = state.plans.get_mut("plan-shop").unwrap();
        (plan.sku, plan.tier) = ("B1".to_owned(), "Basic".to_owned());
    });
    insta::assert_snapshot!(says(&check(basic).await, "plan-has-slots"), @"
    the plan plan-shop (B1) has no deployment slots
    fix: scale the plan up to Standard, which gives 5 slots, or move the app to an Elastic Premium plan: az appservice plan update --ids /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Web/serverfarms/plan-shop --sku S1
    ");
}
