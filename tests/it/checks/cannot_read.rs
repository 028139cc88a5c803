//! Every check has a world where it cannot read what it looks at: it says so, never that all is well, and never nothing.

use std::collections::BTreeSet;

use super::everything_right::{app, everything_right, right_with};
use super::{check, finding};
use crate::support::platform::runs_from_packages;
use crate::support::{COMMIT, Rehearsal, Told, container, status};
use rehearsal::faults::{What, Where};
use serde_json::json;
use slot_deploy::preflight::CHECKS;
use slot_deploy::record::{Origin, Outcome, Severity};

/// What is refused in a world with everything right.
enum Hidden {
    /// Requests to the control plane whose path has this text.
    Arm(&'static str),
    /// Another world in which it cannot be read.
    World(fn() -> Rehearsal),
    /// Nothing can be refused, for this reason.
    Nothing(&'static str),
}

use Hidden::{Arm, Nothing, World};

const SETTINGS: Hidden = Arm("/slots/staging/config/appsettings/list");
const OF_PRODUCTION: Hidden = Arm("sites/shop-orders/config/appsettings/list");
const STICKY: Hidden = Arm("/config/slotConfigNames");
const FUNCTIONS: Hidden = Arm("sites/shop-orders/functions");
const OF_THE_RESOURCE: Hidden = Nothing("the resource itself says it, and without the resource there is no check");
const NOT_REACHED: &str = "what is not reached is what it finds";
const LARGE_FILE: Hidden = World(|| {
    let world = everything_right();
    std::fs::write(world.temp.0.join("checkout/large.tf"), " ".repeat(1024 * 1024 + 1)).unwrap();
    world
});

const TABLE: &[(&str, Hidden)] = &[
    ("function-app", OF_THE_RESOURCE),
    ("plan-has-slots", World(|| without_a_slot().fault(Where::service("arm").path("/serverfarms/"), status(403)))),
    ("slot-exists", OF_THE_RESOURCE),
    (
        "site-properties",
        World(|| refused(everything_right().declares("site: { always-on: true }\n"), "sites/shop-orders/config/web")),
    ),
    ("same-plan", OF_THE_RESOURCE),
    ("room-on-plan", Arm("/serverfarms/")),
    ("portal-is-read-only", OF_PRODUCTION),
    ("both-running", OF_THE_RESOURCE),
    ("rights-suffice", Arm("/providers/Microsoft.Authorization/permissions")),
    ("management-lock", SETTINGS),
    ("no-pending-operation", OF_THE_RESOURCE),
    ("no-prepared-swap", OF_THE_RESOURCE),
    ("no-auto-swap", Arm("/slots/staging/config/web")),
    ("key-storage", SETTINGS),
    ("own-host-id", SETTINGS),
    ("host-ids-of-slots", SETTINGS),
    ("warm-up-tells", STICKY),
    ("slot-as-protected", Arm("/slots/staging/config/web")),
    ("executions-end", Arm("/providers/Microsoft.Insights/metrics")),
    ("running-orchestrations", FUNCTIONS),
    ("content-moves", STICKY),
    (
        "new-slot-settings",
        World(|| {
            let world = everything_right().input("slot", "blue").input("create-slot", "true");
            refused(world, "sites/shop-orders/config/appsettings/list")
        }),
    ),
    ("no-server-build", SETTINGS),
    (
        "server-build",
        World(|| refused(everything_right().input("build", "remote"), "/slots/staging/config/appsettings/list")),
    ),
    ("package-setting-moves", World(|| refused(by_url(), "/config/slotConfigNames"))),
    ("package-store", World(|| by_url().fault(Where::service("blob"), status(500)))),
    ("package-readable", World(|| refused(by_url(), "/providers/Microsoft.Storage/storageAccounts/"))),
    (
        "site-packages-possible",
        World(|| {
            let world = everything_right().input("strategy", "site-package");
            let world = world.slot(runs_from_packages).production(runs_from_packages);
            world.fault(Where::service("scm").path("/api/settings/WEBSITE_RUN_FROM_PACKAGE"), status(403))
        }),
    ),
    ("host-version", SETTINGS),
    ("stack-version", OF_THE_RESOURCE),
    ("host-version-pinned", SETTINGS),
    ("end-of-support", SETTINGS),
    (
        "production-readable",
        World(|| {
            let at = |service: &str| Where::service(service).slot("").path("release.json");
            let half =
                || What::Status { status: 200, body: Some("{".to_owned()), content_type: None, retry_after: None };
            everything_right().fault(at("scm"), half()).fault(at("arm"), half())
        }),
    ),
    ("way-back", Nothing("what production runs is unknown then, and `production-readable` stops for it")),
    ("production-healthy", Arm("/providers/Microsoft.Insights/metrics")),
    ("slot-reachable", Nothing(NOT_REACHED)),
    ("scm-reachable", World(silent_scm)),
    ("runner-reach", Nothing(NOT_REACHED)),
    ("live-triggers", FUNCTIONS),
    ("own-task-hub", FUNCTIONS),
    ("functions-kept", FUNCTIONS),
    ("connections-exist", SETTINGS),
    ("disabled-stays-in-slot", STICKY),
    (
        "required-settings",
        World(|| {
            refused(
                everything_right().declares("required: { business: [PAYMENT_API_KEY] }\n"),
                "/config/slotConfigNames",
            )
        }),
    ),
    ("settings-kept", SETTINGS),
    ("settings-gained", OF_PRODUCTION),
    ("connections-stay", STICKY),
    ("host-storage-stays", STICKY),
    (
        "key-vault-references",
        World(|| {
            let reference = "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/PaymentKey/)";
            let world = everything_right().slot(|slot| drop(slot.settings.insert("KEY".into(), reference.into())));
            refused(world, "/config/configreferences")
        }),
    ),
    (
        "app-configuration-references",
        World(|| {
            let reference = "@Microsoft.AppConfiguration(Endpoint=https://shop.azconfig.io; Key=colour)";
            let world = everything_right().slot(|slot| drop(slot.settings.insert("COLOUR".into(), reference.into())));
            refused(world, "/config/configreferences")
        }),
    ),
    ("old-build-settings", SETTINGS),
    ("scm-takes-packages", SETTINGS),
    ("secured-storage", SETTINGS),
    ("overrides-agree", SETTINGS),
    ("connection-form", SETTINGS),
    ("keys-in-connections", OF_PRODUCTION),
    ("same-identities", OF_THE_RESOURCE),
    ("connection-roles", Arm("/providers/Microsoft.Authorization/roleAssignments")),
    (
        "preview-without-site-auth",
        World(|| refused(everything_right().input("swap", "preview"), "/slots/staging/config/authsettingsV2")),
    ),
    (
        "preview-without-triggers",
        World(|| refused(everything_right().input("swap", "preview"), "/config/slotConfigNames")),
    ),
    ("infrastructure-package", LARGE_FILE),
    ("infrastructure-content-share", LARGE_FILE),
    ("infrastructure-sticky-names", LARGE_FILE),
    ("infrastructure-build", LARGE_FILE),
    ("infrastructure-deploys", LARGE_FILE),
    ("hostile-trigger", World(|| everything_right().variable("GITHUB_EVENT_NAME", "pull_request_target"))),
    ("not-from-a-laptop", Nothing("the process itself is on the machine")),
    ("oidc-subject", Nothing("without a token there is no sign-in, and that is what stops")),
    ("environment-reviewers", World(|| may_not("actions"))),
    ("environment-branches", World(|| may_not("actions"))),
    ("branch-protected", World(|| everything_right().input("github-token", ""))),
    ("tests-passed", World(|| may_not("checks"))),
    (
        "concurrency-group",
        World(|| {
            let world = everything_right();
            std::fs::write(world.temp.0.join("checkout/.github/workflows/release.yml"), "jobs: [").unwrap();
            world
        }),
    ),
];

fn refused(world: Rehearsal, path: &str) -> Rehearsal {
    world.fault(Where::service("arm").path(path), status(403))
}

fn by_url() -> Rehearsal {
    everything_right().input("storage-container", &container())
}

fn without_a_slot() -> Rehearsal {
    everything_right().input("slot", "stagign")
}

fn silent_scm() -> Rehearsal {
    everything_right().fault(Where::service("scm").slot("staging").path("/api/deployments"), What::Never)
}

/// The job's token may not read these.
fn may_not(read: &'static str) -> Rehearsal {
    everything_right().world(move |state| state.github.permissions.retain(|(name, _)| name != read))
}

#[test]
fn every_check_has_a_world_where_it_cannot_read_or_a_reason_why_there_is_none() {
    let mut named: Vec<&str> = TABLE.iter().map(|(id, _)| *id).collect();
    named.sort_unstable();
    let mut checks: Vec<&str> = CHECKS.iter().map(|check| check.about().explanation.id).collect();
    checks.sort_unstable();
    assert_eq!(named, checks);
    assert!(!TABLE.iter().any(|(_, hidden)| matches!(hidden, Nothing(""))));
}

/// All that a resource says by itself is unknown without it, and then there is no check at all.
#[tokio::test(start_paused = true)]
async fn without_a_resource_nothing_is_said_to_be_in_order() {
    for (path, needs) in
        [("sites/shop-orders", "Microsoft.Web/sites/Read"), ("/slots", "Microsoft.Web/sites/slots/Read")]
    {
        let told = check(refused(everything_right(), path).input("resource-group", "rg-shop")).await;
        assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Aborted, 10), "{path}: {}", told.log);
        assert!(told.record.findings.iter().all(|found| found.severity != Severity::Fine), "{path}: {}", told.log);
        let said = told.record.findings.iter().map(|found| format!("{} {}", found.says, found.fix)).collect::<String>();
        assert!(said.to_lowercase().contains(&needs.to_lowercase()), "{path}: {said}");
    }
}

/// What these checks say otherwise than that they could not read.
fn wrong(told: &Told, ids: &[&str]) -> Vec<String> {
    let says = |id: &&str| match finding(told, id) {
        None => Some(format!("{id}: says nothing")),
        Some(found) if found.severity == Severity::Fine || found.origin != Origin::Unread => {
            Some(format!("{id}: {:?} {:?}: {}", found.severity, found.origin, found.says))
        }
        Some(_) => None,
    };
    ids.iter().filter_map(says).collect()
}

/// Refused, failing, and cut off.
#[tokio::test(start_paused = true)]
async fn a_check_that_cannot_read_says_so_and_is_neither_in_order_nor_silent() {
    let mut found_wrong = Vec::new();
    let paths: BTreeSet<&str> =
        TABLE.iter().filter_map(|(_, hidden)| if let Arm(path) = hidden { Some(*path) } else { None }).collect();
    for path in paths {
        let of_path = TABLE.iter().filter(|(_, hidden)| matches!(hidden, Arm(hidden) if *hidden == path));
        let ids: Vec<&str> = of_path.map(|(id, _)| *id).collect();
        for answer in [status(403), status(500), What::ResetBefore] {
            let is_refused = answer == status(403);
            let told = check(everything_right().fault(Where::service("arm").path(path), answer)).await;
            found_wrong.extend(wrong(&told, &ids));
            let is_listed = told.log.contains("not asked: ") && told.summary.contains("### Not asked");
            assert!(is_listed || !is_refused, "{path}: what was refused is listed: {}", told.log);
        }
    }
    for (id, hidden) in TABLE {
        if let World(world) = hidden {
            found_wrong.extend(wrong(&check(world()).await, &[id]));
        }
    }
    assert!(found_wrong.is_empty(), "{}", found_wrong.join("\n"));
}

/// What runs of Durable Functions is not known of files that nobody may read.
#[tokio::test(start_paused = true)]
async fn a_task_hub_that_cannot_be_read_is_not_called_an_own_one() {
    let durable = |commit: &str| {
        let host = json!({"version": "2.0", "extensions": {"durableTask": {"hubName": "%TaskHub%"}}}).to_string();
        app(commit)
            .function("Refund", json!({"type": "orchestrationTrigger", "name": "context"}))
            .file("host.json", &host)
    };
    let told = check(refused(right_with(&durable(COMMIT), &durable("former")), "/config/slotConfigNames")).await;
    let found = finding(&told, "own-task-hub").unwrap();
    assert!(found.severity != Severity::Fine && found.origin == Origin::Unread, "{:?} {}", found.severity, found.says);
}
