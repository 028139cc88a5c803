//! What every answer of the control plane carries (facts: arm-errors; facts: arm-limits; which answer has which is
//! recorded).

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use time::macros::format_description;

use super::limits;
use super::path::{Resource, SitePath};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::arm_limits::Left;
use crate::state::Place;

/// Adds them.
pub(super) fn add(world: &World, incoming: &Incoming, resource: &Resource, left: Option<Left>, reply: Reply) -> Reply {
    let now = world.clock().now();
    let id = world.state().new_guid();
    let correlation = incoming.header("x-ms-correlation-request-id").unwrap_or(&id).to_owned();
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let routing = format!("WESTEUROPE:{}:{id}", now.format(format).unwrap_or_default());
    let mut reply = reply
        .header("cache-control", "no-cache")
        .header("pragma", "no-cache")
        .header("expires", "-1")
        .header("strict-transport-security", "max-age=31536000; includeSubDomains")
        .header("x-content-type-options", "nosniff")
        .header("x-ms-request-id", &id)
        .header("x-ms-correlation-request-id", correlation)
        .header("x-ms-routing-request-id", routing);
    // The gateway's own refusals have not been to the provider.
    if reply.response.headers().contains_key("x-ms-failure-cause") {
        return reply;
    }
    reply = reply.header("x-aspnet-version", "4.0.30319").header("x-powered-by", "ASP.NET");
    for (name, left) in left.into_iter().flat_map(|left| limits::headers(incoming, resource, left)) {
        reply = reply.header(name, left);
    }
    if let Resource::Site(path) = resource {
        plain_json(path, &mut reply);
        if let Some(tag) = tag(world, incoming, path, &reply) {
            reply = reply.header("etag", tag);
        }
    } else if reply.response.status().is_success() {
        without_charset(&mut reply);
    }
    reply
}

/// Most of what the provider answers says `application/json` and no more; what is passed on from a
/// collection or from Kudu names its character set, as errors do.
fn plain_json(path: &SitePath, reply: &mut Reply) {
    let action = path.action();
    let passed_on = action == "slots" || action.starts_with("extensions/") || action.starts_with("hostruntime/");
    if reply.response.status().is_success() && !passed_on {
        without_charset(reply);
    }
}

fn without_charset(reply: &mut Reply) {
    let headers = reply.response.headers_mut();
    if headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json;")) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
}

/// Answers about the site itself are tagged with its last change; the tag of GET comes without
/// quotes since 2026.
fn tag(world: &World, incoming: &Incoming, path: &SitePath, reply: &Reply) -> Option<String> {
    let (status, action) = (reply.response.status().as_u16(), path.action());
    if reply.response.headers().contains_key("etag") || !reply.response.status().is_success() {
        return None;
    }
    let parts: Vec<&str> = action.split('/').filter(|part| !part.is_empty()).collect();
    let (tagged, quoted) = match (incoming.method.as_str(), &parts[..]) {
        ("GET", [] | ["slots"]) => (true, false),
        ("PUT" | "DELETE", []) => (true, true),
        ("GET", ["operationresults", _]) => (status == 200, true),
        ("GET", ["deploymentstatus", _] | ["instances"]) => (true, true),
        ("POST", ["start" | "stop" | "applyslotconfig" | "resetslotconfig" | "slotsswap"]) => (true, true),
        ("PUT" | "PATCH", ["config", what]) => (*what != "slotconfignames", true),
        ("DELETE", ["host", "default", _, _]) => (true, true),
        _ => (false, false),
    };
    let state = world.state();
    let place = Place { app: path.name.clone(), slot: path.slot.clone() };
    let side = state.side(&place).or_else(|| state.side(&Place::new(&path.name, None)))?;
    let ticks = format!("{:X}", 0x1DC_0000_0000_0000_i128 + side.modified.unix_timestamp_nanos() / 100 % (1 << 44));
    tagged.then(|| if quoted { format!("\"{ticks}\"") } else { ticks })
}
