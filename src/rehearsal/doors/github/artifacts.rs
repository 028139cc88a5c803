use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{artifact_storage, page, problem};
use crate::doors::Reply;
use crate::state::Artifact;

const PAGE: &str = "/actions/artifacts";

/// The repository's artifacts, newest first.
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let found = named(ask, |_| true);
    page::counted(ask, "artifacts", &found, |artifact| shape(ask, artifact))
}

/// A run's artifacts, of all its attempts: newest first unless the oldest are wanted first.
pub(super) fn list_of_run(ask: &mut Ask<'_>) -> Reply {
    let run = ask.number(2);
    if !ask.github().all_runs().iter().any(|known| Some(known.id) == run) {
        return problem::plain(404, "Not Found", PAGE);
    }
    let mut found = named(ask, |artifact| Some(artifact.run_id) == run);
    if ask.incoming.parameter("direction").as_deref() == Some("asc") {
        found.reverse();
    }
    page::counted(ask, "artifacts", &found, |artifact| shape(ask, artifact))
}

fn named(ask: &Ask<'_>, test: impl Fn(&Artifact) -> bool) -> Vec<Artifact> {
    let name = ask.incoming.parameter("name");
    let wanted = |artifact: &&Artifact| name.as_ref().is_none_or(|name| artifact.name == *name) && test(artifact);
    let mut found: Vec<Artifact> = ask.github().artifacts.iter().filter(wanted).cloned().collect();
    found.sort_by_key(|artifact| std::cmp::Reverse(artifact.id));
    found
}

fn find<'a>(ask: &'a Ask<'_>) -> Option<&'a Artifact> {
    let id = ask.number(2)?;
    ask.github().artifacts.iter().find(|artifact| artifact.id == id)
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    match find(ask) {
        Some(artifact) => Reply::json(200, &shape(ask, artifact)),
        None => problem::plain(404, "Not Found", PAGE),
    }
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Reply {
    let Some(id) = find(ask).map(|artifact| artifact.id) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    ask.state.github.artifacts.retain(|artifact| artifact.id != id);
    Reply::empty(204)
}

/// Where the bytes are, for a minute.
pub(super) fn download(ask: &mut Ask<'_>) -> Reply {
    let artifact = match find(ask) {
        Some(artifact) if ask.text(3) == "zip" => artifact,
        _ => return problem::plain(404, "Not Found", PAGE),
    };
    if artifact.expires <= ask.now {
        return problem::plain(410, "Artifact has expired", &format!("{PAGE}#download-an-artifact"));
    }
    Reply::empty(302).header("location", artifact_storage::signed(&ask.origin, artifact, ask.now))
}

fn shape(ask: &Ask<'_>, artifact: &Artifact) -> Value {
    let url = ask.url(&format!("/actions/artifacts/{}", artifact.id));
    let run = ask.github().all_runs().into_iter().find(|run| run.id == artifact.run_id);
    let run = run.map(|run| {
        json!({
            "id": run.id, "repository_id": ask.github().repository_id, "head_repository_id": run.repository_id,
            "head_branch": run.head_branch, "head_sha": run.head_sha,
        })
    });
    json!({
        "id": artifact.id, "node_id": node_id("MDg6QXJ0aWZhY3Q", artifact.id), "name": artifact.name,
        "size_in_bytes": artifact.bytes.len(), "url": url, "archive_download_url": format!("{url}/zip"),
        "expired": artifact.expires <= ask.now, "digest": artifact.digest(), "created_at": stamp(artifact.created),
        "updated_at": stamp(artifact.created), "expires_at": stamp(artifact.expires), "workflow_run": run,
    })
}
