//! The SCM site of a Linux app (azure-wire §3; recorded 2024 and 2026).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::answer::utc_stamp;
use super::bearer::{may, principal};
use super::{Incoming, Reply};
use crate::rehearsal::World;
use crate::rehearsal::latency;
use crate::rehearsal::laws::zip_deploy::{self, Sent};
use crate::rehearsal::state::{Deployment, Place, Side, State};

const DENIED: &str = "<!DOCTYPE html><html><head><title>401 - Unauthorized: Access is denied due to invalid credentials.\
                      </title></head><body><h2>401 - Unauthorized: Access is denied due to invalid credentials.</h2></body></html>";
const AWAY: &str = "<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body><h2>Service Unavailable</h2>\
                    <hr><p>HTTP Error 503. The service is unavailable.</p></body></html>";
const IN_PROGRESS: &str = "There is a deployment currently in progress. Please try again when it completes.";

pub fn answer(world: &World, incoming: &Incoming) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    let Some(place) = place_of(&state, &incoming.host) else {
        return Reply::empty(404);
    };
    // Both audiences are taken (azure-wire §3.1).
    let audiences = [world.origin(), "https://appservice.azure.com".to_owned()];
    let action = match place.slot {
        None => "Microsoft.Web/sites/publish/Action",
        Some(_) => "Microsoft.Web/sites/slots/publish/Action",
    };
    match principal(incoming, &audiences, now) {
        Ok(principal) if may(&state, &principal, action) => {}
        _ => return Reply::html(401, DENIED),
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
    match cold {
        true => reply.later(latency::SCM_COLD),
        false => reply,
    }
}

fn route(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let segments = incoming.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let site = Site { host: &side.hosts.scm, name: &place.app };
    match (incoming.method.as_str(), &path[..]) {
        ("POST", ["api", "zipdeploy"]) => zip_deploy(world, state, incoming, place, now),
        ("GET", ["api", "deployments"]) => {
            let all: Vec<Value> = side.moving.kudu.deployments.iter().map(|d| site.deployment(d)).collect();
            Reply::json(200, &json!(all)).header("server", "Kestrel")
        }
        ("GET", ["api", "deployments", "latest"]) => match side.moving.kudu.deployments.first() {
            Some(newest) if newest.succeeded.is_none() => Reply::json(202, &site.deployment(newest))
                .header("location", format!("https://{}/api/deployments/latest", site.with_port())),
            Some(newest) => Reply::json(200, &site.deployment(newest)),
            None => Reply::json(404, &json!("Deployment 'latest' not found.")),
        },
        ("GET", ["api", "deployments", id]) => match find(side, id) {
            Some(found) => Reply::json(200, &site.deployment(found)),
            None => Reply::json(404, &json!(format!("Deployment '{id}' not found."))),
        },
        ("GET", ["api", "deployments", id, "log"]) => match find(side, id) {
            Some(found) => Reply::json(200, &json!(log(found))),
            None => Reply::empty(404),
        },
        ("GET", ["api", "deployments", _, "log", _]) => Reply::json(200, &json!([])),
        ("GET", ["api", "isdeploying"]) => {
            let busy = side.moving.kudu.busy_with.is_some();
            let word = match busy {
                true => "True",
                false => "False",
            };
            Reply::json(200, &json!({"value": word, "msg": ""}))
        }
        ("GET", ["api", "settings"]) => settings(side),
        ("GET", ["api", "vfs", rest @ ..]) => file(side, rest),
        _ => Reply::empty(404),
    }
}

/// The side whose SCM host has this first part.
pub fn place_of(state: &State, host: &str) -> Option<Place> {
    state.place_at(|side| &side.hosts.scm, host)
}

fn zip_deploy(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let sent = Sent {
        deployer: incoming.parameter("deployer").unwrap_or_else(|| "Push-Deployer".to_owned()),
        message: incoming.parameter("message").unwrap_or_else(|| "Created via a push deployment".to_owned()),
        author: incoming.parameter("author").unwrap_or_else(|| "N/A".to_owned()),
    };
    let deployer = sent.deployer.clone();
    match zip_deploy::receive(state, world.clock(), place, &incoming.body, sent, now) {
        Err(zip_deploy::Conflict) => Reply::text(409, IN_PROGRESS),
        Ok(id) => {
            let host = state.side(place).map(|side| side.hosts.scm.clone()).unwrap_or_default();
            let format = format_description!("[year]-[month]-[day]_[hour]-[minute]-[second]Z");
            let time = now.format(format).unwrap_or_default();
            let deployer: String = url::form_urlencoded::byte_serialize(deployer.as_bytes()).collect();
            Reply::empty(202)
                .header("location", format!("https://{host}/api/deployments/latest?deployer={deployer}&time={time}"))
                // Linux spells this header without its hyphen (recorded).
                .header("retryafter", "30")
                .header("scm-deployment-id", id)
                .header("server", "Kestrel")
                .later(latency::UPLOAD)
        }
    }
}

fn find<'a>(side: &'a Side, id: &str) -> Option<&'a Deployment> {
    side.moving.kudu.deployments.iter().find(|deployment| deployment.shown_id() == id)
}

/// After a settings write the old settings are shown for a while.
fn settings(side: &Side) -> Reply {
    let shown = match &side.scm_restart {
        Some((old, ..)) => old,
        None => &side.settings,
    };
    let mut all: Map<String, Value> = shown.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    all.insert("SCM_COMMAND_IDLE_TIMEOUT".to_owned(), json!("60"));
    all.insert("ScmType".to_owned(), json!("None"));
    Reply::json(200, &Value::Object(all))
}

/// The root is `/home`; of it only wwwroot exists here.
fn file(side: &Side, path: &[&str]) -> Reply {
    let path = path.join("/");
    let found = path.strip_prefix("site/wwwroot/").and_then(|path| side.moving.content.get(path));
    match found {
        Some(file) => Reply::body(200, "application/octet-stream", file.bytes.clone())
            .header("etag", format!("\"{:x}\"", file.modified)),
        None => Reply::json(404, &json!({"Message": "'/home/".to_owned() + &path + "' not found."})),
    }
}

fn log(deployment: &Deployment) -> Vec<Value> {
    let line = |(index, (at, message, is_error)): (usize, &(OffsetDateTime, String, bool))| {
        json!({
            "log_time": utc_stamp(*at),
            "id": format!("{}-{index}", deployment.id),
            "message": message,
            "type": if *is_error { 2 } else { 0 },
            "details_url": null,
        })
    };
    deployment.log.iter().enumerate().map(line).collect()
}

struct Site<'a> {
    host: &'a str,
    name: &'a str,
}

impl Site<'_> {
    /// Linux writes the port into its own URLs (recorded); with a port of its own a host has one
    /// already.
    fn with_port(&self) -> String {
        match self.host.contains(':') {
            true => self.host.to_owned(),
            false => format!("{}:443", self.host),
        }
    }

    /// Linux shows status 0 until the end (azure-wire §3.3).
    fn deployment(&self, deployment: &Deployment) -> Value {
        let id = deployment.shown_id();
        let is_temporary = deployment.temporary_id.is_some();
        let is_over = deployment.succeeded.is_some();
        let url = |suffix: &str| is_over.then(|| format!("https://{}/api/deployments/{id}{suffix}", self.host));
        let status = match deployment.succeeded {
            None => 0,
            Some(true) => 4,
            Some(false) => 3,
        };
        let (text, progress) = match (is_over, is_temporary) {
            (true, _) => (String::new(), ""),
            (false, true) => ("Receiving changes.".to_owned(), "Fetching changes."),
            (false, false) => (format!("Building and Deploying '{id}'."), "Running deployment command..."),
        };
        let ended = deployment.ended.map(utc_stamp);
        json!({
            "id": id, "status": status, "status_text": text, "author_email": "N/A", "author": deployment.author,
            "deployer": deployment.deployer, "message": deployment.message, "progress": progress,
            "received_time": utc_stamp(deployment.received), "start_time": utc_stamp(deployment.received),
            "end_time": ended, "last_success_end_time": ended.filter(|_| deployment.succeeded == Some(true)),
            "complete": is_over, "active": deployment.active, "is_temp": is_temporary, "is_readonly": !is_temporary,
            "url": url(""), "log_url": url("/log"), "site_name": self.name,
            "build_summary": {"errors": [], "warnings": []},
        })
    }
}
