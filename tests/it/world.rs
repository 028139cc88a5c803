//! The simulated world behaves as its sources say.

use crate::support;
use std::time::Duration;

use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, TestApp};
use bytes::Bytes;
use rehearsal::default_world::{APP, CLIENT, GROUP, SLOT, SUBSCRIPTION, WEB_APP};
use rehearsal::faults::{What, Where};
use rehearsal::state::{Effect, Lock, Place, Rhythm, Side, Users};
use rehearsal::{World, world_file};
use serde_json::{Value, json};
use time::OffsetDateTime;

#[tokio::test(start_paused = true)]
async fn a_swap_takes_time_and_exchanges_content_and_non_sticky_settings() {
    let rehearsal = Rehearsal::of(&TestApp::new("x"), &TestApp::new("former"))
        .slot(|slot| {
            slot.moving.content = TestApp::new("new").content();
            slot.settings.insert("moves".to_owned(), "from slot".to_owned());
            slot.settings.insert("FUNCTIONS_EXTENSION_VERSION".to_owned(), "~5".to_owned());
        })
        .production(|side| {
            side.settings.insert("moves".to_owned(), "from production".to_owned());
        });
    let world = rehearsal.world.clone();
    let client = PlainClient::of(&world).await;
    let began = world.clock().now();
    let asked = client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    assert_eq!(asked.status, 202);
    let busy = client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    assert_eq!(busy.status, 409);
    assert!(busy.json()["Message"].as_str().unwrap().contains("another operation is in progress"));
    let mut location = asked.header("location").unwrap().to_owned();
    let ended = loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let poll = client.get(&location).await;
        if poll.status == 200 {
            break poll;
        }
        assert_ne!(poll.header("location"), Some(location.as_str()), "each poll is signed anew");
        location = poll.header("location").unwrap().to_owned();
    };
    let seconds = (world.clock().now() - began).whole_seconds();
    assert!((40..100).contains(&seconds), "recorded swaps took 62 to 93 s; this one took {seconds}");
    assert_eq!(ended.json()["name"], format!("{APP}/{SLOT}"), "the answer is the source's resource");
    let state = world.state();
    let (production, slot) = (&state.app(APP).unwrap().production, &state.app(APP).unwrap().slots[SLOT]);
    assert_eq!(production.moving.deployment_id, format!("{APP}__af56"));
    assert_eq!((&production.settings["moves"][..], &slot.settings["moves"][..]), ("from slot", "from production"));
    assert_eq!(slot.settings["FUNCTIONS_EXTENSION_VERSION"], "~5", "such names never move");
    assert!(slot.settings.contains_key("AzureWebJobs.Nightly.Disabled"), "sticky ones neither");
    assert!(production.hosts.site.ends_with(APP), "host names stay");
    assert_eq!(production.swap_status, slot.swap_status);
}

#[tokio::test(start_paused = true)]
async fn a_settings_write_restarts_the_app_and_the_scm_site() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let scm = format!("/scm/{APP}-{SLOT}/api/settings");
    client.get(&scm).await;
    let put =
        client.arm("PUT", "/slots/staging/config/appsettings", Some(json!({"properties": {"only": "this"}}))).await;
    assert_eq!(put.json()["properties"], json!({"only": "this"}), "the whole collection is replaced");
    let old = client.get(&scm).await;
    assert!(old.json()["PAYMENT_API_KEY"].is_string(), "the old settings are shown for a while");
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(client.get(&scm).await.status, 503);
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(client.get(&scm).await.json()["only"], "this");
    let restarted = world.state().app(APP).unwrap().slots[SLOT].moving.host.instances[0].started;
    assert!(world.clock().now() - restarted < time::Duration::seconds(60));
}

/// facts: settings-restart: any write to the configuration of a site, not only of its app settings.
#[tokio::test(start_paused = true)]
async fn connection_string_and_web_configuration_writes_restart_app_and_scm_site() {
    for (what, method, properties) in [
        ("connectionstrings", "PUT", json!({"Db": {"value": "Server=new", "type": "SQLAzure"}})),
        ("web", "PATCH", json!({"alwaysOn": true})),
    ] {
        let world = Rehearsal::new().world;
        let client = PlainClient::of(&world).await;
        let instance = || world.state().app(APP).unwrap().slots[SLOT].moving.host.instances[0].id.clone();
        let before = instance();
        let path = format!("/slots/staging/config/{what}");
        let written = client.arm(method, &path, Some(json!({"properties": properties}))).await;
        assert_eq!(written.status, 200);
        assert_ne!(instance(), before, "{what}");
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert_eq!(client.scm("GET", "/api/settings", &[], Bytes::new()).await.status, 503, "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_waits_for_a_starting_host_and_fails_when_it_does_not_start() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    client.arm("POST", "/slots/staging/restart", None).await;
    let began = world.clock().now();
    let answer = client.get(&format!("/site/{APP}-{SLOT}/api/version")).await;
    assert_eq!(answer.status, 200);
    assert!(world.clock().now() - began > time::Duration::seconds(5), "it waited for the host");
    let status = client.arm("GET", "/slots/staging/hostruntime/admin/host/status", None).await;
    assert_eq!(status.json()["state"], "Running");
    assert!(status.json()["processUptime"].as_u64().unwrap() < 60_000);

    let broken = Rehearsal::new().slot(|slot| {
        slot.moving.content = TestApp::new("x").fails_to_start("no").content();
    });
    let client = PlainClient::of(&broken.world).await;
    client.arm("POST", "/slots/staging/restart", None).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let answer = client.get(&format!("/site/{APP}-{SLOT}/api/version")).await;
    assert_eq!((answer.status, &answer.body[..]), (503, &b"Function host is not running."[..]));
    let status = client.arm("GET", "/slots/staging/hostruntime/admin/host/status", None).await;
    assert_eq!(
        (status.status, &status.json()["state"]),
        (200, &json!("Error")),
        "the status page answers all the same"
    );
}

#[tokio::test(start_paused = true)]
async fn the_home_page_answers_200_without_any_function() {
    let world = Rehearsal::new().slot(|slot| slot.moving.content = Default::default()).world;
    let client = PlainClient::of(&world).await;
    assert_eq!(client.get(&format!("/site/{APP}-{SLOT}/")).await.status, 200);
    assert_eq!(client.get(&format!("/site/{APP}-{SLOT}/api/version")).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_is_refused_by_name() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    world.state().directory.app_mut(CLIENT).unwrap().actions = vec!["Microsoft.Web/sites/Read".to_owned()];
    assert_eq!(client.arm("GET", "", None).await.status, 200);
    let refused = client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    assert_eq!(refused.status, 403);
    let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("'Microsoft.Web/sites/slots/slotsswap/Action'"), "{message}");
    assert_eq!(client.get(&format!("/scm/{APP}/api/deployments")).await.status, 401);
    assert!(!world.effects().iter().any(|effect| matches!(effect, Effect::SwapBegun { .. })));
}

#[tokio::test(start_paused = true)]
async fn tokens_expire_and_control_plane_names_are_case_insensitive() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let site =
        format!("/SUBSCRIPTIONS/{SUBSCRIPTION}/resourcegroups/RG-SHOP/providers/microsoft.web/SITES/Shop-Orders");
    let url = format!("{site}?api-version=2023-12-01");
    assert_eq!(client.get(&url).await.status, 200);
    tokio::time::sleep(Duration::from_secs(3700)).await;
    let expired = client.get(&url).await;
    assert_eq!((expired.status, &expired.json()["error"]["code"]), (401, &json!("ExpiredAuthenticationToken")));
}

/// The values of a metric of a side by bucket; `None` where unknown.
async fn metric(client: &PlainClient, side: &str, name: &str) -> Vec<Option<f64>> {
    let path = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}{side}/providers/\
         Microsoft.Insights/metrics?api-version=2024-02-01&metricnames={name}&interval=PT1M&aggregation=Total"
    );
    let answer = client.get(&path).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let body = answer.json();
    assert_eq!(body["value"][0]["errorCode"], "Success");
    let data = body["value"][0]["timeseries"][0]["data"].as_array().unwrap();
    data.iter().map(|point| point.get("total").and_then(Value::as_f64)).collect()
}

#[tokio::test(start_paused = true)]
async fn users_get_the_swapped_in_version_and_metrics_show_it_minutes_later() {
    let bad = TestApp::new("bad").answers("GET /api/orders", json!({"status": 500}));
    let rehearsal =
        Rehearsal::of(&TestApp::new("x"), &TestApp::new("former")).slot(|slot| slot.moving.content = bad.content());
    let world = rehearsal.world.clone();
    let (next, place) = (world.clock().now(), Place::new(APP, None));
    let rhythm = Rhythm::Quiet { per_minute: 30.0 };
    let users = Users { place, path: "/api/orders".into(), rhythm, next, held: Vec::new() };
    world.state().traffic.users.push(users);
    let client = PlainClient::of(&world).await;

    tokio::time::sleep(Duration::from_secs(20 * 60)).await;
    let failures = metric(&client, "", "Http5xx").await;
    assert_eq!(failures.iter().flatten().sum::<f64>(), 0.0);
    let requests = metric(&client, "", "Requests").await;
    assert!(requests.contains(&Some(30.0)) && requests.last() == Some(&None), "{requests:?}");

    client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    tokio::time::sleep(Duration::from_secs(70)).await;
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
    assert_eq!(metric(&client, "", "Http5xx").await.iter().flatten().sum::<f64>(), 0.0, "nothing is known of it yet");
    tokio::time::sleep(Duration::from_secs(8 * 60)).await;
    assert!(metric(&client, "", "Http5xx").await.contains(&Some(30.0)), "and then it is");
    assert_eq!(metric(&client, "/slots/staging", "Requests").await.iter().flatten().sum::<f64>(), 0.0, "users stay");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_metric_is_refused_with_the_names_of_existing_ones() {
    let rehearsal = Rehearsal::new();
    let client = PlainClient::of(&rehearsal.world).await;
    let path = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}/providers/Microsoft.Insights/\
         metrics?api-version=2024-02-01&metricnames=Sadness"
    );
    let answer = client.get(&path).await;
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (400, "BadRequest"));
    assert!(answer.json()["error"]["message"].as_str().unwrap().contains("Http5xx"));
}

#[tokio::test(start_paused = true)]
async fn a_web_app_has_no_functions_host_and_answers_with_its_own_content() {
    let rehearsal = Rehearsal::new().world(|state| {
        let content = TestApp::new("web").content();
        state.app_mut(WEB_APP).unwrap().production.moving.content = content;
    });
    let world = rehearsal.world.clone();
    let client = PlainClient::of(&world).await;
    assert_eq!(client.get(&format!("/site/{WEB_APP}/api/version")).await.json()["commit"], "web");
    let status = client.get(&format!("/site/{WEB_APP}/admin/host/status")).await;
    assert!(status.json().get("state").is_none(), "{:?}", status.body);
}

#[tokio::test(start_paused = true)]
async fn a_read_only_lock_refuses_swaps_and_listing_settings_and_names_the_scope() {
    let rehearsal = Rehearsal::new().world(|state| state.app_mut(APP).unwrap().lock = Some(Lock::ReadOnly));
    let client = PlainClient::of(&rehearsal.world).await;
    for (path, body) in
        [("/slots/staging/slotsswap", json!({"targetSlot": "production"})), ("/config/appsettings/list", json!({}))]
    {
        let answer = client.arm("POST", path, Some(body)).await;
        assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (409, "ScopeLocked"), "{path}");
    }
    assert_eq!(client.arm("GET", "", None).await.status, 200);
    for (lock, method, slot, status) in [
        (Lock::ReadOnly, "PUT", "new", 409),
        (Lock::ReadOnly, "DELETE", SLOT, 409),
        (Lock::CanNotDelete, "DELETE", SLOT, 409),
        (Lock::CanNotDelete, "PUT", "new", 200),
    ] {
        rehearsal.world.state().app_mut(APP).unwrap().lock = Some(lock);
        let answer = client.arm(method, &format!("/slots/{slot}"), Some(json!({}))).await;
        assert_eq!(answer.status, status, "{method} {slot} under {lock:?}");
    }
}

/// facts: unconditional-swap: what a fault spoils of a swapped-in version is over once the platform has put the former one back.
#[tokio::test(start_paused = true)]
async fn a_fault_of_the_swapped_in_content_ends_when_azure_reverts_the_swap() {
    let spoilt = What::Status { status: 500, body: None, content_type: None, retry_after: None };
    let rehearsal = Rehearsal::new()
        .fault(Where::service("law:swap"), What::PutBack { seconds: 100 })
        .fault(Where::service("site").slot("production").while_swapped(), spoilt);
    let client = PlainClient::of(&rehearsal.world).await;
    let production = async || client.get(&format!("/site/{APP}/api/version")).await.status;
    assert_eq!(production().await, 200);
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(body)).await.status, 202);
    tokio::time::sleep(Duration::from_secs(70)).await;
    assert_eq!(production().await, 500);
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(production().await, 200);
}

/// A swap of a slot whose version probe answers 500, with these settings; how it ended.
async fn swap_of_a_broken_slot(settings: &[(&str, &str)]) -> (World, u16, Value) {
    let broken = TestApp::new("broken").answers("GET /api/version", json!({"status": 500}));
    let rehearsal = Rehearsal::new().slot(|slot| {
        slot.moving.content = broken.content();
        slot.settings.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    });
    swap_of(rehearsal.world).await
}

/// A swap, and how it ended.
async fn swap_of(world: World) -> (World, u16, Value) {
    let client = PlainClient::of(&world).await;
    let asked = client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    let mut location = asked.header("location").unwrap().to_owned();
    loop {
        tokio::time::sleep(Duration::from_secs(30)).await;
        let poll = client.get(&location).await;
        match poll.status {
            202 => location = poll.header("location").unwrap().to_owned(),
            status => return (world, status, poll.json()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn by_default_any_status_counts_as_warm_and_an_app_that_answers_500_is_swapped() {
    let (world, status, _) = swap_of_a_broken_slot(&[("WEBSITE_SWAP_WARMUP_PING_PATH", "/api/version")]).await;
    assert_eq!(status, 200);
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
}

#[tokio::test(start_paused = true)]
async fn with_accepted_statuses_set_a_slot_that_answers_another_status_is_not_swapped() {
    let settings =
        [("WEBSITE_SWAP_WARMUP_PING_PATH", "/api/version"), ("WEBSITE_SWAP_WARMUP_PING_STATUSES", "200,202")];
    let (world, status, body) = swap_of_a_broken_slot(&settings).await;
    assert_eq!(status, 417);
    assert!(body["Message"].as_str().unwrap().contains("did not respond to http ping"), "{body}");
    assert!(!world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
}

/// facts: swap-order; facts: swap-warm-up: the source was restarted with production's sticky settings before it is asked.
#[tokio::test(start_paused = true)]
async fn the_platform_warms_a_slot_up_with_productions_settings() {
    let app = TestApp::new("new").answers("GET /api/version when DATABASE=production", json!({"status": 500}));
    let sided =
        |whose: &'static str| move |side: &mut Side| drop(side.settings.insert("DATABASE".into(), whose.into()));
    let strict = [("WEBSITE_SWAP_WARMUP_PING_PATH", "/api/version"), ("WEBSITE_SWAP_WARMUP_PING_STATUSES", "200")];
    let strict = strict.map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (sticky, status) in [(true, 417), (false, 200)] {
        let rehearsal = Rehearsal::new().production(sided("production")).slot(sided("slot")).slot(|side| {
            side.moving.content = app.content();
            side.settings.extend(strict.clone());
        });
        if sticky {
            let mut state = rehearsal.world.state();
            state.app_mut(APP).unwrap().sticky.as_mut().unwrap().app_settings.push("DATABASE".to_owned());
        }
        assert_eq!(swap_of(rehearsal.world).await.1, status, "sticky: {sticky}");
    }
}

/// facts: swap-duration: eleven to 23 minutes were reported on Linux.
#[tokio::test(start_paused = true)]
async fn a_slow_swap_completes() {
    let slow = Rehearsal::new().fault(Where::service("law:warm-up"), What::Delay { seconds: 1200 });
    let began = slow.world.clock().now();
    let (world, status, _) = swap_of(slow.world).await;
    assert_eq!(status, 200);
    assert!((world.clock().now() - began).whole_minutes() >= 20);
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
}

#[tokio::test(start_paused = true)]
async fn function_keys_stay_with_their_side_in_a_swap_unless_stored_as_files() {
    for (kept, moves) in [("blob", false), ("files", true)] {
        let rehearsal = Rehearsal::new().world(|state| {
            let app = state.app_mut(APP).unwrap();
            for side in [&mut app.production].into_iter().chain(app.slots.values_mut()) {
                side.settings.insert("AzureWebJobsSecretStorageType".to_owned(), kept.to_owned());
            }
        });
        let world = rehearsal.world.clone();
        let master = |world: &World| world.state().app(APP).unwrap().production.keys.master.clone();
        let before = master(&world);
        let client = PlainClient::of(&world).await;
        client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
        tokio::time::sleep(Duration::from_secs(120)).await;
        assert!(world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. })));
        assert_eq!(master(&world) != before, moves, "{kept}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_of_an_app_with_a_long_name_collides_with_production_and_stops() {
    for (name, word) in [("orders-of-the-whole-shop-in-europe-north", "Error"), ("orders", "Running")] {
        let text = format!("apps: {{ {name}: {{ slots: {{ staging: }} }} }}");
        let rehearsal = Rehearsal::new().world(|state| {
            let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
            let made = world_file::build(&world_file::read(&text).unwrap(), support::ORIGIN, now);
            state.apps.extend(made.apps);
        });
        let world = rehearsal.world.clone();
        let client = PlainClient::of(&world).await;
        let side = format!(
            "/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{name}/slots/staging"
        );
        let restarted = client.send("POST", &format!("{side}/restart?api-version=2023-12-01"), Bytes::new()).await;
        assert_eq!(restarted.status, 200, "{:?}", restarted.body);
        tokio::time::sleep(Duration::from_secs(60)).await;
        let status = client.get(&format!("{side}/hostruntime/admin/host/status?api-version=2023-12-01")).await.json();
        assert_eq!(status["state"], word, "{status}");
    }
}
