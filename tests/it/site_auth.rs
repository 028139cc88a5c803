//! App Service authentication answers in front of the app: the simulated Azure does as it is told by `config/authsettingsV2`, and
//! a release says what keeps its probes out.

use crate::support::plain_client::PlainClient;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use bytes::Bytes;
use rehearsal::World;
use rehearsal::default_world::{APP, CLIENT, SLOT};
use rehearsal::state::{Effect, Side};
use rehearsal::world_file;
use serde_json::{Value, json};
use slot_deploy::record::Outcome;

/// It asks everybody to sign in, but at these paths.
fn asks(action: &str, but_at: &[&str]) -> Value {
    json!({
        "platform": {"enabled": true},
        "globalValidation": {
            "requireAuthentication": true, "unauthenticatedClientAction": action, "excludedPaths": but_at,
        },
        "identityProviders": {"azureActiveDirectory": {"enabled": true, "registration": {"clientId": "app-of-the-shop"}}},
    })
}

fn with(auth: Value) -> impl FnOnce(&mut Side) {
    move |side| side.config.auth = Some(auth)
}

/// How often the function of a side was called.
fn calls(world: &World, of: &str) -> usize {
    world.effects().iter().filter(|effect| matches!(effect, Effect::Invoked { slot, .. } if slot == of)).count()
}

fn stopped_by(told: &Told, code: &str, hints: &[&str]) {
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, code, 0), "{}", told.record.reason);
    for hint in hints {
        assert!(told.advice().contains(hint), "{hint} in {}", told.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_asks_for_sign_in_stops_the_release_and_the_fix_is_named() {
    for action in ["RedirectToLoginPage", "Return401", "Return403"] {
        let told = Rehearsal::new().slot(with(asks(action, &[]))).run().await;
        let fixes = ["App Service authentication is on", "`/api/version`", "excludedPaths", "auth: { entra:"];
        stopped_by(&told, "slot-not-ready", &fixes);
        assert_eq!(calls(&told.world, SLOT), 0, "no probe reached the app");
    }
}

#[tokio::test(start_paused = true)]
async fn production_that_asks_for_sign_in_is_not_swapped_only_to_be_rolled_back() {
    let told = Rehearsal::new().production(with(asks("Return401", &[]))).run().await;
    stopped_by(&told, "probe-asked-to-sign-in", &["excludedPaths"]);
}

#[tokio::test(start_paused = true)]
async fn an_excluded_path_or_a_token_lets_probes_through_on_both_sides() {
    let auth = || asks("RedirectToLoginPage", &["/api/version"]);
    let told = Rehearsal::new().production(with(auth())).slot(with(auth())).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);

    let probes =
        "- name: version\n  request: { path: /api/version, auth: { entra: api://app-of-the-shop/.default } }\n";
    let auth = || asks("Return401", &[]);
    let with_token = Rehearsal::new().input("probes", probes);
    let told = with_token.production(with(auth())).slot(with(auth())).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);

    let other = probes.replace("app-of-the-shop", CLIENT);
    let told = Rehearsal::new().input("probes", &other).slot(with(auth())).run().await;
    stopped_by(&told, "slot-not-ready", &["allowedAudiences"]);
}

#[tokio::test(start_paused = true)]
async fn sign_in_settings_that_ask_for_nothing_change_nothing() {
    let auths = [
        asks("AllowAnonymous", &[]),
        json!({"platform": {"enabled": true}, "globalValidation": {"requireAuthentication": false}}),
        json!({"platform": {"enabled": false}, "globalValidation": {"requireAuthentication": true}}),
    ];
    for auth in auths {
        let told = Rehearsal::new().production(with(auth.clone())).slot(with(auth)).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_wants_a_key_is_not_taken_for_sign_in_by_the_platform() {
    let app = TestApp::new(COMMIT).http("version", "function");
    let told = Rehearsal::of(&app, &TestApp::new("former")).run().await;
    stopped_by(&told, "slot-not-ready", &["function_key"]);
    assert!(!told.advice().contains("App Service authentication"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn sign_in_settings_stay_with_their_side_in_a_swap() {
    let auth = asks("Return401", &["/api/version"]);
    let told = Rehearsal::new().production(with(auth.clone())).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    assert_eq!((&app.production.config.auth, &app.slots[SLOT].config.auth), (&Some(auth), &None));
}

#[tokio::test(start_paused = true)]
async fn sign_in_settings_are_kept_as_they_are_written_and_answer_at_once() {
    let rehearsal = Rehearsal::new();
    let client = PlainClient::of(&rehearsal.world).await;
    let at = "/config/authsettingsV2";
    let wanted = asks("RedirectToLoginPage", &["/api/version"]);
    assert_eq!(client.arm("PUT", at, Some(json!({"properties": wanted}))).await.status, 200);
    for at in [at, "/config/authsettingsV2/list"] {
        assert_eq!(client.arm("GET", at, None).await.json()["properties"], wanted, "{at}");
    }
    let site =
        |path: &str| format!("https://{}{path}", rehearsal.world.state().app(APP).unwrap().production.hosts.site);
    let home = client.send_with("GET", &site("/"), &[], Bytes::new()).await;
    assert_eq!(home.status, 302);
    assert!(home.header("location").unwrap().contains("/.auth/login/aad?post_login_redirect_uri=%2F"), "{home:?}");

    let odd = json!({"globalValidation": {"unauthenticatedClientAction": "Ask"}});
    assert_eq!(client.arm("PUT", at, Some(json!({"properties": odd}))).await.status, 400);
    let by_file = json!({"platform": {"configFilePath": "auth.json"}});
    assert_eq!(client.arm("PUT", at, Some(json!({"properties": by_file}))).await.status, 501);
}

#[test]
fn sign_in_settings_are_part_of_a_world_file() {
    let source = "apps: { billing: { production: { auth-settings: { platform: { enabled: true } } } } }";
    let now = time::OffsetDateTime::UNIX_EPOCH;
    let state = world_file::build(&world_file::read(source).unwrap(), "sim.test", now);
    assert_eq!(state.app("billing").unwrap().production.config.auth, Some(json!({"platform": {"enabled": true}})));
    let said = world_file::describe(&state);
    assert_eq!(said.apps.0["billing"].production.auth_settings, Some(json!({"platform": {"enabled": true}})));
    let odd = source.replace("enabled: true", "enabled: maybe");
    let wrong = world_file::read(&odd).unwrap_err().to_string();
    assert!(wrong.contains("apps.billing.production.auth-settings: `platform.enabled`"), "{wrong}");
}
