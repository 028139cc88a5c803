//! The simulated control plane answers as the description of Microsoft.Web says, except where recordings differ.

use crate::support::recorded;
use crate::support::shared;

use crate::support::described::{DEVIATIONS, deviations};
use crate::support::description::Description;
use crate::support::plain_client::PlainClient;
use rehearsal::default_world::{APP, SLOT, build};
use rehearsal::state::Place;
use rehearsal::{World, WorldOptions};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Every read request about a side of an app.
const CALLS: &[(&str, &str, Option<&str>)] = &[
    ("GET", "", None),
    ("GET", "/config/web", None),
    ("GET", "/config/authsettingsV2", None),
    ("PATCH", "/config/web", Some(r#"{"properties":{"alwaysOn":true}}"#)),
    ("POST", "/config/appsettings/list", None),
    ("GET", "/config/configreferences/appsettings", None),
    ("GET", "/config/configreferences/appsettings/SECRET", None),
    ("GET", "/config/configreferences/connectionstrings", None),
    ("POST", "/slotsdiffs", Some(r#"{"targetSlot":"production","preserveVnet":true}"#)),
    ("PUT", "/config/appsettings", Some(r#"{"properties":{"A":"1"}}"#)),
    ("POST", "/config/connectionstrings/list", None),
    ("PUT", "/config/connectionstrings", Some(r#"{"properties":{"A":{"value":"x","type":"SQLAzure"}}}"#)),
    ("GET", "/basicPublishingCredentialsPolicies/scm", None),
    ("GET", "/instances", None),
    ("GET", "/deployments", None),
    ("GET", "/deployments/latest", None),
    ("GET", "/functions", None),
    ("GET", "/functions/Version", None),
    ("POST", "/functions/Version/listkeys", None),
    ("POST", "/host/default/listkeys", None),
    ("PUT", "/host/default/functionKeys/mine", Some(r#"{"properties":{"name":"mine","value":"x"}}"#)),
    ("DELETE", "/host/default/functionKeys/mine", None),
    ("POST", "/syncfunctiontriggers", None),
    ("POST", "/restart", None),
    ("POST", "/stop", None),
    ("POST", "/start", None),
    ("GET", "/functions/nothing", None),
];

/// Every request about an app as a whole, in an order in which all of them work.
const OF_THE_APP: &[(&str, &str, Option<&str>)] = &[
    ("GET", "/config/slotConfigNames", None),
    ("PUT", "/config/slotConfigNames", Some(r#"{"properties":{"appSettingNames":["A"]}}"#)),
    ("GET", "/slots", None),
    ("PUT", "/slots/blue", Some(r#"{"location":"West Europe","properties":{}}"#)),
    ("PUT", "/slots/blue", Some(r#"{"location":"West Europe","properties":{}}"#)),
    ("PUT", "/slots/green", Some(r#"{"location":"West Europe","properties":{}}"#)),
    ("DELETE", "/slots/blue", None),
    ("DELETE", "/slots/blue", None),
    ("GET", "/slots/blue", None),
    ("POST", "/slots/staging/applySlotConfig", Some(r#"{"targetSlot":"production","preserveVnet":true}"#)),
    ("PUT", "/config/appsettings", Some(r#"{"properties":{"A":"1"}}"#)),
    ("POST", "/resetSlotConfig", None),
    ("POST", "/slots/staging/slotsswap", Some(r#"{"targetSlot":"production","preserveVnet":true}"#)),
    ("POST", "/slots/staging/slotsswap", Some(r#"{"targetSlot":"production","preserveVnet":true}"#)),
    (
        "PUT",
        "/slots/staging/extensions/onedeploy",
        Some(r#"{"properties":{"packageUri":"https://packages.example/a.zip","type":"zip"}}"#),
    ),
    ("PUT", "", Some(r#"{"location":"West Europe","properties":{}}"#)),
];

/// An answer of the control plane: method, URI, status, body.
type Answer = (String, String, u16, Value);

async fn of_the_default_world() -> Vec<Answer> {
    let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let authority = "sim.test".to_owned();
    let options = WorldOptions { wall: now, scale: 1.0, authority: authority.clone(), run_apps: false };
    let world = World::new(build(&authority, now), options);
    for slot in [None, Some(SLOT)] {
        let reference = "@Microsoft.KeyVault(VaultName=kv;SecretName=s)".to_owned();
        let mut state = world.state();
        state.side_mut(&Place::new(APP, slot)).unwrap().settings.insert("SECRET".to_owned(), reference);
    }
    let client = PlainClient::of(&world).await;
    let sides = ["".to_owned(), format!("/slots/{SLOT}")];
    let of_sides = sides
        .iter()
        .flat_map(|side| CALLS.iter().map(move |(method, rest, body)| (*method, format!("{side}{rest}"), *body)));
    let of_the_app = OF_THE_APP.iter().map(|(method, rest, body)| (*method, (*rest).to_owned(), *body));
    let mut answers = Vec::new();
    for (method, rest, body) in of_sides.chain(of_the_app).collect::<Vec<_>>() {
        // Until the host is up again after what was changed before.
        tokio::time::sleep(std::time::Duration::from_secs(40)).await;
        let body = body.map(|body| serde_json::from_str(body).unwrap());
        let reply = client.arm(method, &rest, body).await;
        let uri = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a{rest}");
        answers.push((method.to_owned(), uri, reply.status, reply.json()));
    }
    let absent: Vec<&str> =
        answers.iter().filter(|is| is.2 == 404).filter_map(|is| is.1.split("/sites/a").nth(1)).collect();
    assert_eq!(absent, ["/functions/nothing", "/slots/staging/functions/nothing", "/slots/blue"], "all else is there");
    answers
}

async fn of_the_recordings(folder: &std::path::Path) -> Vec<Answer> {
    let mut answers = Vec::new();
    for conversation in recorded::conversations(folder) {
        let exchanges = recorded::replay(&conversation, |_, _| true).await;
        answers.extend(exchanges.into_iter().map(|is| (is.method, is.uri, is.status, is.body)));
    }
    answers.retain(|(_, uri, ..)| uri.contains("management.azure.com") && !uri.contains("staticSites"));
    answers
}

#[tokio::test(start_paused = true)]
async fn control_plane_answers_match_their_description() {
    let Some(folder) = shared::shared("data/azure") else { return };
    let description = Description::read(&folder.join("Microsoft.Web/2023-12-01"));
    assert!(description.operations() > 100);
    let mut answers = of_the_default_world().await;
    answers.extend(of_the_recordings(&folder.join("wire-captures")).await);
    assert!(answers.len() > 150, "{} answers", answers.len());
    let known = deviations();
    let (mut used, mut unknown) = (vec![0; known.len()], Vec::new());
    for (method, uri, status, body) in &answers {
        for objection in description.objections(method, uri, *status, body) {
            match known.iter().position(|known| known.is_match(&objection)) {
                Some(at) => used[at] += 1,
                None => unknown.push(objection),
            }
        }
    }
    unknown.sort();
    unknown.dedup();
    assert!(unknown.is_empty(), "{} objections:\n{}", unknown.len(), unknown.join("\n"));
    for ((pattern, source), times) in DEVIATIONS.iter().zip(used) {
        eprintln!("deviates, {times} times: {pattern}: {source}");
        assert!(times > 0, "does not deviate any more: {pattern}");
    }
    eprintln!("{} answers of the control plane hold", answers.len());
}

#[test]
fn an_answer_that_differs_from_the_description_is_found() {
    let Some(folder) = shared::shared("data/azure/Microsoft.Web/2023-12-01") else { return };
    let description = Description::read(&folder);
    let site = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a";
    let objections = |body: Value| description.objections("GET", site, 200, &body);
    assert_eq!(
        objections(json!({"name": "a", "location": "x", "properties": {"state": "Running"}})),
        Vec::<String>::new()
    );
    assert_eq!(objections(json!({"name": "a", "location": "x", "properties": {"httpsOnly": "yes"}})).len(), 1);
    assert_eq!(
        objections(json!({"name": "a", "location": "x", "properties": {"availabilityState": "Sometimes"}})).len(),
        1
    );
    assert_eq!(description.objections("GET", site, 202, &Value::Null).len(), 1);
}
