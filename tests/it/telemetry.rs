//! Telemetry queries return what the simulated app did, with the delay and the pitfalls of the real service.

use std::time::Duration;

use crate::support::plain_client::{PlainClient, Reply};
use crate::support::{Rehearsal, TestApp};
use bytes::Bytes;
use http::Request;
use rehearsal::default_world::{APP, GROUP, INSIGHTS, INSIGHTS_KEY, SLOT, STORAGE};
use rehearsal::laws::{queues, restart};
use rehearsal::state::{Place, Rhythm, Users};
use rehearsal::{Answer, World};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

const INSIGHTS_API: &str = "https://api.applicationinsights.io";
const LOGS_API: &str = "https://api.loganalytics.io";

/// Production answers one path well and another badly, both six times a minute.
fn world() -> World {
    let app = TestApp::new("former").http("broken", "anonymous").answers("GET /api/broken", json!({"status": 500}));
    let world = Rehearsal::of(&app, &app).world;
    let next = world.clock().now();
    for path in ["/api/version", "/api/broken", "/nothing"] {
        let users = Users {
            place: Place::new(APP, None),
            path: path.to_owned(),
            rhythm: Rhythm::Quiet { per_minute: 6.0 },
            next,
            held: Vec::new(),
        };
        world.state().traffic.users.push(users);
    }
    world
}

async fn send(world: &World, uri: &str, token: &str, body: Option<Value>, content_type: Option<&str>) -> Reply {
    let uri = format!("{}{uri}", world.origin());
    let mut request = Request::builder().method("POST").uri(&uri).header("authorization", format!("Bearer {token}"));
    if let Some(kind) = content_type {
        request = request.header("content-type", kind);
    }
    let body = Bytes::from(body.map(|body| body.to_string()).unwrap_or_default());
    let Answer::Response(response) = world.handle(request.body(body).unwrap()).await else { panic!("{uri}") };
    let (parts, body) = response.into_parts();
    Reply { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// Asks the component through the control plane.
async fn ask(world: &World, query: &str) -> Reply {
    let token = PlainClient::of(world).await.token().to_owned();
    let subscription = world.state().subscription.clone();
    let uri = format!(
        "/subscriptions/{subscription}/resourceGroups/{GROUP}/providers/Microsoft.Insights/components/{INSIGHTS}/providers/\
         microsoft.insights/logs?api-version=2018-03-01-preview"
    );
    send(world, &uri, &token, Some(json!({"query": query})), Some("application/json")).await
}

async fn rows(world: &World, query: &str) -> Value {
    let reply = ask(world, query).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.json());
    reply.json()["tables"][0]["rows"].clone()
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// facts: telemetry: one row of `requests` per invocation; what calls no function leaves none.
#[tokio::test(start_paused = true)]
async fn each_invocation_is_exactly_one_request_row() {
    let world = world();
    let ten_minutes = (world.clock().now() + Duration::from_secs(600)).format(&Rfc3339).unwrap();
    pass(1200).await;
    let by_name = format!(
        "requests | where timestamp < datetime({ten_minutes}) and cloud_RoleName in~ ('SHOP-ORDERS') \
         | summarize total = sum(itemCount), failed = sumif(itemCount, success == false) by name | order by name asc"
    );
    assert_eq!(rows(&world, &by_name).await, json!([["broken", 60, 60], ["version", 60, 0]]));
    let codes = rows(&world, "requests | where name == 'broken' | take 1 | project resultCode, url, success").await;
    assert_eq!(codes, json!([["500", "https://sim.test/site/shop-orders/api/broken", "False"]]));
    let slot = rows(&world, "requests | where cloud_RoleName == 'shop-orders-staging' | count").await;
    assert_eq!(slot, json!([[0]]));
}

/// facts: telemetry: what happened a moment ago is not there yet.
#[tokio::test(start_paused = true)]
async fn telemetry_arrives_late() {
    let world = world();
    pass(20).await;
    assert_eq!(rows(&world, "requests | count").await, json!([[0]]));
    pass(600).await;
    assert_ne!(rows(&world, "requests | count").await, json!([[0]]));
}

/// facts: telemetry: the words of a host that cannot start.
#[tokio::test(start_paused = true)]
async fn a_host_that_cannot_start_leaves_a_trace_and_an_exception() {
    let world = world();
    let place = Place::new(APP, Some(SLOT));
    let broken = TestApp::new("new").fails_to_start("no worker").content();
    world.state().side_mut(&place).unwrap().moving.content = broken;
    restart::restart(&mut world.state(), world.clock(), &place, world.clock().now());
    pass(600).await;
    let traces = "traces | where message startswith 'A host error has occurred during startup operation' \
                  | summarize sum(itemCount) by cloud_RoleName";
    assert_eq!(rows(&world, traces).await, json!([["shop-orders-staging", 1]]));
    assert_eq!(rows(&world, "exceptions | project outerMessage").await, json!([["no worker"]]));
}

/// facts: metrics-api: answers that look like health.
#[tokio::test(start_paused = true)]
async fn missing_telemetry_looks_like_no_traffic() {
    let world = world();
    let app = world.state().telemetry.components[INSIGHTS].app_id.clone();
    let workspace = world.state().telemetry.workspaces["shop-logs"].customer_id.clone();
    let (app, workspace) = (format!("/v1/apps/{app}/query"), format!("/v1/workspaces/{workspace}/query"));
    let (insights, logs) =
        (PlainClient::for_audience(&world, INSIGHTS_API).await, PlainClient::for_audience(&world, LOGS_API).await);
    let query = |text: &str| Some(json!({"query": text}));
    let json = Some("application/json");
    let early = send(&world, &workspace, logs.token(), query("AppRequests | count"), json).await;
    assert_eq!((early.status, early.body.len()), (204, 0), "an empty workspace");
    pass(900).await;
    let count = send(&world, &app, insights.token(), query("requests | count"), json).await.json();
    assert!(count["tables"][0]["rows"][0][0].as_i64().unwrap() > 100, "{count}");
    let count =
        send(&world, &workspace, logs.token(), query("AppRequests | where Success == false | count"), json).await;
    assert!(count.json()["tables"][0]["rows"][0][0].as_i64().unwrap() > 50, "{}", count.json());

    let untyped = send(&world, &app, insights.token(), query("requests | count"), None).await;
    assert_eq!((untyped.status, untyped.body.len()), (200, 0));
    let without = send(&world, &app, insights.token(), None, json).await;
    assert_eq!((without.status, without.body.len()), (200, 0));
    let other = send(&world, &app, logs.token(), query("requests | count"), json).await;
    assert_eq!((other.status, &other.json()["error"]["code"]), (401, &json!("InvalidTokenError")));

    world.state().directory.apps[0].actions = vec!["Microsoft.Web/*".to_owned()];
    assert_eq!(rows(&world, "requests | count").await, json!([[0]]), "rows that may not be seen are not there");
}

/// facts: metrics-api: the two ways in which a query is wrong.
#[tokio::test(start_paused = true)]
async fn a_wrong_query_is_refused_with_place_or_name() {
    let world = world();
    let syntax = ask(&world, "requests | make-series x").await;
    let inner = &syntax.json()["error"]["innererror"];
    assert_eq!(
        (syntax.status, &inner["code"], &inner["innererror"]["token"]),
        (400, &json!("SyntaxError"), &json!("make"))
    );
    let semantic = ask(&world, "requests | where nobody == 1").await.json();
    let inner = &semantic["error"]["innererror"];
    assert_eq!(inner["code"], "SemanticError");
    assert!(inner["innererror"]["message"].as_str().unwrap().contains("'nobody'"), "{semantic}");
}

/// Everyone is used to seeing a failed execution twice among the exceptions.
#[tokio::test(start_paused = true)]
async fn an_execution_that_threw_is_a_failed_request_and_two_exceptions() {
    let app = TestApp::new("former")
        .function("Take", json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"}))
        .throws("Take", json!("bad"));
    let world = Rehearsal::of(&app, &app).world;
    world.state().side_mut(&Place::new(APP, Some(SLOT))).unwrap().running = false;
    let now = world.clock().now();
    for message in ["good", "bad"] {
        queues::put(&mut world.state(), world.clock(), &format!("{STORAGE}/orders"), message, now);
    }
    pass(600).await;
    let requests = "AppRequests | summarize total = sum(ItemCount), failed = sumif(ItemCount, Success == false) \
                    by Name, Url, ResultCode, AppRoleName";
    let expected = json!([["Take", null, "0", "shop-orders", 6, 5]]);
    assert_eq!(rows(&world, requests).await, expected, "once well, and five tries of the bad one");
    let exceptions = "exceptions | extend by = tostring(customDimensions.Category) \
                      | summarize sum(itemCount) by outerMessage, by | order by by asc";
    let message = "Exception while executing function: Functions.Take";
    assert_eq!(rows(&world, exceptions).await, json!([[message, "Function.Take", 5], [message, "Host.Results", 5]]));
}

#[tokio::test(start_paused = true)]
async fn the_components_of_a_group_can_be_listed_by_who_may_read_them() {
    let world = world();
    let client = PlainClient::of(&world).await;
    let subscription = world.state().subscription.clone();
    let list = |group: &str| {
        format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Insights/components\
             ?api-version=2020-02-02"
        )
    };
    let found = client.get(&list("RG-SHOP")).await.json();
    assert_eq!(found["value"][0]["properties"]["InstrumentationKey"], INSIGHTS_KEY, "{found}");
    assert_eq!(client.get(&list("rg-other")).await.status, 404);
    world.state().directory.apps[0].actions = vec!["Microsoft.Web/*".to_owned()];
    assert_eq!(client.get(&list("rg-shop")).await.status, 403);
}
