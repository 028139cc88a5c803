//! The SCM site (facts: scm-access; recorded 2022, 2024 and 2026, on Windows, Linux and Flex Consumption).

mod access;
mod command;
mod deployment_json;
mod headers;
mod history;
mod settings;
mod upload;
mod validate;
mod vfs;
mod zip;

use http::Method;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Incoming, Reply};
use crate::World;
use crate::latency;
use crate::laws::admin_token;
use crate::laws::blob::crc64;
use crate::laws::content_share;
use crate::state::{Deployment, Place, Platform, Side, State};
pub(super) use deployment_json::Site;

const AWAY: &str = "<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body><h2>Service Unavailable</h2>\
                    <hr><p>HTTP Error 503. The service is unavailable.</p></body></html>";

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    let Some(place) = place_of(&state, &incoming.host) else {
        return Reply::empty(404);
    };
    if let Err(refused) = access::admit(world, &state, incoming, &place, now) {
        return refused;
    }
    let Some(side) = state.side_mut(&place) else {
        return Reply::empty(404);
    };
    if let Some((_, away, back)) = &side.scm_restart {
        if (*away..*back).contains(&now) {
            return Reply::html(503, AWAY);
        }
        if now >= *back {
            side.scm_restart = None;
        }
    }
    let cold = !std::mem::replace(&mut side.moving.kudu.warm, true);
    let reply = route(world, &mut state, incoming, &place, now);
    if incoming.method != Method::GET {
        content_share::spread(&mut state, world.clock(), &place, now);
    }
    let reply = headers::add(&mut state, &place, reply);
    if cold { reply.later(latency::SCM_COLD) } else { reply }
}

/// Whether the SCM site is in the first half of the time in which it is away.
pub(super) fn is_cut(state: &State, incoming: &Incoming, now: OffsetDateTime) -> bool {
    let side = place_of(state, &incoming.host).and_then(|place| state.side(&place));
    let restart = side.and_then(|side| side.scm_restart.as_ref());
    restart.is_some_and(|(_, away, back)| (*away..*away + (*back - *away) / 2).contains(&now))
}

fn route(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let segments = incoming.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let site = Site::of(place, side, state.platform(&place.app));
    // Everything else is kept from apps without files of their own (facts: plans; KuduLite,
    // `LinuxConsumptionRouteMiddleware`).
    let few = site.platform == Platform::Flex || state.is_linux_consumption(&place.app);
    if few && !matches!(&path[..], ["api", "zipdeploy" | "publish" | "deployments" | "isdeploying" | "settings", ..]) {
        return Reply::empty(404);
    }
    match (incoming.method.as_str(), &path[..]) {
        ("POST" | "PUT", ["api", "zipdeploy" | "publish"]) => upload::take(world, state, incoming, place, now),
        ("POST", ["api", "zipdeploy", "validate"]) if site.platform == Platform::Windows => {
            validate::answer(state, incoming, place, now)
        }
        ("PUT", ["api", "deployments", id]) if site.platform != Platform::Flex => {
            history::put(state, incoming, place, id, now)
        }
        ("GET", ["api", "functions", "admin", "token"]) if site.platform == Platform::Windows => {
            Reply::json(200, &json!(admin_token::issue(side, now)))
        }
        ("GET", ["api", "deployments"]) => {
            let all: Vec<Value> =
                side.moving.kudu.deployments.iter().map(|d| site.deployment(d, d.shown_id(), now)).collect();
            let all = json!(all);
            let tag = format!("\"{:x}\"", crc64(all.to_string().as_bytes()));
            if incoming.header("if-none-match") == Some(&tag) {
                Reply::empty(304).header("etag", tag)
            } else {
                Reply::json(200, &all).header("etag", tag)
            }
        }
        ("GET", ["api", "deployments", "latest"]) => match side.moving.kudu.deployments.first() {
            Some(newest) => site.latest(newest, now),
            None => Reply::json(404, &json!("Deployment 'latest' not found.")),
        },
        ("GET", ["api", "deployments", id]) => match find(side, id) {
            Some(found) => Reply::json(200, &site.deployment(found, found.shown_id(), now)),
            None => Reply::json(404, &json!(format!("Deployment '{id}' not found."))),
        },
        ("GET", ["api", "deployments", id, "log"]) => match find(side, id) {
            Some(found) => Reply::json(200, &json!(site.log(found))),
            None => Reply::empty(404),
        },
        ("GET", ["api", "deployments", _, "log", _]) => Reply::json(200, &json!([])),
        ("GET", ["api", "isdeploying"]) => {
            let busy = side.moving.kudu.busy_with.is_some();
            let word = if busy { "True" } else { "False" };
            Reply::json(200, &json!({"value": word, "msg": ""}))
        }
        (_, ["api", "settings", ..]) => settings::answer(state, incoming, place, &path[2..], now),
        ("POST", ["api", "command"]) => command::answer(state, incoming, place, now),
        (_, ["api", "vfs", rest @ ..]) => vfs::answer(state, incoming, place, rest, now),
        (_, ["api", "zip", rest @ ..]) => zip::answer(state, incoming, place, rest, now),
        // Only Kudu on Windows checks packages and issues such tokens.
        ("POST", ["api", "zipdeploy", "validate"]) | ("GET", ["api", "functions", "admin", "token"]) => {
            Reply::empty(404)
        }
        // What Kudu has and this world has not.
        _ => {
            let message = format!(
                "The simulated SCM site of slot-deploy does not simulate this: {} {}.",
                incoming.method, incoming.path
            );
            Reply::json(501, &json!({"Message": message}))
        }
    }
}

/// The side whose SCM host has this first part.
pub(super) fn place_of(state: &State, host: &str) -> Option<Place> {
    state.place_at(|side| &side.hosts.scm, host)
}

fn find<'a>(side: &'a Side, id: &str) -> Option<&'a Deployment> {
    let all = &side.moving.kudu.deployments;
    match id {
        "latest" => all.first(),
        id => all.iter().find(|deployment| deployment.shown_id() == id),
    }
}
