//! The app itself: the Functions host and the functions it runs (facts: functions-host).

use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Incoming, Reply, affinity, host_drain};
use crate::World;
use crate::custom_handler::{Handled, HandlerApp, Invocation};
use crate::latency;
use crate::laws::access_rules::{self, CALLER, Door};
use crate::laws::admin_token;
use crate::laws::client_certificate;
use crate::laws::functions::listed;
use crate::laws::host_id;
use crate::laws::routes::routed;
use crate::laws::routing::{self, Routed};
use crate::laws::scripted::Script;
use crate::laws::site_auth::{self, Refusal};
use crate::laws::telemetry;
use crate::laws::trigger_sync;
use crate::state::settings::{Settings, get};
use crate::state::{App, Effect, FunctionInfo, Hit, HostState, Place, Side, State};

const STOPPED: &str = "<!DOCTYPE html><html><head><title>Web App - Unavailable</title></head><body><h1>Error 403 - This web \
                       app is stopped.</h1></body></html>";
const HOME: &str = "<!DOCTYPE html><html><head><title>Your Azure Function App is up and running.</title></head><body>\
                    <h1>Your Functions 4.0 app is up and running</h1></body></html>";
const NO_CERTIFICATE: &str = "<!DOCTYPE html><html><head><title>403 - Forbidden: Access is denied.</title></head><body><h2>403 - \
                              Forbidden: Access is denied.</h2></body></html>";
const NOT_SIGNED_IN: &str = "You do not have permission to view this directory or page.";
const NOT_RUNNING: &str = "Function host is not running.";
const UNAVAILABLE: &str = "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>Service \
                           Unavailable</h1></body></html>";

/// Who a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    /// Anyone, from outside.
    Anyone,
    /// The control plane, which supplies the key.
    ControlPlane,
}

pub(super) async fn answer(world: &World, incoming: &Incoming) -> Reply {
    let wanted = incoming.parameter(routing::NAME).or_else(|| cookie(incoming, routing::NAME));
    let routed = match arrive(&mut world.state(), incoming, wanted.as_deref()) {
        Ok(routed) => routed,
        Err(refused) => return refused,
    };
    let place = routed.place;
    let at = world.clock().now();
    let reply = answer_at(world, incoming, &place, Caller::Anyone).await;
    let took = Duration::try_from(world.clock().now() - at).unwrap_or_default() + world.clock().latency(reply.delay);
    let hit = Hit { at, status: reply.response.status().as_u16(), took };
    world.state().traffic.note(&place, hit);
    let reply = match world.state().side(&place) {
        Some(side) if side.config.site.get("clientAffinityEnabled").is_some_and(|on| on == true) => {
            affinity::add(side, &side.hosts.site, reply)
        }
        _ => reply,
    };
    match routed.pinned {
        Some(name) => {
            reply.header("set-cookie", format!("{}={name}; Max-Age=3600; Path=/; HttpOnly; Secure", routing::NAME))
        }
        None => reply,
    }
}

/// The side that a request is for, or the front end's own answer.
fn arrive(state: &mut State, incoming: &Incoming, wanted: Option<&str>) -> Result<Routed, Reply> {
    let place = place_of(state, &incoming.host).ok_or_else(|| Reply::empty(404))?;
    let draw = if wanted.is_none() { state.traffic.draw() } else { 0.0 };
    let routed = routing::route(state, &place, wanted, draw);
    let side = state.side(&routed.place).ok_or_else(|| Reply::empty(404))?;
    if !access_rules::admit(side, Door::App, CALLER) {
        return Err(Reply::ip_forbidden());
    }
    if client_certificate::refuses(side, &incoming.path) {
        return Err(Reply::html(403, NO_CERTIFICATE));
    }
    // The status is not recorded.
    if incoming.is_plain && side.config.site.get("httpsOnly").is_none_or(|only| only != false) {
        let there = format!("https://{}{}", side.hosts.site, incoming.path_and_query());
        return Err(Reply::empty(301).header("location", there));
    }
    Ok(routed)
}

/// The value of a cookie.
fn cookie(incoming: &Incoming, name: &str) -> Option<String> {
    let all = incoming.header("cookie")?.split(';').filter_map(|pair| pair.trim().split_once('='));
    all.into_iter().find(|(there, _)| *there == name).map(|(_, value)| value.to_owned())
}

/// Answers at one side, whichever way the request came.
pub(super) async fn answer_at(world: &World, incoming: &Incoming, place: &Place, caller: Caller) -> Reply {
    let (running, has_host) = {
        let state = world.state();
        let running = state.side(place).is_some_and(|side| side.running);
        (running, state.app(&place.app).is_some_and(App::is_function_app))
    };
    if !running {
        return Reply::html(403, STOPPED);
    }
    if let Some(answered) = sign_in(world, incoming, place, has_host).filter(|_| caller == Caller::Anyone) {
        return answered;
    }
    if let Some(rest) = incoming.path.strip_prefix("/admin/").filter(|_| has_host) {
        return admin(world, incoming, place, rest, caller);
    }
    match wait_for_host(world, place).await {
        Hosted::Serving => serve(world, incoming, place).await.header("server", "Kestrel"),
        Hosted::Absent => Reply::html(503, UNAVAILABLE),
        Hosted::NotServing => Reply::text(503, NOT_RUNNING),
    }
}

/// What the platform answers where it signs users in, in place of the app.
fn sign_in(world: &World, incoming: &Incoming, place: &Place, has_host: bool) -> Option<Reply> {
    let state = world.state();
    let side = state.side(place).filter(|side| site_auth::is_on(side))?;
    if incoming.path.starts_with(&format!("{}/", site_auth::own_path(side))) {
        return Some(Reply::text(501, "The simulated Azure of slot-deploy signs no users in."));
    }
    let refused = site_auth::refuses(side, has_host, &incoming.path)?;
    let now = world.clock().now();
    if incoming.bearer().is_some_and(|token| site_auth::is_signed_in(side, token, now)) {
        return None;
    }
    let reply = match refused {
        Refusal::Login => Reply::empty(302).header("location", site_auth::login_page(side, &incoming.path_and_query())),
        Refusal::Unauthorized => Reply::text(401, NOT_SIGNED_IN),
        Refusal::Forbidden => Reply::text(403, NOT_SIGNED_IN),
    };
    Some(reply)
}

/// The side whose site host has this first part.
pub(super) fn place_of(state: &State, host: &str) -> Option<Place> {
    state.place_at(|side| &side.hosts.site, host)
}

enum Hosted {
    Serving,
    Absent,
    NotServing,
}

/// A request waits for a host that starts, up to thirty seconds; then it is told that the host is
/// not running.
async fn wait_for_host(world: &World, place: &Place) -> Hosted {
    let clock = world.clock();
    let end = clock.now() + clock.latency(latency::HOST_HOLD);
    loop {
        let (serving, starting, next) = {
            let state = world.state();
            let Some(side) = state.side(place) else {
                return Hosted::Absent;
            };
            let instances = &side.moving.host.instances;
            let starting = instances.iter().any(|i| matches!(i.state, HostState::Starting | HostState::Absent));
            (side.moving.host.is_serving(), starting, state.agenda.next())
        };
        let now = clock.now();
        match (serving, starting) {
            (true, _) => return Hosted::Serving,
            (false, false) => return Hosted::NotServing,
            (false, true) if now >= end => return Hosted::NotServing,
            // Until something happens, nothing changes.
            _ => {
                let until = next.map_or(end, |next| next.min(end));
                let wait = Duration::try_from(until - now).unwrap_or_default();
                world.pass_whole(wait.max(Duration::from_millis(1))).await;
            }
        }
    }
}

fn admin(world: &World, incoming: &Incoming, place: &Place, rest: &str, caller: Caller) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    let turn = state.turn();
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let Some(instance) = side.moving.host.in_turn(turn).cloned() else {
        return Reply::html(503, UNAVAILABLE);
    };
    if rest == "host/ping" {
        return Reply::empty(200);
    }
    if caller == Caller::Anyone && !is_admin(side, incoming, now) {
        return Reply::empty(401);
    }
    let asked = (incoming.method.as_str(), rest);
    if let Some(reply) = host_drain::answer(&mut state, place, &instance, asked, now) {
        return reply;
    }
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    match asked {
        ("GET", "host/status") => {
            let version = host_version(&side.settings_of(&instance));
            Reply::json(200, &status(&instance, place, &version, now))
        }
        ("POST", "host/synctriggers") => match trigger_sync::sync(&mut state, place, now) {
            Ok(()) => Reply::json(200, &json!({"status": "success"})),
            Err(error) => Reply::json(500, &json!({"status": error})),
        },
        ("GET", path) if path.starts_with("vfs/") => vfs(side, &path["vfs/".len()..]),
        ("GET", "functions") => {
            let all = listed(side.moving.wwwroot(), &side.answering_settings());
            Reply::json(200, &json!(all.iter().map(|f| &f.name).collect::<Vec<_>>()))
        }
        _ => Reply::empty(404),
    }
}

/// A file of the app; its words for one that is not there are those of azure-functions-host, `VirtualFileSystem.GetItem`.
fn vfs(side: &Side, path: &str) -> Reply {
    match side.moving.wwwroot().get(path) {
        Some(file) => Reply::body(200, "application/octet-stream", file.bytes.clone()),
        None => Reply::body(404, "application/json", format!("'/home/site/wwwroot/{path}' not found.")),
    }
}

/// The version of the host that a side is started with: the newest of a major one, or the one that is pinned (docs: Functions, "How to
/// target runtime versions").
fn host_version(settings: &Settings) -> String {
    match get(settings, "FUNCTIONS_EXTENSION_VERSION").unwrap_or("~4") {
        "~4" => "4.1037.0.0".to_owned(),
        named => match named.strip_prefix('~') {
            Some(major) => format!("{major}.25.0.0"),
            None => format!("{named}.0"),
        },
    }
}

fn status(instance: &crate::state::Instance, place: &Place, version: &str, now: OffsetDateTime) -> Value {
    let up = (now - instance.started).whole_milliseconds().max(0);
    let mut status = json!({
        "id": host_id::of(place),
        "state": instance.state.word(),
        "version": version,
        "versionDetails": format!("{}+simulated", version.trim_end_matches(".0").to_owned() + ".0"),
        "platformVersion": "",
        "instanceId": instance.id,
        "computerName": "",
        "processUptime": up,
        "functionAppContentEditingState": "NotAllowed",
    });
    if let HostState::Error(error) = &instance.state {
        status["errors"] = json!([error]);
    }
    status
}

async fn serve(world: &World, incoming: &Incoming, place: &Place) -> Reply {
    let (function, prepared) = {
        let state = world.state();
        let Some(side) = state.side(place) else {
            return Reply::empty(404);
        };
        if !state.app(&place.app).is_some_and(App::is_function_app) {
            return scripted(side, incoming, &place.app);
        }
        if incoming.path == "/" {
            return Reply::html(200, HOME);
        }
        let Some(function) = routed(side, &incoming.path) else {
            return Reply::empty(404);
        };
        if !function.takes(incoming.method.as_str()) {
            return Reply::empty(405);
        }
        if let Some(refused) = unauthorised(&function, side, incoming, world.clock().now()) {
            return refused;
        }
        let prepared = world.handlers().and_then(|_| HandlerApp::of(side));
        (function, prepared)
    };
    let reply = match (world.handlers(), prepared) {
        (Some(handlers), Some(app)) => {
            let invocation = Invocation {
                method: incoming.method.clone(),
                path: incoming.path_and_query(),
                headers: incoming.headers.clone(),
                body: incoming.body.clone(),
            };
            let instances = world.state().instances();
            handlers.keep_only(&instances).await;
            match handlers.forward(app, invocation).await {
                Ok(handled) => handled_reply(handled),
                Err(words) => Reply::text(502, &words),
            }
        }
        _ => match world.state().side(place) {
            Some(side) => scripted(side, incoming, &function.name),
            None => Reply::empty(404),
        },
    };
    let called = function.name.clone();
    let effect = Effect::Invoked {
        app: place.app.clone(),
        slot: place.slot_name().to_owned(),
        function: function.name,
        status: reply.response.status().as_u16(),
    };
    let mut state = world.state();
    let now = world.clock().now();
    let hit = Hit {
        at: now,
        status: reply.response.status().as_u16(),
        took: world.clock().latency(latency::INVOCATION + reply.delay),
    };
    telemetry::invoked(&mut state, place, &called, Some(&incoming.path), hit);
    state.note(now, effect);
    reply
}

fn handled_reply(handled: Handled) -> Reply {
    let mut reply = Reply::empty(handled.status);
    *reply.response.headers_mut() = handled.headers;
    *reply.response.body_mut() = handled.body;
    reply
}

/// By the master key, or a token in its usual header or in the host's own, which counts alone when it is there.
fn is_admin(side: &Side, incoming: &Incoming, now: OffsetDateTime) -> bool {
    let token = incoming.header("x-ms-site-token").or(incoming.bearer());
    key_of(incoming).as_deref() == Some(&side.keys.master)
        || token.is_some_and(|token| admin_token::is_taken(side, token, now))
}

fn unauthorised(function: &FunctionInfo, side: &Side, incoming: &Incoming, now: OffsetDateTime) -> Option<Reply> {
    let key = key_of(incoming);
    let is = |wanted: &str| key.as_deref() == Some(wanted);
    let allowed = match function.auth_level().as_str() {
        "anonymous" => true,
        "admin" => is_admin(side, incoming, now),
        _ => {
            is_admin(side, incoming, now)
                || side.keys.functions.values().any(|key| is(key))
                || side.keys.all_of_function(&function.name).values().any(|key| is(key))
        }
    };
    (!allowed).then(|| Reply::empty(401))
}

/// The header beats the query.
fn key_of(incoming: &Incoming) -> Option<String> {
    incoming.header("x-functions-key").map(str::to_owned).or_else(|| incoming.parameter("code"))
}

/// What an app answers that is not run here: what its script says, or a plain word that it is not run.
fn scripted(side: &Side, incoming: &Incoming, name: &str) -> Reply {
    let answer =
        Script::of(side.moving.wwwroot()).answer(incoming.method.as_str(), &incoming.path, &side.answering_settings());
    let status = answer.status.unwrap_or(200);
    let reply = match (&answer.json, &answer.text) {
        (Value::Null, Some(text)) => Reply::text(status, text),
        (Value::Null, None) => {
            let note = "this app is not run in the rehearsal; the answer is scripted";
            Reply::json(status, &json!({"function": name, "note": note}))
        }
        (value, _) => Reply::json(status, value),
    };
    reply.header("x-rehearsal", "scripted").later(answer.delay)
}
