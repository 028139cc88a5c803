//! Secrets that look like what Azure has are planted wherever a check or a release reads, and repeated by services in their messages: no
//! byte that is written has one of them, in whatever form.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rehearsal::default_world::{APP, CLIENT, IDENTITIES, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{HostState, KeyVault, SecretVersion, Side};
use serde_json::json;

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use slot_deploy::record::Outcome;

/// Every value that may be nowhere.
const SECRETS: &[&str] =
    &[SETTING, STORAGE_KEY, BUS_KEY, SIGNATURE, PASSWORD, VAULTED, MASTER, HOST_KEY, TOKEN, CLIENT_SECRET, REQUEST];
const SETTING: &str = "pk_live\"quoted\\back<slash>&more+4f1b/9d20";
const STORAGE_KEY: &str = "cGxhbnRlZC1zdG9yYWdlLWtleS03MTcxNzE3MTcxNzE3MQ==";
const BUS_KEY: &str = "B0sK3yPlanted+canary/Zz81QqTr=";
const SIGNATURE: &str = "S4sPlanted%2Bsig%2F7788abcdEFGH%3D";
const PASSWORD: &str = "Pw!planted sql&3391";
const VAULTED: &str = "vaulted-planted-5512";
const MASTER: &str = "planted-master-key-0c9e";
const HOST_KEY: &str = "planted-host-key-5d11";
const TOKEN: &str = "ghs_plantedPlantedPlanted0001";
const CLIENT_SECRET: &str = "planted~client.secret-91";
const REQUEST: &str = "planted-oidc-request-token";
/// What the program reads or is given, and so can know again in the words of others; the rest it never reads.
const READ: &[&str] = &[SETTING, STORAGE_KEY, BUS_KEY, SIGNATURE, PASSWORD, TOKEN, CLIENT_SECRET, REQUEST];

/// As itself, and as JSON, URLs, HTML and base64 have it.
fn forms(secret: &str) -> Vec<String> {
    let percent = |upper: bool| -> String {
        let one = |byte: u8| match (byte.is_ascii_alphanumeric(), upper) {
            (true, _) => char::from(byte).to_string(),
            (false, true) => format!("%{byte:02X}"),
            (false, false) => format!("%{byte:02x}"),
        };
        secret.bytes().map(one).collect()
    };
    let json = json!(secret).to_string();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let twice = json!(json.trim_matches('"')).to_string();
    vec![
        secret.to_owned(),
        json[1..json.len() - 1].to_owned(),
        twice[1..twice.len() - 1].to_owned(),
        percent(true),
        percent(false),
        html,
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ]
}

fn plant(rehearsal: Rehearsal) -> Rehearsal {
    let side = |side: &mut Side| {
        let set = [
            ("PAYMENT_KEY", SETTING.to_owned()),
            ("OrdersStorage", format!("DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey={STORAGE_KEY}")),
            ("Bus", format!("Endpoint=sb://x.test/;SharedAccessKeyName=root;SharedAccessKey={BUS_KEY}")),
            (
                "REPORTS_URL",
                format!("https://shopdata.blob.core.windows.net/reports/a.csv?sv=2024-08-04&sp=r&sig={SIGNATURE}"),
            ),
            (
                "MAIL_KEY",
                "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/PaymentKey/)".to_owned(),
            ),
        ];
        side.settings.extend(set.map(|(name, value)| (name.to_owned(), value)));
        let database =
            json!({"value": format!("Server=tcp:x.test;User ID=sa;Password={PASSWORD}"), "type": "SQLAzure"});
        side.config.connection_strings.insert("Orders".to_owned(), database);
        side.keys.master = MASTER.to_owned();
        side.keys.functions.insert("default".to_owned(), HOST_KEY.to_owned());
    };
    let vault = KeyVault {
        name: "kv-shop".to_owned(),
        secrets: [("PaymentKey".to_owned(), vec![SecretVersion { id: "0".repeat(32), value: VAULTED.to_owned() }])]
            .into(),
        readers: IDENTITIES.map(str::to_owned).into(),
    };
    // That of the slot differs, so that both values are compared.
    let rehearsal = rehearsal.production(side).slot(side).slot(|slot| {
        slot.settings.insert("OrdersStorage".to_owned(), format!("AccountName=shoptest;AccountKey={STORAGE_KEY}"));
    });
    rehearsal
        .world(|state| {
            drop(state.vaults.insert("kv-shop".to_owned(), vault));
            state.directory.app_mut(CLIENT).unwrap().secrets.push(CLIENT_SECRET.to_owned());
            state.github.token = TOKEN.to_owned();
            state.github.job.request_token = REQUEST.to_owned();
        })
        .input("github-token", TOKEN)
        .input("client-secret", CLIENT_SECRET)
        .variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST)
}

fn app(commit: &str) -> TestApp {
    let queue = json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"});
    let bus = json!({"type": "serviceBusTrigger", "queueName": "b", "connection": "Bus"});
    TestApp::new(commit).function("TakeOrder", queue).function("Ship", bus)
}

fn planted() -> Rehearsal {
    plant(Rehearsal::of(&app(COMMIT), &app("former"))).world(|state| {
        // Else production would listen elsewhere, and nothing would be released.
        let names = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
        names.app_settings.extend(["OrdersStorage", "AzureWebJobs.Ship.Disabled"].map(str::to_owned));
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.settings.insert("AzureWebJobs.Ship.Disabled".to_owned(), "true".to_owned());
    })
}

/// A message that repeats all of these.
fn repeated(secrets: &[&str]) -> String {
    secrets.iter().flat_map(|secret| forms(secret)).collect::<Vec<_>>().join(" and ")
}

/// A message of a service of the app that repeats all that it may know.
fn leak() -> String {
    repeated(READ)
}

fn files_below(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
}

/// Each byte of every file that was written, and of both streams; only the lines that tell the runner what to mask are left out.
fn nothing_leaked(told: &Told, what: &str) {
    let masks = |line: &&str| !line.starts_with("::add-mask::");
    let log = told.log.lines().filter(masks).collect::<Vec<_>>().join("\n");
    let mut written = vec![
        ("the log".to_owned(), log.into_bytes()),
        ("standard output".to_owned(), told.ending.output.clone().into_bytes()),
    ];
    files_below(&told.temp.0.join("runner"), &mut written);
    let names: String = written.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ");
    assert!(
        ["release.json", "summary.md", "journal.jsonl", "output"].iter().all(|name| names.contains(name)),
        "{names}"
    );
    for (name, bytes) in written {
        let text = String::from_utf8_lossy(&bytes);
        for form in SECRETS.iter().flat_map(|secret| forms(secret)) {
            if let Some(at) = text.find(&form) {
                let from = text[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
                panic!("{what}: `{form}` is in {name}: …{}", &text[from..at + form.len()]);
            }
        }
        assert!(!text.contains("eyJ0") || name.ends_with("state"), "{what}: a token is in {name}");
    }
}

/// As `check` is asked: for JSON and SARIF, alone and among several.
async fn checked(world: Rehearsal, apps: &str) -> Told {
    let sarif = world.temp.0.join("runner/check.sarif").to_str().unwrap().to_owned();
    let asked = world.input("command", "check").input("json", "true").input("sarif", &sarif).input("apps", apps);
    let told = asked.run().await;
    assert!(Path::new(&sarif).is_file() && told.ending.output.contains("\"findings\""), "{}", told.log);
    told
}

#[tokio::test(start_paused = true)]
async fn what_is_planted_is_in_no_byte_of_a_check() {
    for apps in ["", "shop-orders"] {
        nothing_leaked(&checked(planted(), apps).await, "a check");
    }
}

/// By the Functions host, the control plane, the SCM site, GitHub and the sign-in.
#[tokio::test(start_paused = true)]
async fn what_others_repeat_is_in_no_byte_of_a_check() {
    let says = |service: &str| {
        // GitHub and the sign-in never hear of a setting.
        let known = if ["github", "entra"].contains(&service) { &[TOKEN, CLIENT_SECRET, REQUEST][..] } else { READ };
        let message = repeated(known);
        let body =
            json!({"error": {"code": "Odd", "message": message}, "error_description": message, "message": message});
        What::Status { status: 400, body: Some(body.to_string()), content_type: None, retry_after: None }
    };
    let broken = |side: &mut Side| {
        side.moving.host.instances.iter_mut().for_each(|one| one.state = HostState::Error(leak()));
    };
    let mut heard = 0;
    let mut worlds: Vec<(String, Rehearsal)> = vec![("a host".to_owned(), planted().production(broken).slot(broken))];
    for (service, path) in [
        ("arm", "/functions"),
        ("arm", "/config/web"),
        ("arm", "/config/slotConfigNames"),
        ("arm", "/config/configreferences"),
        ("arm", "/providers/Microsoft.Insights/metrics"),
        ("arm", "/providers/Microsoft.Authorization/permissions"),
        ("arm", "/serverfarms/"),
        ("scm", "/api/"),
        ("github", "/"),
        ("entra", "/token"),
    ] {
        worlds.push((format!("{service} {path}"), planted().fault(Where::service(service).path(path), says(service))));
    }
    for (what, world) in worlds {
        let told = checked(world, "").await;
        heard += usize::from(told.ending.output.contains("***"));
        nothing_leaked(&told, &what);
    }
    assert!(heard >= 5, "what is repeated is shown without its secrets: {heard}");
}

#[tokio::test(start_paused = true)]
async fn neither_what_is_planted_nor_what_others_repeat_is_in_a_byte_of_a_release() {
    let told = planted().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    nothing_leaked(&told, "a release");
    let fails = |law: &str| Fault::new(Where::service(law), What::Fails { status: 400, message: leak() });
    for law in ["law:deployment", "law:swap"] {
        let told = planted().with_fault(fails(law)).run().await;
        assert!(told.outcome() != Outcome::Verified && told.log.contains("***"), "{law}: {}", told.log);
        nothing_leaked(&told, law);
    }
    let odd = plant(Rehearsal::of(&app(COMMIT).fails_to_start(&leak()), &app("former")));
    nothing_leaked(&odd.run().await, "a slot that does not start");
}
