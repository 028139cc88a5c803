//! World files are short, read strictly, and survive a dump and a read.

use std::collections::BTreeMap;

use crate::support::Temp;
use crate::support::served::{Served, program};
use proptest::prelude::*;
use rehearsal::default_world;
use rehearsal::state::{Content, Side, State};
use rehearsal::world_file::{
    Description, FileText, PlanPart, SidePart, SiteApp, StoragePart, StrictMap, Target, Text, Trigger, build, describe,
    read, write,
};
use serde_json::Value;
use time::OffsetDateTime;

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap()
}

fn load(source: &str) -> State {
    build(&read(source).unwrap_or_else(|error| panic!("{error}\n{source}")), "sim.test", now())
}

fn wrong(source: &str) -> String {
    read(source).unwrap_err().to_string()
}

/// The example that the page shows.
fn example() -> String {
    crate::support::pages::yaml_behind(&crate::support::pages::doc("simulated-azure.md"), "# The simulated Azure")
}

#[test]
fn a_world_file_of_one_line_is_valid() {
    let state = load("apps: { billing: }");
    let app = state.app("billing").unwrap();
    assert_eq!((app.plan.as_str(), state.plans["plan-billing"].sku.as_str()), ("plan-billing", "EP1"));
    assert!(app.production.running && app.slots.is_empty());
    assert_eq!(app.production.hosts.site, "sim.test/site/billing");
    assert!(app.production.settings["AzureWebJobsStorage"].contains("AccountName=billing;"));
}

#[test]
fn the_example_in_the_readme_gives_the_described_world() {
    let state = load(&example());
    let place = state.released();
    let app = state.app(&place.app).unwrap();
    let (production, slot) = (&app.production, &app.slots[place.slot_name()]);
    assert_eq!(app.name, "billing");
    let sticky: Vec<&String> = slot.settings.keys().filter(|name| app.is_sticky(name)).collect();
    assert!(sticky.iter().any(|name| name.contains("TakeOrder")), "{sticky:?}");
    assert!(
        production.settings.keys().any(|name| name == "OrdersStorage") && slot.settings.contains_key("OrdersStorage")
    );
    assert_eq!(state.events.queues["billing/orders"].messages.len(), 2);
    assert_eq!(state.plans["plan-billing"].tier, "PremiumV3");
    assert!(!app.slots["spare"].running);
    let principal = &state.directory.apps[0];
    assert_eq!(principal.federated[0].subject, "repo:fabrikam/billing:environment:production");
    assert!(principal.actions.iter().all(|action| action.starts_with("Microsoft.")));
}

#[test]
fn an_unknown_key_is_reported_with_place_and_nearest_name() {
    let text = wrong("apps:\n  billing:\n    prodution:\n      stopped: true\n");
    for part in ["line 3, column 5", "did you mean `production`?", "    prodution:"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = wrong("apps:\n  billing:\n    slots:\n      staging: { functions: { A: { qeue: x } } }\n");
    assert!(text.contains("line 4") && text.contains("did you mean `queue`?"), "{text}");
    assert!(wrong("plan: { a: EP1 }").contains("did you mean `plans`?"));
    assert!(wrong("plans: { a: { skuu: EP1 } }").contains("did you mean `sku`?"));
}

#[test]
fn invalid_values_are_reported_with_their_place() {
    for (source, part) in [
        ("apps:\n  a:\n    production: { settings: { A: 1.10 } }", "line 3"),
        ("apps:\n  a:\n    production: { functions: { F: everybody } }", "`everybody`"),
        ("apps:\n  a:\n    production: { functions: { F: { queue: q, timer: x } } }", "one of `http`"),
        ("apps: { a: , a: }", "twice"),
        ("apps: [", "line"),
        ("apps: 1", "line 1"),
    ] {
        assert!(wrong(source).contains(part), "{part} in {}", wrong(source));
    }
}

#[test]
fn contradictions_are_reported_all_at_once() {
    let text = wrong(
        "plans: { p: EP1, q: EP9 }\n\
         release: { app: a, slot: nowhere }\n\
         queues: { orders: [] }\n\
         apps:\n  a: { plan: pp, slots: { staging: } }\n  b: { plan: p, slots: { x: , y: , z: , production: } }\n  \
         A-staging:\n  c: { production: { functions: { T: { timer: soon } }, files: { ../up: x } } }\n",
    );
    for part in [
        "no SKU `EP9`",
        "release.slot: `a` has no slot `nowhere`",
        "`account/queue`",
        "no plan `pp` is described; did you mean `p`?",
        "an app on EP1 may have 2 beside production, not 4",
        "production is no slot",
        "two sides would answer at `a-staging`",
        "`soon`",
        "`../up` leads out of the app",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(
        wrong("plans: { f: FC1 }\napps: { a: { plan: f, slots: { s: } } }").contains("may have 0 beside production")
    );
    assert!(wrong("# nothing\n").contains("no app is described"));
    let around = wrong(
        "apps: { a: }\nusers: [{ app: b, path: /, rhythm: !per-minute 1.0 }, { app: a, slot: s, path: /, rhythm: !burst 2 }]\n\
         vaults: { kv: , KV: }\nstorage: { s: { containers: { c: { b: { base64: \"!\" } } }, metadata: { d: {} } } }\n",
    );
    for part in ["no app `b`", "`a` has no slot `s`", "`kv` is here twice", "c.b.base64", "no container `d`"] {
        assert!(around.contains(part), "{part} in\n{around}");
    }
}

/// facts: names; GitHub's own rule for repositories.
#[test]
fn names_methods_and_statuses_that_cannot_be_are_reported_with_key_and_place() {
    let answered =
        |answer: &str| wrong(&format!("apps: {{ billing: {{ production: {{ answers: {{ {answer} }} }} }} }}"));
    for status in ["99999", "99", "-1", "ok"] {
        let text = answered(&format!("GET /: {{ status: {status} }}"));
        assert!(text.contains("apps.billing.production.answers.GET /.status") && text.contains(status), "{text}");
    }
    for request in ["FROB /", "get /", "GET", "GET api"] {
        let text = answered(&format!("'{request}': {{ status: 200 }}"));
        assert!(text.contains(&format!("apps.billing.production.answers.{request}: ")), "{text}");
    }
    let text = wrong("queues: { nope/q: [] }\napps: { billing: }");
    assert!(text.contains("queues.nope/q: there is no storage account `nope`"), "{text}");
    for repository in ["a b/c", "a/b?c", "a/b/c", "../c", "a/..", "\\u001b/c"] {
        let text = wrong(&format!("github: {{ repository: \"{repository}\" }}\napps: {{ billing: }}"));
        assert!(text.contains("github.repository: `") && !text.contains('\u{1b}'), "{text}");
    }
    for name in ["b", "-bill", "bill-", "bill_ing"] {
        assert!(wrong(&format!("apps: {{ {name}: }}")).contains(&format!("apps.{name}: ")), "{name}");
        let slot = wrong(&format!("apps: {{ billing: {{ slots: {{ {name}: }} }} }}"));
        assert!(slot.contains(&format!("apps.billing.slots.{name}: ")), "{slot}");
    }
}

/// A connection names an account that nothing else describes.
#[test]
fn a_queue_is_of_an_account_that_is_described_or_that_a_setting_or_a_secret_names() {
    for around in [
        "storage: { Nope: }\napps: { billing: }",
        "apps: { nope: }",
        "apps: { billing: { production: { settings: { Db: 'AccountName=nope;AccountKey=x' } } } }",
        "apps: { billing: { slots: { blue: { settings: { Db__queueServiceUri: 'https://nope.queue.core.windows.net' } } } } }",
        "apps: { billing: { production: { settings: { Db__accountName: nope } } } }",
        "vaults: { kv: { secrets: { Db: ['AccountName=nope;AccountKey=x'] } } }\napps: { billing: }",
    ] {
        let state = load(&format!("queues: {{ nope/q: [] }}\n{around}"));
        assert!(state.events.queues.contains_key("nope/q"));
        assert!(read(&write(&describe(&state)).unwrap()).is_ok());
    }
}

#[test]
fn a_slot_copies_production_except_for_its_own_keys() {
    let state = load(
        "apps:\n  aa:\n    production:\n      settings: { A: 1, B: true }\n      files: { host.json: '{}' }\n    slots:\n      \
         staging: { settings: { B: null, C: x } }\n",
    );
    let app = state.app("aa").unwrap();
    let slot = &app.slots["staging"];
    assert_eq!((slot.settings.get("A").map(String::as_str), slot.settings.get("B")), (Some("1"), None));
    assert_eq!(slot.settings["C"], "x");
    assert_eq!(slot.moving.content, app.production.moving.content);
    assert_ne!(slot.keys.master, app.production.keys.master, "keys are a side's own");
}

#[test]
fn the_built_in_world_survives_a_dump_and_a_read() {
    let built_in = default_world::build("sim.test", now());
    let again = load(&write(&describe(&built_in)).unwrap());
    let side = |state: &State, slot: Option<&str>| facts(state.app("shop-orders").unwrap().side(slot).unwrap());
    assert_eq!(side(&built_in, None), side(&again, None));
    assert_eq!(side(&built_in, Some("staging")), side(&again, Some("staging")));
    assert_eq!(built_in.github.subject(), again.github.subject());
    assert_eq!(format!("{:?}", built_in.telemetry.components), format!("{:?}", again.telemetry.components));
    assert_eq!(built_in.storage["shopdata"].assignments, again.storage["shopdata"].assignments);
}

/// The surroundings of a team's app in one file.
const SURROUNDINGS: &str = r#"
vaults: { kv-shop: { secrets: { PaymentKey: [old, new] }, readers: [identity-of-the-slot] } }
storage:
  shopdata:
    private: true
    containers:
      packages:
        latest: releases/1.zip
        releases/1.zip: { base64: UEsFBg==, headers: { content-type: application/zip }, metadata: { run: "7" }, tier: Cool }
    metadata: { packages: { owner: orders } }
    policies: { packages: { hosts: { permission: r, expiry: "2027-01-01" } } }
    roles: [{ principal: someone, container: packages, role: Reader }]
insights: { shop-insights: { key: the-key, workspace: { name: shop-logs } } }
users: [{ app: shop, path: /api/version, rhythm: !per-minute 6.0 }]
unregistered: [microsoft.insights]
apps:
  shop:
    production:
      tags: { team: orders }
      connection-strings: { Db: { value: Server=prod, type: SQLAzure } }
      web: { alwaysOn: true, healthCheckPath: /api/health }
      site: { httpsOnly: false }
    slots:
      staging:
        identity: identity-of-the-slot
        settings: { KEY: "@Microsoft.KeyVault(VaultName=kv-shop;SecretName=PaymentKey)" }
"#;

#[test]
fn vaults_blobs_users_telemetry_and_configuration_survive_a_dump_and_a_read() {
    let state = load(SURROUNDINGS);
    let dump = write(&describe(&state)).unwrap();
    let again = load(&dump);
    assert_eq!(write(&describe(&again)).unwrap(), dump);
    for state in [&state, &again] {
        let app = state.app("shop").unwrap();
        assert_eq!((&app.production.tags["team"], app.production.identity.as_ref()), (&"orders".to_owned(), None));
        assert_eq!(app.production.config.connection_strings["Db"]["value"], "Server=prod");
        assert_eq!(app.production.config.web["healthCheckPath"], "/api/health");
        assert_eq!(app.production.config.site["httpsOnly"], false);
        let slot = &app.slots["staging"];
        assert!(slot.config.web.is_empty() && slot.tags.is_empty(), "a slot has its own");
        let given: Vec<&String> = slot.moving.host.instances[0].given.values().collect();
        assert_eq!(given, ["new"], "the newest version, read when its process started");
        let account = &state.storage["shopdata"];
        let blobs = &account.containers["packages"].blobs;
        assert_eq!((account.is_private, blobs["releases/1.zip"].content.len(), blobs.len()), (true, 4, 2));
        let zip = &blobs["releases/1.zip"];
        assert_eq!((zip.headers.content_type.as_deref(), zip.tier.as_deref()), (Some("application/zip"), Some("Cool")));
        assert_eq!(zip.metadata["run"], "7");
        let container = &account.containers["packages"];
        assert_eq!((&container.policies["hosts"].permission[..], &container.metadata["owner"][..]), ("r", "orders"));
        assert_eq!(state.traffic.users.len(), 1);
        assert_eq!(state.telemetry.components["shop-insights"].key, "the-key");
        assert!(state.unregistered.contains("microsoft.insights"));
    }
    assert!(wrong("vaults: { kv: { secret: {} } }\napps: { a: }").contains("did you mean `secrets`?"));
}

/// The part of a side that a world file describes.
fn facts(side: &Side) -> String {
    let moving = &side.moving;
    let history: Vec<_> = moving.kudu.deployments.iter().map(|d| (&d.id, d.received, d.ended, d.active)).collect();
    let states: Vec<_> = moving.host.instances.iter().map(|instance| &instance.state).collect();
    format!(
        "{:?}",
        (
            (&side.hosts, side.running, &side.settings, &side.keys, &side.auto_swap, &side.swap_status, side.modified),
            (&moving.deployment_id, &moving.content, &moving.synced, history, &moving.kudu.manifest, states),
        )
    )
}

#[tokio::test]
async fn a_served_world_can_be_dumped_and_served_again() {
    let temp = Temp::new();
    let file = temp.0.join("world.yml");
    std::fs::write(&file, example()).unwrap();
    let served = Served::start_with(&["--world", file.to_str().unwrap()]);
    assert_eq!((served.at("app_name").as_str(), served.at("slot").as_str()), ("billing", "staging"));
    let origin = served.at("authority");
    let token = served.token(&format!("{origin}/.default")).await;
    let site = format!(
        "{origin}/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Web/sites/billing",
        served.at("subscription_id"),
        served.at("resource_group")
    );
    let swap = format!("{site}/slots/staging/slotsswap?api-version=2023-12-01");
    let body = r#"{"targetSlot":"production"}"#;
    let asked = served.client.post(swap).bearer_auth(&token).body(body).send().await.unwrap();
    assert_eq!(asked.status(), 202);
    let poll = asked.headers()["location"].to_str().unwrap().to_owned();
    // Even where nothing takes time, a swap ends a moment after it was asked for.
    let mut answered = 202;
    for _ in 0..1000 {
        answered = served.client.get(&poll).bearer_auth(&token).send().await.unwrap().status().as_u16();
        if answered != 202 {
            break;
        }
    }
    assert_eq!(answered, 200);
    let dump = world_of(&served).await;
    std::fs::write(&file, &dump).unwrap();
    let again = Served::start_with(&["--world", file.to_str().unwrap()]);
    // The one thing that differs is where they listen.
    assert_eq!(world_of(&again).await, dump);
    let get = format!("{}/site/billing/api/version", again.at("authority"));
    let answer = again.client.get(get).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&answer).unwrap()["commit"], "new", "the swap is in the dump");
}

async fn world_of(served: &Served) -> String {
    let answer = served.client.get(format!("{}/world", served.at("control"))).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    String::from_utf8(answer.bytes().await.unwrap().to_vec()).unwrap()
}

#[test]
fn an_unusable_world_file_exits_2_with_the_reason() {
    let temp = Temp::new();
    let file = temp.0.join("world.yml");
    std::fs::write(&file, "aps: {}\n").unwrap();
    for command in ["simulate", "rehearse"] {
        let output = program(&[command, "--world", file.to_str().unwrap()]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {text}");
        assert!(text.contains("line 1, column 1") && text.contains("did you mean `apps`?"), "{text}");
        let missing = program(&[command, "--world", "/nonexistent/world.yml"]).output().unwrap();
        assert_eq!(missing.status.code(), Some(2), "{command}");
    }
}

#[test]
fn a_rehearsal_uses_a_given_world_file() {
    let temp = Temp::new();
    let folder = &temp.0;
    let (file, report) = (folder.join("world.yml"), folder.join("report"));
    std::fs::write(&file, "apps: { billing: { slots: { green: } } }\n").unwrap();
    let arguments = ["rehearse", "--world", file.to_str().unwrap(), "--report", report.to_str().unwrap()];
    let output = program(&arguments).output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{text}");
    let record: Value = serde_json::from_slice(&std::fs::read(report.join("release.json")).unwrap()).unwrap();
    assert_eq!(record["outcome"], "verified", "{text}");
    assert!(record.to_string().contains("billing") && record.to_string().contains("green"), "{record}");
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9]{1,7}"
}

/// Texts that YAML writes in many ways.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,20}",
        "\\PC{0,12}",
        "(a|b)\n( c|d:|- e|#f)\n?",
        Just("null".to_owned()),
        Just("0x1F".to_owned()),
        Just("1e3".to_owned()),
        Just("yes".to_owned()),
        Just("~".to_owned()),
        Just("2026-11-21".to_owned()),
        Just(" blank before and after ".to_owned()),
    ]
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let level = prop_oneof![Just("anonymous"), Just("function"), Just("admin")].prop_map(str::to_owned);
    let methods =
        prop::option::of(prop::collection::vec(prop_oneof![Just("get"), Just("post")].prop_map(str::to_owned), 0..3));
    prop_oneof![
        (level, prop::option::of("[a-z{}/]{0,8}"), methods).prop_map(|(level, route, methods)| Trigger::Http {
            level,
            route,
            methods
        }),
        (text(), prop::option::of(text())).prop_map(|(queue, connection)| Trigger::Queue { queue, connection }),
        prop_oneof![Just("0 0 2 * * *"), Just("%When%"), Just("00:05:00")]
            .prop_map(|schedule| Trigger::Timer { schedule: schedule.to_owned() }),
        (name(), text()).prop_map(|(kind, value)| {
            let binding =
                serde_json::json!({"type": format!("{kind}Trigger"), "value": value, "more": [1, null, {"a": 0.5}]});
            Trigger::Other(binding.as_object().unwrap().clone())
        }),
    ]
}

fn file() -> impl Strategy<Value = FileText> {
    let bytes = prop_oneof![text().prop_map(|text| (Some(text), None)), Just((None, Some("AP9//g==".to_owned())))];
    (bytes, any::<bool>(), prop::option::of(any::<u32>().prop_map(u64::from)))
        .prop_map(|((text, base64), executable, modified)| FileText { text, base64, executable, modified })
}

fn side() -> impl Strategy<Value = SidePart> {
    // Names that production has, or every app has, so that there is something to take away and to change.
    let known =
        prop::sample::select(vec!["A", "B", "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME"]).prop_map(str::to_owned);
    let settings =
        prop::collection::btree_map(prop_oneof![name(), known], prop::option::of(text()).prop_map(Text), 0..5);
    let functions = prop::option::of(prop::collection::btree_map(name(), trigger(), 0..4).prop_map(StrictMap));
    let request = text().prop_map(|path| format!("GET /{path}"));
    let answers = prop::option::of(prop::collection::btree_map(request, text().prop_map(Value::from), 0..3));
    let files = prop::option::of(prop::collection::btree_map(
        prop_oneof![
            Just("host.json".to_owned()),
            "[a-z]{1,4}/[a-z]{1,4}",
            "[A-Z]{1,4}/function\\.json",
            Just("scripted.json".to_owned())
        ],
        prop::option::of(file()),
        0..4,
    ));
    let rest = (any::<bool>(), prop::option::of(0u32..4), prop::option::of(text()), prop::option::of(name()));
    (settings, functions, answers, files, rest).prop_map(|(settings, functions, answers, files, rest)| {
        let (stopped, instances, startup_error, auto_swap) = rest;
        let settings = StrictMap(settings);
        SidePart {
            settings,
            functions,
            answers,
            files,
            stopped,
            instances,
            startup_error,
            auto_swap,
            ..SidePart::default()
        }
    })
}

fn app() -> impl Strategy<Value = SiteApp> {
    let slots = prop::collection::btree_map(
        name().prop_filter("a slot", |name| !name.eq_ignore_ascii_case("production")),
        side(),
        0..3,
    );
    (side(), slots, prop::option::of(prop::collection::vec(name(), 0..3)), prop::option::of(text())).prop_map(
        |(production, slots, sticky, location)| SiteApp {
            production,
            slots: StrictMap(slots),
            sticky,
            location,
            plan: Some("plan".to_owned()),
            ..SiteApp::default()
        },
    )
}

prop_compose! {
    fn world()(
        apps in prop::collection::btree_map(name(), app(), 1..3),
        windows in any::<bool>(),
        queues in prop::collection::btree_map("[a-z]{3}/[a-z]{3}", prop::collection::vec(text(), 0..3), 0..2),
        tenant in prop::option::of(text()),
        released in any::<prop::sample::Index>(),
    ) -> Description {
        let with_slots: Vec<_> = apps.iter().filter(|(_, app)| !app.slots.is_empty()).collect();
        let release = (!with_slots.is_empty()).then(|| {
            let (name, app) = with_slots[released.index(with_slots.len())];
            Target { app: name.clone(), slot: app.slots.0.keys().next().unwrap().clone() }
        });
        let account = |queue: &String| (queue[..3].to_owned(), StoragePart::default());
        let storage = StrictMap(queues.keys().map(account).collect());
        Description {
            apps: StrictMap(apps),
            storage: Some(storage),
            plans: StrictMap(BTreeMap::from([("plan".to_owned(), PlanPart { sku: "P1v3".to_owned(), windows })])),
            queues: StrictMap(queues),
            tenant,
            release,
            ..Description::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_describable_world_survives_a_dump_and_a_read(world in world()) {
        let source = write(&world).unwrap();
        let read_again = read(&source);
        // Names that differ only in case are no world; all else is.
        prop_assume!(!read_again.as_ref().is_err_and(|error| error.to_string().contains("twice") || error.to_string().contains("two sides")));
        let read_again = read_again.unwrap();
        prop_assert_eq!(&read_again, &world, "{}", source);
        let first = build(&world, "sim.test", now());
        let dump = write(&describe(&first)).unwrap();
        let second = build(&read(&dump).unwrap(), "sim.test", now());
        prop_assert_eq!(write(&describe(&second)).unwrap(), dump.clone());
        for (name, app) in &first.apps {
            let again = &second.apps[name];
            for place in app.places() {
                let slot = place.slot.as_deref();
                prop_assert_eq!(facts(app.side(slot).unwrap()), facts(again.side(slot).unwrap()), "{}", dump);
            }
        }
        prop_assert_eq!(first.released(), second.released());
    }

    #[test]
    fn no_text_crashes_the_world_file_reader(source in "\\PC{0,200}", other in "(apps|plans|queues|[a-z]{1,5}|: |\\{|\\}|\\[|\\]|,|- |\n|  |&a|\\*a|!x|%|'|\"|1){0,40}") {
        let _ = read(&source);
        let _ = read(&other);
    }
}

#[test]
fn a_lock_survives_a_dump_and_a_read_and_an_unknown_kind_is_an_error() {
    let text = "apps: { billing: { lock: ReadOnly } }";
    let world = build(&read(text).unwrap(), "sim.test", now());
    assert_eq!(world.app("billing").unwrap().lock, Some(rehearsal::state::Lock::ReadOnly));
    let again = write(&describe(&world)).unwrap();
    assert!(again.contains("lock: ReadOnly"), "{again}");
    assert!(read(&text.replace("ReadOnly", "Closed")).unwrap_err().to_string().contains("ReadOnly"));
    let of_group =
        "locks: [{ scope: /subscriptions/s/resourceGroups/g, name: freeze, level: CanNotDelete }]\napps: { billing: }";
    let world = build(&read(of_group).unwrap(), "sim.test", now());
    let again = build(&describe(&world), "sim.test", now());
    assert_eq!((again.scope_locks.len(), &again.scope_locks), (1, &world.scope_locks));
}

#[test]
fn an_app_that_runs_from_a_package_runs_the_package_of_its_side() {
    let url = "https://packages.example/app.zip?sv=1&sig=x";
    for (value, files) in [(url, 0), ("1", 2)] {
        let source = format!(
            "apps:\n  aa:\n    production:\n      settings: {{ WEBSITE_RUN_FROM_PACKAGE: '{value}' }}\n      functions: {{ \
             Take: {{ http: anonymous }} }}\n      basic-auth: [scm]\n      user-identities: {{ /Subscriptions/s/reader: o }}\n"
        );
        let state = load(&source);
        let production = |state: &State| state.app("aa").unwrap().production.clone();
        let first = production(&state);
        let names = |content: &Content| content.files().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
        assert_eq!(names(first.moving.host.mounted.as_ref().unwrap()), ["Take/function.json", "host.json"]);
        assert_eq!(first.moving.kudu.home.files().count(), files);
        assert_eq!(first.config.identities["/subscriptions/s/reader"], "o");
        let again = production(&load(&write(&describe(&state)).unwrap()));
        assert_eq!(again.moving.host.mounted, first.moving.host.mounted);
        assert_eq!(again.moving.kudu.home, first.moving.kudu.home);
        assert!(again.config.basic_publishing.contains("scm"));
    }
    assert!(wrong("apps: { a: { production: { home: { ../x: y } } } }").contains("leads out of /home"));
    assert!(wrong("apps: { a: { production: { home: { site/wwwroot/x: y } } } }").contains("which `files` says"));
    assert!(wrong("apps: { a: { production: { basic-auth: [sftp] } } }").contains("no publishing endpoint"));
}

/// facts: plans; recorded for an app on Flex Consumption.
#[test]
fn an_app_on_flex_consumption_has_its_configuration_from_the_file_or_from_the_platform() {
    let text = "plans: { f: FC1 }\napps:\n  said: { plan: f, function-app-config: { runtime: { name: node, version: '22' } } }\n  unsaid: { plan: f }\n";
    let state = build(&read(text).unwrap(), "sim.test", now());
    assert_eq!(state.app("said").unwrap().flex.as_ref().unwrap()["runtime"]["name"], "node");
    assert_eq!(state.app("unsaid").unwrap().flex.as_ref().unwrap()["siteUpdateStrategy"]["type"], "Recreate");
    let again = build(&describe(&state), "sim.test", now());
    assert_eq!(again.app("said").unwrap().flex, state.app("said").unwrap().flex);
}

/// Lists that are opened a hundred thousand times took minutes before they were refused.
#[test]
fn a_world_file_that_is_nested_too_deep_is_refused_at_once() {
    let begun = std::time::Instant::now();
    for opened in ["[", "{a: ", "[{a: "] {
        let error = read(&opened.repeat(100_000)).unwrap_err().to_string();
        assert!(error.contains("too deep"), "{opened}: {error}");
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    // Brackets in texts open nothing.
    let text = "[".repeat(1000);
    read(&format!("apps: {{ billing: {{ production: {{ settings: {{ X: '{text}' }} }} }} }}")).unwrap();
}
