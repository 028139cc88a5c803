//! `PUT api/deployments/{id}`: somebody writes into the history what he did by other ways (facts: deployment-history; KuduLite,
//! `DeploymentController`).

use time::OffsetDateTime;

use super::Site;
use crate::doors::{Incoming, Reply};
use crate::laws::deployment_history::{self, Entry};
use crate::laws::zip_deploy::Refused;
use crate::state::{Place, State};

/// Writes an entry. A body that is none asks for a deployment of an earlier commit, of which there are none here.
pub(super) fn put(state: &mut State, incoming: &Incoming, place: &Place, id: &str, now: OffsetDateTime) -> Reply {
    let platform = state.platform(&place.app);
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    if side.moving.kudu.busy_with.is_some() {
        return Reply::text(409, Refused::InProgress.words());
    }
    let entry = match entry(incoming, id) {
        Some(Ok(entry)) => entry,
        Some(Err(words)) => return Reply::text(400, words),
        None => return Reply::text(404, "Repository could not be found."),
    };
    let kudu = &mut side.moving.kudu;
    deployment_history::write(kudu, entry, now);
    let site = Site::of(place, side, platform);
    match side.moving.kudu.deployments.iter().find(|deployment| deployment.id == id) {
        Some(written) => Reply::json(200, &site.deployment(written, id, now)),
        None => Reply::empty(200),
    }
}

fn entry(incoming: &Incoming, id: &str) -> Option<Result<Entry, &'static str>> {
    let body = incoming.json()?;
    let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let succeeded = match body["status"].as_i64()? {
        3 => false,
        4 => true,
        _ => return None,
    };
    let (message, deployer, author) = (text("message")?, text("deployer")?, text("author")?);
    let active = body["active"].as_bool().unwrap_or(succeeded);
    if active && !succeeded {
        return Some(Err("Only successful status can be active!"));
    }
    Some(Ok(Entry { id: id.to_owned(), succeeded, active, message, deployer, author, details: text("details") }))
}
