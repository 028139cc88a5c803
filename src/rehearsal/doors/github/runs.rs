use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem, repository, user};
use crate::doors::Reply;
use crate::state::WorkflowRun;

/// Runs, newest first.
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let wanted = |name: &str, is: &str| ask.incoming.parameter(name).is_none_or(|wanted| wanted == is);
    let has_status = |run: &WorkflowRun| {
        let wanted = ask.incoming.parameter("status");
        wanted.is_none_or(|wanted| wanted == run.status() || run.conclusion.as_ref() == Some(&wanted))
    };
    let mut runs = ask.github().all_runs();
    runs.retain(|run| {
        wanted("branch", &run.head_branch)
            && wanted("event", &run.event)
            && wanted("head_sha", &run.head_sha)
            && wanted("actor", &run.actor)
            && has_status(run)
    });
    page::counted(ask, "workflow_runs", &runs, |run| shape(ask, run))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    let id = ask.number(2);
    match ask.github().all_runs().iter().find(|run| Some(run.id) == id) {
        Some(run) => Reply::json(200, &shape(ask, run)),
        None => problem::plain(404, "Not Found", "/actions/workflow-runs#get-a-workflow-run"),
    }
}

fn shape(ask: &Ask<'_>, run: &WorkflowRun) -> Value {
    let url = ask.url(&format!("/actions/runs/{}", run.id));
    // The suite and the workflow have no life of their own here; their ids follow from the run's and the file's.
    let suite = run.id + 500_000;
    let workflow = run.workflow_file.bytes().fold(11, |id: u64, byte| (id * 31 + u64::from(byte)) % 90_000_000);
    let actor = user::person(ask, &run.actor);
    let author = json!({"name": run.actor, "email": format!("{}@users.noreply.github.com", run.actor)});
    let updated = run.jobs.iter().filter_map(|job| job.ended).max().unwrap_or(run.created);
    let written = run.created.format(&Rfc3339).unwrap_or_default();
    json!({
        "id": run.id, "name": run.name, "node_id": node_id("WFR", run.id), "check_suite_id": suite,
        "check_suite_node_id": node_id("CS", suite), "head_branch": run.head_branch, "head_sha": run.head_sha,
        "path": format!(".github/workflows/{}", run.workflow_file), "display_title": run.name,
        "run_number": run.number, "run_attempt": run.attempt, "event": run.event, "status": run.status(),
        "conclusion": run.conclusion, "workflow_id": workflow, "url": url,
        "html_url": ask.page_url(&format!("/actions/runs/{}", run.id)), "pull_requests": [],
        "created_at": stamp(run.created), "updated_at": stamp(updated), "run_started_at": stamp(run.created),
        "actor": actor, "triggering_actor": actor, "referenced_workflows": [],
        "jobs_url": format!("{url}/jobs"), "logs_url": format!("{url}/logs"),
        "check_suite_url": ask.url(&format!("/check-suites/{suite}")), "artifacts_url": format!("{url}/artifacts"),
        "cancel_url": format!("{url}/cancel"), "rerun_url": format!("{url}/rerun"),
        "previous_attempt_url": (run.attempt > 1).then(|| format!("{url}/attempts/{}", run.attempt - 1)),
        "workflow_url": ask.url(&format!("/actions/workflows/{workflow}")),
        "head_commit": {
            "id": run.head_sha, "tree_id": run.head_sha, "message": run.name, "timestamp": written, "author": author,
            "committer": author,
        },
        "repository": repository::minimal(ask), "head_repository": repository::minimal(ask),
    })
}
