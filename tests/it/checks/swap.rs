//! What a swap does.

use super::{Row, check, finding, prove};
use crate::support::{COMMIT, Rehearsal, TestApp, status};
use rehearsal::default_world::APP;
use rehearsal::faults::Where;
use rehearsal::state::Side;
use serde_json::{Value, json};
use slot_deploy::record::Severity;

/// Both sides run a function that a timer starts, which is switched off in the slot.
fn nightly() -> Rehearsal {
    let app = TestApp::new(COMMIT).function("Nightly", json!({"type": "timerTrigger", "schedule": "0 0 2 * * *"}));
    Rehearsal::of(&app, &app)
}

/// Both sides have an orchestration with this `durableTask`.
fn durable(task: Value) -> Rehearsal {
    let host = json!({"version": "2.0", "extensions": {"durableTask": task}}).to_string();
    let app = TestApp::new(COMMIT)
        .function("Run", json!({"type": "orchestrationTrigger", "name": "context"}))
        .file("host.json", &host);
    Rehearsal::of(&app, &app)
}

fn own_hub(slot: &mut Side) {
    slot.settings.insert("TaskHub".to_owned(), "shopstaging".to_owned());
}

fn own_hub_there(production: &mut Side) {
    production.settings.insert("TaskHub".to_owned(), "shopproduction".to_owned());
}

/// Production and the slot have these host ids by a setting.
fn by_host_id(ids: &'static [&'static str; 2]) -> Rehearsal {
    fn set(side: &mut Side, id: &str) {
        side.settings.insert("AzureFunctionsWebHost__hostid".to_owned(), id.to_owned());
    }
    let [production, slot] = *ids;
    Rehearsal::new().production(|side| set(side, production)).slot(|side| set(side, slot))
}

/// The slot has a long name, and beside it is another one.
fn beside(other: &'static str) -> Rehearsal {
    const NAME: &str = "a-slot-with-a-very-long-name";
    let rehearsal = Rehearsal::new().world(move |state| {
        let app = state.app_mut(APP).unwrap();
        let staging = app.slots["staging"].clone();
        app.slots.extend([NAME, other].map(|name| (name.to_owned(), staging.clone())));
    });
    rehearsal.input("slot", NAME)
}

fn warmed_up(path: &'static str, statuses: &'static str) -> Rehearsal {
    Rehearsal::new().slot(|slot| {
        slot.settings.insert("WEBSITE_SWAP_WARMUP_PING_PATH".to_owned(), path.to_owned());
        slot.settings.insert("WEBSITE_SWAP_WARMUP_PING_STATUSES".to_owned(), statuses.to_owned());
    })
}

/// Only some may call either side.
fn guarded() -> Rehearsal {
    fn guard(side: &mut Side) {
        let office = json!({"ipAddress": "192.0.2.0/24", "action": "Allow", "priority": 100, "name": "office"});
        let others = json!({"ipAddress": "Any", "action": "Deny", "priority": 2147483647, "name": "Deny all"});
        side.config.web.insert("scmIpSecurityRestrictionsUseMain".to_owned(), json!(false));
        side.config.web.insert("ipSecurityRestrictions".to_owned(), json!([office, others]));
    }
    Rehearsal::new().production(guard).slot(guard)
}

fn preview() -> Rehearsal {
    Rehearsal::new().input("swap", "preview")
}

fn asks_for_sign_in() -> Value {
    json!({
        "platform": {"enabled": true},
        "globalValidation": {"requireAuthentication": true, "unauthenticatedClientAction": "Return401"},
    })
}

pub const ROWS: &[Row] = &[
    Row {
        id: "key-storage",
        fires: || {
            Rehearsal::new().slot(|slot| {
                slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        function keys are kept as files (AzureWebJobsSecretStorageType=files), so a swap would exchange them
        fix: remove AzureWebJobsSecretStorageType from both sides, or set it to `blob` or `keyvault`
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "live-triggers",
        fires: || nightly().slot(|slot| slot.settings.retain(|name, _| !name.ends_with(".Disabled"))),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot `staging` takes production's events: Nightly (timerTrigger)
        fix: switch them off in the slot by slot settings, which stay there in a swap: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings AzureWebJobs.Nightly.Disabled=true
        ")
        },
        with: &[],
        silent: nightly,
    },
    Row {
        id: "own-task-hub",
        fires: || durable(json!({})),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @r#"
        the slot `staging` would have the default task hub, with which Durable Functions start in production only: its host would not start
        fix: name the hub by a setting, "hubName": "%TaskHub%" in host.json, and set TaskHub as a slot setting with another value on each side
        "#)
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "functions-kept",
        fires: || Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former").http("refunds", "anonymous")),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        functions of production are missing in the release: refunds
        fix: build the package with all functions, for this app; if they are meant to go, there is nothing to fix
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "preview-without-site-auth",
        fires: || preview().production(|side| side.config.auth = Some(asks_for_sign_in())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        App Service authentication is on, and Azure then refuses a swap with preview
        fix: use `swap: direct`
        ")
        },
        with: &["slot-as-protected"],
        silent: preview,
    },
    Row {
        id: "preview-without-triggers",
        fires: || nightly().input("swap", "preview"),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        during a preview the slot would take production's events beside it: Nightly
        fix: use `swap: direct`: a preview keeps the slot under production's settings for as long as its probes take
        ")
        },
        with: &[],
        silent: preview,
    },
    Row {
        id: "own-host-id",
        fires: || by_host_id(&["same", "same"]),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production and the slot have the same host id `same` in one storage account: they share locks and keys, and a timer fires on one side only
        fix: give the slot an id of its own by a slot setting: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --slot-settings AzureFunctionsWebHost__hostid=staging-shop-orders
        ")
        },
        with: &[],
        silent: || by_host_id(&["same", "other"]),
    },
    Row {
        id: "host-ids-of-slots",
        fires: || beside("a-slot-with-a-very-long-one"),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the name of the slot `a-slot-with-a-very-long-one` gives the host id of production or of `a-slot-with-a-very-long-name`, since it is cut to 32 characters: unless AzureFunctionsWebHost__hostid gives one of them another, or their storage differs, the host that starts later stops
        fix: give one of them an id of its own by a slot setting, AzureFunctionsWebHost__hostid, of at most 32 characters
        ")
        },
        with: &[],
        silent: || beside("short"),
    },
    Row {
        id: "warm-up-tells",
        fires: Rehearsal::new,
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the platform's warm-up asks each instance of the slot for `/` before the swap, and takes any answer for warm, also a 500
        fix: name a function that needs no key and says whether the app works, and the answer that counts, on both sides, since these settings move in a swap and a side restarts by them; for the slot: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings WEBSITE_SWAP_WARMUP_PING_PATH=/api/version WEBSITE_SWAP_WARMUP_PING_STATUSES=200
        ")
        },
        with: &[],
        silent: || warmed_up("/api/Version", "200"),
    },
    Row {
        id: "slot-as-protected",
        fires: || {
            guarded().slot(|slot| {
                slot.config.web.clear();
                slot.config.web.insert("minTlsVersion".to_owned(), json!("1.0"));
                slot.config.web.insert("cors".to_owned(), json!({"allowedOrigins": ["*"]}));
                slot.config.site.insert("httpsOnly".to_owned(), json!(false));
                slot.config.auth = None;
            })
        },
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the slot `staging` is less protected than production: rules of access to the app (only some are let in there, everybody is let in here); TLS (from 1.2 there, from 1.0 here); CORS (pages of any site may call the slot); HTTPS only (on there, off here)
        fix: give the slot the same, which stays there in a swap; to see what it has now: az functionapp config access-restriction show --name shop-orders --resource-group rg-shop --slot staging
        ")
        },
        with: &[],
        silent: guarded,
    },
    Row {
        id: "executions-end",
        fires: || nightly().production(|side| side.settings.retain(|name, _| !name.ends_with(".Disabled"))),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the swap ends what runs at that moment in production: Nightly (timerTrigger)
        fix: release with `drain: true`, which lets executions end before the swap; or make sure that each may run twice
        ")
        },
        with: &[],
        silent: || nightly().input("drain", "true"),
    },
    Row {
        id: "running-orchestrations",
        fires: || durable(json!({"hubName": "%TaskHub%"})).slot(own_hub).production(own_hub_there),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production has orchestrations (Run); whether one runs now is not asked: one that runs during the swap fails where the release changes its orchestrator
        fix: see which run, with the connection to its storage at hand, and wait until none does, or version the orchestrators: func durable get-instances --runtime-status Running
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

#[tokio::test(start_paused = true)]
async fn each_weakness_of_the_warm_up_is_told_apart() {
    for (path, statuses, says) in [
        ("/api/Version", "", "takes any answer for warm"),
        ("/api/Version", "200,2xx", "is not a list of statuses (`2xx`)"),
        ("/api/Version", "200,500", "takes 500 for warm"),
        ("/", "200", "the swap may fail for that alone"),
        ("/", "200,204", "also where no function loads"),
    ] {
        let told = check(warmed_up(path, statuses)).await;
        let found = finding(&told, "warm-up-tells").unwrap();
        assert!(found.severity == Severity::Note && found.says.contains(says), "{path} {statuses}: {}", found.says);
    }
}

/// Both names begin alike and are longer than 32 characters.
#[tokio::test(start_paused = true)]
async fn a_long_name_gives_production_and_the_slot_one_host_id() {
    const LONG: &str = "shop-orders-of-all-the-shops-of-the-company";
    let told = check(Rehearsal::new().input("app-name", LONG).world(|state| {
        let mut app = state.apps.remove(APP).unwrap();
        app.name = LONG.to_owned();
        state.apps.insert(LONG.to_owned(), app);
    }))
    .await;
    let found = finding(&told, "own-host-id").unwrap_or_else(|| panic!("{}", told.log));
    assert_eq!(found.severity, Severity::Warning);
    assert!(found.says.contains("`shop-orders-of-all-the-shops-of`"), "{}", found.says);
    assert!(found.says.ends_with("the host that starts later stops"), "{}", found.says);
    assert!(found.fix.ends_with("AzureFunctionsWebHost__hostid=staging-shop-orders-of-all-the-s"), "{}", found.fix);
}

/// The table of what a swap moves, drawn from the sides as they are.
#[tokio::test(start_paused = true)]
async fn what_moves_and_what_stays_is_shown_for_this_app_without_a_value() {
    let unlike = guarded().slot(|slot| {
        slot.config.web.clear();
        slot.config.web.insert("alwaysOn".to_owned(), json!(true));
        slot.config.web.insert("webSocketsEnabled".to_owned(), json!(true));
        slot.config.web.insert("use32BitWorkerProcess".to_owned(), json!(false));
        slot.settings.insert("PAYMENT_API_KEY".to_owned(), "pk_only_of_the_slot".to_owned());
        slot.settings.insert("NEW".to_owned(), "1".to_owned());
        slot.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~3".to_owned());
    });
    let told = check(unlike).await;
    let table = told.summary.split("### What the swap moves\n\n").nth(1).unwrap().split("\n\n").next().unwrap();
    insta::assert_snapshot!(table, @"
    | | Production now | Slot now | In the swap |
    | --- | --- | --- | --- |
    | content | deployment 35be322d-094 (not made by slot-deploy) | what the release brings | moves |
    | app settings whose values differ | `PAYMENT_API_KEY` | `NEW` (only here), `PAYMENT_API_KEY` | moves |
    | 32-bit process | true | false | moves |
    | sticky app settings | – | `AzureWebJobs.Nightly.Disabled` (only here), `AzureWebJobs.TakeOrder.Disabled` (only here) | stays |
    | versions of extensions | `FUNCTIONS_EXTENSION_VERSION` | `FUNCTIONS_EXTENSION_VERSION` | stays |
    | Always On | false | true | stays |
    | rules of access | 1 rule, all others are refused | everybody is let in | stays |
    | host names and their certificates | sim.test/site/shop-orders | sim.test/site/shop-orders-staging | stays |
    | managed identities | its own | its own | stays |
    | web sockets | false | true | documents contradict each other: read back after the swap |
    ");
    assert!(!told.summary.contains("pk_only_of_the_slot"));
    let released = Rehearsal::new().run().await;
    assert!(!released.summary.contains("What the swap moves"), "a release shows what it did");
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_read_has_no_row_and_is_named() {
    let hidden = Where::service("arm").path("sites/shop-orders/config/web");
    let told = check(Rehearsal::new().fault(hidden, status(403))).await;
    assert!(told.summary.contains("could not be read: the configuration of production"), "{}", told.summary);
}

/// A release does not make the checks that only warn, so that `check` does not call it stopped by them.
#[tokio::test(start_paused = true)]
async fn what_only_warns_stops_no_strict_release_and_check_says_the_same() {
    let released = Rehearsal::new().run().await;
    let open = |slot: &mut Side| drop(slot.config.web.insert("cors".to_owned(), json!({"allowedOrigins": ["*"]})));
    let told = check(released.next_job().slot(open).input("strict", "true")).await;
    let found = finding(&told, "slot-as-protected").unwrap();
    assert_eq!((found.severity, told.ending.exit_code), (Severity::Warning, 0), "{}", told.log);
    let released = told.next_job().input("command", "release").input("force", "true").run().await;
    assert_eq!(released.ending.exit_code, 0, "{}", released.log);
}
