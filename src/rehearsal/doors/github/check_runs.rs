use serde_json::{Value, json};
use time::OffsetDateTime;

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem};
use crate::doors::Reply;
use crate::laws::github_deployment::resolve;

/// A check run: a job of a run, or what another app said.
struct CheckRun {
    id: u64,
    name: String,
    conclusion: Option<String>,
    page: String,
    begun: OffsetDateTime,
}

/// The check runs of a commit: jobs are check runs of the app of Actions, and their ids are the same.
pub(super) fn of_commit(ask: &mut Ask<'_>) -> Reply {
    let name = ask.text(1);
    let Some(commit) = resolve(ask.github(), name) else {
        return problem::plain(422, &format!("No commit found for SHA: {name}"), "/checks/runs");
    };
    let sha = commit.sha;
    let mut all = Vec::new();
    for run in ask.github().all_runs().iter().filter(|run| run.head_sha == sha) {
        all.extend(run.jobs.iter().map(|job| CheckRun {
            id: job.id,
            name: job.name.clone(),
            conclusion: job.conclusion.clone(),
            page: ask.page_url(&format!("/actions/runs/{}/job/{}", run.id, job.id)),
            begun: job.started,
        }));
    }
    let said = ask.github().commit_statuses.iter().filter(|said| said.sha == sha);
    all.extend((9_000..).zip(said).map(|(id, said)| CheckRun {
        id,
        name: said.context.clone(),
        conclusion: match said.state.as_str() {
            "pending" => None,
            "error" => Some("failure".to_owned()),
            state => Some(state.to_owned()),
        },
        page: ask.page_url(&format!("/runs/{id}")),
        begun: ask.now,
    }));
    // The newest of each name, unless all are asked for; the newest first.
    all.sort_by_key(|check| std::cmp::Reverse(check.id));
    if ask.incoming.parameter("filter").as_deref() != Some("all") {
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|check| seen.insert(check.name.clone()));
    }
    page::counted(ask, "check_runs", &all, |check| shape(ask, &sha, check))
}

fn shape(ask: &Ask<'_>, sha: &str, check: &CheckRun) -> Value {
    let CheckRun { id, name, conclusion, page, begun } = check;
    let url = ask.url(&format!("/check-runs/{id}"));
    json!({
        "id": id, "node_id": node_id("CR", *id), "head_sha": sha, "name": name, "url": url, "html_url": page,
        "details_url": page, "external_id": "", "conclusion": conclusion,
        "status": if conclusion.is_some() { "completed" } else { "in_progress" }, "started_at": stamp(*begun),
        "completed_at": conclusion.as_ref().map(|_| stamp(*begun)), "check_suite": {"id": 500_000 + id},
        "output": {
            "title": null, "summary": null, "text": null, "annotations_count": 0,
            "annotations_url": format!("{url}/annotations"),
        },
        "app": null, "pull_requests": [],
    })
}
