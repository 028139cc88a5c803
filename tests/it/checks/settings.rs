//! Settings, and what becomes of them in a swap.

use std::collections::BTreeMap;

use super::{Row, check, finding, prove};
use crate::support::{COMMIT, Rehearsal, TestApp, status};
use rehearsal::default_world::{APP, IDENTITIES, STORAGE};
use rehearsal::faults::{What, Where};
use rehearsal::state::{ConfigStore, KeyVault, Lock, SecretVersion, Side};
use serde_json::json;
use slot_deploy::preflight::{CHECKS, Check, Fact, SideFact};
use slot_deploy::record::{Origin, Severity};
use slot_deploy::report::{Mark, checklist};

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

const ELSEWHERE: &str = "DefaultEndpointsProtocol=https;AccountName=shoptest;AccountKey=dGVzdA==";
const REFERENCE: &str = "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/PaymentKey/)";

/// Both sides read one secret, and a second setting of the slot refers to it too; who may read in the vault.
fn with_vault(readers: &[&str]) -> Rehearsal {
    let secret = vec![SecretVersion { id: "0".repeat(32), value: "s3cret".to_owned() }];
    let vault = KeyVault {
        name: "kv-shop".to_owned(),
        secrets: BTreeMap::from([("PaymentKey".to_owned(), secret)]),
        readers: readers.iter().map(|reader| (*reader).to_owned()).collect(),
    };
    let rehearsal = Rehearsal::new().world(|state| drop(state.vaults.insert("kv-shop".to_owned(), vault)));
    rehearsal
        .production(sets("MAIL_KEY", REFERENCE))
        .slot(sets("MAIL_KEY", REFERENCE))
        .slot(sets("PAYMENT_API_KEY", REFERENCE))
}

const VALUE: &str = "@Microsoft.AppConfiguration(Endpoint=https://shop-config.azconfig.io; Key=Colour)";

/// Both sides read one value, and a second setting of the slot refers to the same store; who may read there.
fn with_store(readers: &[&str]) -> Rehearsal {
    let labels = BTreeMap::from([(String::new(), "red".to_owned())]);
    let store = ConfigStore {
        name: "shop-config".to_owned(),
        values: BTreeMap::from([("Colour".to_owned(), labels)]),
        readers: readers.iter().map(|reader| (*reader).to_owned()).collect(),
    };
    let rehearsal = Rehearsal::new().world(|state| drop(state.config_stores.insert("shop-config".to_owned(), store)));
    rehearsal.production(sets("COLOUR", VALUE)).slot(sets("COLOUR", VALUE)).slot(sets("PAYMENT_API_KEY", VALUE))
}

/// The connection string of this name on both sides.
fn with_string(value: &'static str) -> impl Fn(&mut Side) + Copy {
    move |side| {
        let string = json!({"value": value, "type": "Custom"});
        side.config.connection_strings.insert("Payments".to_owned(), string);
    }
}

/// A timer, a blob trigger and Durable Functions, whose connections are opened by keys.
fn with_keys() -> Rehearsal {
    let app = |commit: &str| {
        TestApp::new(commit)
            .function("Nightly", json!({"type": "timerTrigger", "schedule": "0 0 3 * * *"}))
            .function("Shrink", json!({"type": "blobTrigger", "path": "photos/{name}", "connection": "Photos"}))
            .function("Checkout", json!({"type": "orchestrationTrigger"}))
    };
    let set = || sets("Photos", ELSEWHERE);
    Rehearsal::of(&app(COMMIT), &app("former")).production(set()).slot(set())
}

/// Identities open both of these.
fn by_identities(side: &mut Side) {
    for name in ["AzureWebJobsStorage", "Photos"] {
        side.settings.remove(name);
        side.settings.insert(format!("{name}__accountName"), STORAGE.to_owned());
    }
}

pub const ROWS: &[Row] = &[
    Row {
        id: "new-slot-settings",
        fires: || Rehearsal::new().input("slot", "blue").input("create-slot", "true"),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production would lose to a new slot `blue`, which begins without them: `OrdersStorage`, `PAYMENT_API_KEY`
        fix: declare under `settings:` in `slot-deploy.yml` what the new version needs; what only production is to have, make a slot setting there, which restarts production: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot-settings NAME=VALUE
")
        },
        with: &[],
        silent: || {
            let of_the_app = ["OrdersStorage", "PAYMENT_API_KEY"];
            Rehearsal::new()
                .production(move |side| side.settings.retain(|name, _| !of_the_app.contains(&name.as_str())))
                .input("slot", "blue")
                .input("create-slot", "true")
        },
    },
    Row {
        id: "required-settings",
        fires: || {
            Rehearsal::new().declares(
                "required:\n  business: [REFUND_URL, { name: PAYMENT_API_KEY, shape: guid }]\n  bindings: [OrdersStorage]\n",
            )
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        after the swap production would lack `REFUND_URL` (business); the slot `staging` would lack `REFUND_URL` (business); production would have `PAYMENT_API_KEY` (business) with a value that is not a GUID; the slot `staging` would have `PAYMENT_API_KEY` (business) with a value that is not a GUID
        fix: declare under `settings:` in `slot-deploy.yml` what moves with the release; what one side alone is to have, make a slot setting there
")
        },
        with: &[],
        silent: || Rehearsal::new().declares("required: { bindings: [{ name: OrdersStorage, shape: connection }] }\n"),
    },
    Row {
        id: "settings-kept",
        fires: || Rehearsal::new().production(sets("WEBSITE_TIME_ZONE", "Europe/Berlin")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production would lose to the slot `staging`, which has none of these names: `WEBSITE_TIME_ZONE`
        fix: give the slot what the new version needs: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings NAME=VALUE; what only production is to have, make a slot setting there: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot-settings NAME=VALUE
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "settings-gained",
        fires: || Rehearsal::new().slot(sets("FEATURE_REFUNDS", "on")),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production gets these from the slot, and has none of their names now: FEATURE_REFUNDS
        fix: if the slot is to keep one, make it a slot setting: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings FEATURE_REFUNDS=VALUE
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "connections-exist",
        // Nobody switched it off in the slot, where it listens to nothing either.
        fires: || {
            let silent = held().world(|state| state.app_mut(APP).unwrap().sticky = None);
            silent.slot(|side| {
                side.settings.retain(|name, _| !name.contains("Disabled") && name != "OrdersStorage");
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        these would listen to nothing in production, since their connection is not set: TakeOrder (queueTrigger by `OrdersStorage`)
        fix: set the connection in the slot, from where it moves with the swap, or as a slot setting on both sides
        ")
        },
        with: &["settings-kept"],
        silent: held,
    },
    Row {
        id: "connections-stay",
        fires: || held().slot(sets("OrdersStorage", ELSEWHERE)),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production would listen to the slot's source in place of its own: TakeOrder (queueTrigger); what leads there moves with the swap: `OrdersStorage`
        fix: make what leads there slot settings, with the slot's own values: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings OrdersStorage=VALUE
        ")
        },
        with: &[],
        silent: held,
    },
    Row {
        id: "host-storage-stays",
        fires: || Rehearsal::new().slot(sets("AzureWebJobsStorage", ELSEWHERE)),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        AzureWebJobsStorage moves, and leads the slot elsewhere: production's host would lose its keys and state
        fix: make it a slot setting, with the slot's own value: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings AzureWebJobsStorage=VALUE
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "key-vault-references",
        fires: || with_vault(&IDENTITIES[1..]),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        `PAYMENT_API_KEY` moves, and the identity of production of shop-orders may not read in the vault `kv-shop`; the identity of production of shop-orders may not read `MAIL_KEY` in the vault `kv-shop`
        fix: give the identity of production of shop-orders the role Key Vault Secrets User: az role assignment create --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --assignee-principal-type ServicePrincipal --role 'Key Vault Secrets User' --scope "$(az keyvault show --name kv-shop --query id --output tsv)"
        "#)
        },
        with: &[],
        silent: || with_vault(&IDENTITIES),
    },
    Row {
        id: "app-configuration-references",
        fires: || with_store(&IDENTITIES[1..]),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        whether the identity of production of shop-orders may read in the store `shop-config`, to which `PAYMENT_API_KEY` moves, is not known: no setting of it reads there now; `COLOUR` of production of shop-orders is not resolved yet in the store `shop-config` (OtherReasons)
        fix: give the identity of production of shop-orders the role App Configuration Data Reader: az role assignment create --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --assignee-principal-type ServicePrincipal --role 'App Configuration Data Reader' --scope "$(az appconfig show --name shop-config --query id --output tsv)"
        "#)
        },
        with: &[],
        silent: || with_store(&IDENTITIES),
    },
    Row {
        id: "secured-storage",
        fires: || {
            Rehearsal::new().production(sets("WEBSITE_CONTENTOVERVNET", "1")).slot(sets("WEBSITE_CONTENTOVERVNET", "1"))
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the storage account is reached through the app's network only, and production has no WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS=0: the swap can fail
        fix: set it, in the slot too: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --settings WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS=0
        ")
        },
        with: &[],
        silent: || {
            let set = |side: &mut Side| {
                side.settings.insert("WEBSITE_CONTENTOVERVNET".to_owned(), "1".to_owned());
                side.settings.insert("WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS".to_owned(), "0".to_owned());
            };
            Rehearsal::new().production(set).slot(set)
        },
    },
    Row {
        id: "overrides-agree",
        fires: || Rehearsal::new().slot(sets("WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS", "0")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production and the slot `staging` do not agree on what moves in a swap: WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS
        fix: set each of them to the same value on both sides, or on none
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "connection-form",
        fires: || {
            let name = "OrdersStorage__accountName";
            held().production(sets(name, STORAGE)).slot(sets(name, STORAGE))
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production after the swap: `OrdersStorage` is set, and counts before `OrdersStorage__accountName`: no identity is used
        fix: take away `OrdersStorage`, or what stands behind it
        ")
        },
        with: &[],
        silent: held,
    },
    Row {
        id: "keys-in-connections",
        fires: with_keys,
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        these connections are opened by a key in a setting: `AzureWebJobsStorage`, `Photos`
        fix: let the identity of each side open them: in place of `AzureWebJobsStorage` set `AzureWebJobsStorage__accountName` (or `AzureWebJobsStorage__blobServiceUri` and `AzureWebJobsStorage__queueServiceUri` and `AzureWebJobsStorage__tableServiceUri`, where the account has other addresses); in place of `Photos` set `Photos__accountName` (or `Photos__blobServiceUri` and `Photos__queueServiceUri`, where the account has other addresses)
        ")
        },
        with: &[],
        silent: || with_keys().production(by_identities).slot(by_identities),
    },
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
        id: "old-build-settings",
        fires: || {
            Rehearsal::new()
                .slot(sets("SCM_DO_BUILD_DURING_DEPLOYMENT", "true"))
                .slot(sets("ENABLE_ORYX_BUILD", "false"))
                .slot(sets("PROJECT", "src/Orders.csproj"))
                .production(sets("WEBSITE_RUN_FROM_ZIP", "1"))
                .production(sets("PROJECT", "src/Orders.csproj"))
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production of shop-orders names its package by `WEBSITE_RUN_FROM_ZIP`, a former name of WEBSITE_RUN_FROM_PACKAGE; SCM_DO_BUILD_DURING_DEPLOYMENT of slot `staging` of shop-orders asks for a build, and ENABLE_ORYX_BUILD forbids it; without effect here: `PROJECT` of production of shop-orders; `PROJECT` of slot `staging` of shop-orders
        fix: set WEBSITE_RUN_FROM_PACKAGE of production of shop-orders to its value, then az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --setting-names WEBSITE_RUN_FROM_ZIP; az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --setting-names PROJECT; if no build is meant: az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --slot staging --setting-names SCM_DO_BUILD_DURING_DEPLOYMENT; az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --slot staging --setting-names PROJECT
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

#[tokio::test(start_paused = true)]
async fn a_blob_trigger_that_an_identity_opens_needs_queues_too() {
    let app = |commit: &str| {
        let trigger = json!({"type": "blobTrigger", "path": "photos/{name}", "connection": "Photos"});
        TestApp::new(commit).function("Shrink", trigger)
    };
    let set = sets("Photos__blobServiceUri", "https://shopdata.blob.core.windows.net");
    let set_too = sets("Photos__blobServiceUri", "https://shopdata.blob.core.windows.net");
    let told = check(Rehearsal::of(&app(COMMIT), &app("former")).production(set).slot(set_too)).await;
    let found = finding(&told, "connection-form").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(
        found.says.contains("`Photos__queueServiceUri`") && !found.says.contains("blobServiceUri"),
        "{}",
        found.says
    );
}

/// Where the vault of a reference is one in which production reads nothing, nobody can tell; and what is broken in production
/// already is no news.
#[tokio::test(start_paused = true)]
async fn references_that_nobody_tried_or_that_are_broken_already_are_warnings() {
    let untried =
        with_vault(&IDENTITIES).production(|side| drop(side.settings.insert("MAIL_KEY".into(), "plain".into())));
    let told = check(untried).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(
        found.says.contains("is not known") && found.fix.contains("Key Vault Secrets User"),
        "{} {}",
        found.says,
        found.fix
    );

    let broken =
        with_vault(&IDENTITIES[1..]).slot(|side| drop(side.settings.insert("PAYMENT_API_KEY".into(), "plain".into())));
    let told = check(broken).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("may not read `MAIL_KEY`"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn references_whose_state_may_not_be_read_are_not_called_fine_and_without_any_nobody_asks() {
    for side in ["sites/shop-orders/config/configreferences", "/slots/staging/config/configreferences"] {
        let at = Where::service("arm").path(side);
        let told = check(with_vault(&IDENTITIES).fault(at, status(403))).await;
        let found = finding(&told, "key-vault-references").unwrap();
        assert_eq!(found.severity, Severity::Warning, "{}", found.says);
        assert!(found.says.contains("could not be read"), "{}", found.says);
    }
    let told = check(Rehearsal::new()).await;
    let state = told.world.state();
    assert!(!state.requests.iter().any(|request| request.path.contains("configreferences")));
}

/// They are asked at their own place, and only where there is one.
#[tokio::test(start_paused = true)]
async fn references_in_connection_strings_are_looked_at_as_those_in_settings_are() {
    let both = |readers: &[&str]| {
        let set = with_string(REFERENCE);
        let plain = |side: &mut Side| side.settings.retain(|_, value| value != REFERENCE);
        with_vault(readers).production(plain).slot(plain).production(set).slot(set)
    };
    let asked = |told: &crate::support::Told, kind: &str| {
        let state = told.world.state();
        state.requests.iter().filter(|request| request.path.ends_with(&format!("configreferences/{kind}"))).count()
    };
    let told = check(both(&IDENTITIES)).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert_eq!(found.severity, Severity::Fine, "{}", found.says);
    assert_eq!((asked(&told, "connectionstrings"), asked(&told, "appsettings")), (2, 0));
    // Production may not read it, and the slot may.
    let told = check(both(&IDENTITIES[1..])).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert!(found.severity > Severity::Note, "{}", found.says);
    assert!(found.says.contains("production of shop-orders may not read `Payments`"), "{}", found.says);
    // The slot may not.
    let told = check(both(&IDENTITIES[..1])).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert_eq!(found.severity, Severity::Error, "{}", found.says);
    assert!(found.says.contains("slot `staging` of shop-orders may not read `Payments`"), "{}", found.says);
    // What the list does not name is not called resolved.
    let at = Where::service("arm").path("configreferences/connectionstrings");
    let empty =
        What::Status { status: 200, body: Some(r#"{"value": []}"#.to_owned()), content_type: None, retry_after: None };
    let told = check(both(&IDENTITIES).fault(at, empty)).await;
    let found = finding(&told, "key-vault-references").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("is not resolved yet"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn references_to_app_configuration_that_lack_an_identity_or_may_not_be_read_are_told() {
    let told = check(with_store(&IDENTITIES).production(|side| side.identity = None)).await;
    let found = finding(&told, "app-configuration-references").unwrap();
    assert_eq!(found.severity, Severity::Error, "{}", found.says);
    assert!(found.says.contains("production of shop-orders has no managed identity"), "{}", found.says);
    let at = Where::service("arm").path("configreferences");
    let told = check(with_store(&IDENTITIES).fault(at, status(403))).await;
    let found = finding(&told, "app-configuration-references").unwrap();
    assert!(found.says.contains("could not be read"), "{}", found.says);
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
}

/// A function that only one side has may not be in the next release: a warning.
#[tokio::test(start_paused = true)]
async fn a_connection_of_a_function_that_one_side_has_is_only_a_warning() {
    let told = check(held().slot(|side| {
        side.moving.synced.retain(|function| function.name != "TakeOrder");
        side.settings.remove("OrdersStorage");
    }))
    .await;
    let found = finding(&told, "connections-exist").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("TakeOrder") && found.says.contains("only one side has them now"), "{}", found.says);
}

/// A read-only lock refuses to list settings: nothing that looks at them says that all is well or that something is wrong, and the
/// check of locks names each of them once.
#[tokio::test(start_paused = true)]
async fn no_check_of_settings_speaks_of_what_a_read_only_lock_hides() {
    let is_of_settings = |check: &&&dyn Check| {
        let settings = [Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)];
        // That of a stack is a setting on Windows only.
        !["management-lock", "stack-version"].contains(&check.about().explanation.id)
            && check.about().reads.iter().any(|fact| settings.contains(fact))
    };
    let told = check(Rehearsal::new().world(|state| state.app_mut(APP).unwrap().lock = Some(Lock::ReadOnly))).await;
    let mut looked = 0;
    for one in CHECKS.iter().filter(is_of_settings) {
        let id = one.about().explanation.id;
        let found = finding(&told, id);
        assert!(found.is_none_or(|found| found.origin == Origin::Unread), "{id}: {found:?}");
        looked += 1;
    }
    assert!(looked > 15, "{looked}");
    let hidden = |id: &str| CHECKS.iter().filter(is_of_settings).any(|check| check.about().explanation.id == id);
    for item in checklist(&told.record) {
        let rests_on_settings = item.line.checks.iter().any(|id| hidden(id));
        assert!(!rests_on_settings || item.mark != Mark::Ticked, "{}: {:?}", item.line.id, item.findings);
    }
}

/// What does nothing is worth a note only; what is left on Linux of Windows is nothing on Windows.
#[tokio::test(start_paused = true)]
async fn build_settings_that_do_nothing_are_only_noted() {
    let set = || [sets("WEBSITE_NODE_DEFAULT_VERSION", "~20"), sets("DEPLOYMENT_BRANCH", "main")];
    let [node, branch] = set();
    let [node_too, branch_too] = set();
    let both = Rehearsal::new().production(node).production(branch).slot(node_too).slot(branch_too);
    let found = check(both).await;
    let found = finding(&found, "old-build-settings").unwrap();
    assert_eq!(found.severity, Severity::Note, "{}", found.says);
    assert!(found.says.contains("`DEPLOYMENT_BRANCH`, `WEBSITE_NODE_DEFAULT_VERSION` of production"), "{}", found.says);
}

/// A key of another name for one place, and an identity in place of the key, are no other source.
#[tokio::test(start_paused = true)]
async fn a_connection_in_another_form_leads_production_nowhere_else() {
    let told = check(held().slot(|side| {
        side.settings.remove("OrdersStorage");
        side.settings.insert("OrdersStorage__accountName".to_owned(), STORAGE.to_owned());
    }))
    .await;
    for id in ["connections-stay", "settings-kept"] {
        let found = finding(&told, id).unwrap();
        assert_eq!(found.severity, Severity::Fine, "{id}: {}", found.says);
    }
}
