use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem};
use crate::doors::Reply;
use crate::state::{JobRun, WorkflowRun};

const PAGE: &str = "/actions/workflow-jobs";

/// The jobs of a run: of its newest attempt, or of all.
pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let Some(run) = run(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    let all = ask.incoming.parameter("filter").as_deref() == Some("all");
    let jobs: Vec<&JobRun> = run.jobs.iter().filter(|job| all || job.attempt == run.attempt).collect();
    page::counted(ask, "jobs", &jobs, |job| shape(ask, &run, job))
}

pub(super) fn list_of_attempt(ask: &mut Ask<'_>) -> Reply {
    let attempt = ask.number(4).unwrap_or_default();
    let Some(run) = run(ask).filter(|run| (1..=run.attempt).contains(&attempt)) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    let jobs: Vec<&JobRun> = run.jobs.iter().filter(|job| job.attempt == attempt).collect();
    page::counted(ask, "jobs", &jobs, |job| shape(ask, &run, job))
}

fn run(ask: &Ask<'_>) -> Option<WorkflowRun> {
    let id = ask.number(2)?;
    ask.github().all_runs().into_iter().find(|run| run.id == id)
}

fn shape(ask: &Ask<'_>, run: &WorkflowRun, job: &JobRun) -> Value {
    let JobRun { id, .. } = job;
    json!({
        "id": id, "run_id": run.id, "run_url": ask.url(&format!("/actions/runs/{}", run.id)),
        "run_attempt": job.attempt, "node_id": node_id("CR", *id), "head_sha": run.head_sha,
        "url": ask.url(&format!("/actions/jobs/{id}")),
        "html_url": ask.page_url(&format!("/actions/runs/{}/job/{id}", run.id)), "status": job.status(),
        "conclusion": job.conclusion, "created_at": stamp(job.started), "started_at": stamp(job.started),
        "completed_at": job.ended.map(stamp), "name": job.name, "steps": [],
        "check_run_url": ask.url(&format!("/check-runs/{id}")), "labels": ["ubuntu-latest"], "runner_id": 1,
        "runner_name": "GitHub Actions 1", "runner_group_id": 0, "runner_group_name": "GitHub Actions",
        "workflow_name": run.name, "head_branch": run.head_branch,
    })
}
