//! Faults of the app, its plan, its slots, and of who may touch them.

use super::{Fault, fault};
use crate::rights::role;
use crate::support::{ORIGIN, Rehearsal, container, status};
use rehearsal::default_world::{APP, CLIENT, GROUP, IDENTITIES, SLOT, STORAGE, SUBSCRIPTION};
use rehearsal::faults::{What, Where};
use rehearsal::state::{DataRole, HostState, Hosts, Lock, Side, State};
use serde_json::json;

const NO_SLOT: &str = "without a slot nothing is said of its settings";

pub const FAULTS: &[Fault] = &[
    fault("function-app", |world| world.world(|state| state.app_mut(APP).unwrap().kind = "app,linux".to_owned()))
        .with(&[
            ("production-healthy", "a web app has no Functions host to ask"),
            ("production-readable", "a web app has no Functions host to ask"),
        ])
        .alone("what a web app runs is not read"),
    fault("plan-has-slots", |world| {
        world.world(|state| {
            let plan = state.plans.get_mut("plan-shop").unwrap();
            (plan.sku, plan.tier) = ("FC1".to_owned(), "FlexConsumption".to_owned());
            state.app_mut(APP).unwrap().slots.clear();
        })
    })
    .alone(NO_SLOT),
    fault("slot-exists", |world| world.input("slot", "stagign")).alone(NO_SLOT),
    fault("same-plan", |world| {
        world.slot(|slot| {
            let plan = format!(
                "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/serverfarms/plan-tests"
            );
            slot.config.site.insert("serverFarmId".to_owned(), json!(plan));
        })
    }),
    fault("room-on-plan", |world| world.world(crowd)),
    fault("portal-is-read-only", |world| {
        let counts_on_it = |side: &mut Side| drop(side.settings.remove("FUNCTION_APP_EDIT_MODE"));
        world.production(counts_on_it).slot(counts_on_it)
    }),
    fault("both-running", |world| world.slot(|slot| slot.running = false))
        .alone("a slot that is stopped answers nothing"),
    fault("rights-suffice", |world| {
        let swap = |action: &String| action.ends_with("slotsswap/Action");
        let actions = role().into_iter().filter(|action| !swap(action)).collect();
        world.world(|state| state.directory.app_mut(CLIENT).unwrap().actions = actions)
    })
    .alone("the role of a release does not read all that a check reads"),
    fault("management-lock", |world| world.world(|state| state.app_mut(APP).unwrap().lock = Some(Lock::ReadOnly)))
        .alone("a read-only lock refuses to list settings"),
    fault("no-pending-operation", |world| world.production(|side| side.operation = Some("o1".to_owned())))
        .with(&[("busy", "what goes on is waited for as well")]),
    fault("no-prepared-swap", |world| world.production(|side| side.prepared_with = Some("staging".to_owned()))),
    fault("no-auto-swap", |world| world.slot(|slot| slot.auto_swap = Some("production".to_owned()))),
    fault("production-readable", |world| {
        let says = |service: &str| Where::service(service).slot("").path("release.json");
        let odd = || What::Status { status: 200, body: Some("{".to_owned()), content_type: None, retry_after: None };
        world.fault(says("scm"), odd()).fault(says("arm"), odd())
    })
    .alone("of unknown content nobody says whether there is a way back to it"),
    fault("way-back", |world| world.production(|side| side.moving.kudu.deployments.clear())),
    fault("production-healthy", |world| {
        let broken = HostState::Error("The worker did not start.".to_owned());
        world.production(|side| side.moving.host.instances.iter_mut().for_each(|one| one.state = broken.clone()))
    }),
    fault("slot-reachable", |world| world.fault(Where::service("site").slot("staging").path("host/ping"), status(403)))
        .alone("from where the slot is not reached, nothing is said of its SCM site"),
    fault("scm-reachable", keep_out_of_scm).with(&[("runner-reach", "it tells which strategy is left")]),
    fault("runner-reach", |world| keep_out_of_scm(world).input("storage-container", &container()))
        .alone("with a container nothing is needed of the SCM site"),
    fault("same-identities", |world| world.production(|side| side.identity = None))
        .with(&[("connection-roles", "a side without an identity opens nothing by one")])
        .alone("connections without an identity"),
    fault("connection-roles", |world| {
        world.world(|state| {
            let roles = &mut state.storage.get_mut(STORAGE).unwrap().assignments;
            roles.retain(|one| one.principal != IDENTITIES[0] || one.role != DataRole::Owner);
        })
    }),
];

/// One small machine for four sides.
fn crowd(state: &mut State) {
    let plan = state.plans.get_mut("plan-shop").unwrap();
    (plan.sku, plan.tier, plan.kind) = ("S1".to_owned(), "Standard".to_owned(), "linux".to_owned());
    let app = state.app_mut(APP).unwrap();
    for name in ["blue", "green"] {
        let mut slot = app.slots[SLOT].clone();
        slot.hosts = Hosts { site: format!("{ORIGIN}/site/{APP}-{name}"), scm: format!("{ORIGIN}/scm/{APP}-{name}") };
        app.slots.insert(name.to_owned(), slot);
    }
}

/// The SCM site of the slot is for the office, and that of production looks like it.
fn keep_out_of_scm(world: Rehearsal) -> Rehearsal {
    let office = json!([
        {"ipAddress": "192.0.2.0/27", "action": "Allow", "priority": 100, "name": "office"},
        {"ipAddress": "Any", "action": "Deny", "priority": 2_147_483_647, "name": "Deny all"},
    ]);
    world.slot(|slot| drop(slot.config.web.insert("scmIpSecurityRestrictions".to_owned(), office)))
}
