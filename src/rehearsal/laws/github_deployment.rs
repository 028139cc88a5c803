//! What becomes of deployments on GitHub (GitHub's OpenAPI description of `repos/create-deployment`,
//! `repos/create-deployment-status`, `repos/delete-deployment`; facts: github-rest).

use time::OffsetDateTime;

use crate::state::{Branch, CommitStatus, Environment, GitHub, GitHubStatus, JobPhase, Standing};

/// Why a deployment is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDeployed {
    /// There is no such ref.
    NoRef,
    /// The default branch was merged into the ref instead.
    Merged,
    /// It could not be merged.
    Conflict,
    /// Not all required contexts are green; these are not.
    NotGreen(Vec<CommitStatus>),
}

/// The commit that a ref stands for: a known branch or tag, or a whole commit id.
pub fn resolve(github: &GitHub, reference: &str) -> Option<Branch> {
    let short = reference.trim_start_matches("refs/heads/").trim_start_matches("refs/tags/");
    let named = github.branches.iter().find(|branch| branch.name == short).cloned();
    let whole = || Branch { name: reference.to_owned(), sha: reference.to_owned(), standing: Standing::UpToDate };
    named.or_else(|| (reference.len() == 40).then(whole))
}

/// Whether a deployment of a ref may be made. `required`: the contexts that have to be green; `None`
/// means all there are, and the job that asks is itself one of them, and not green yet.
pub fn admit(
    github: &GitHub,
    reference: &str,
    auto_merge: bool,
    required: Option<&[String]>,
    now: OffsetDateTime,
) -> Result<Branch, NotDeployed> {
    let branch = resolve(github, reference).ok_or(NotDeployed::NoRef)?;
    match branch.standing {
        Standing::Behind if auto_merge => return Err(NotDeployed::Merged),
        Standing::Conflicting if auto_merge => return Err(NotDeployed::Conflict),
        _ => {}
    }
    let known = contexts(github, &branch.sha, now);
    let wanted: Vec<CommitStatus> = match required {
        None => known,
        Some(names) => names.iter().map(|name| named(&known, name, &branch.sha)).collect(),
    };
    let missing: Vec<CommitStatus> = wanted.into_iter().filter(|status| status.state != "success").collect();
    if missing.is_empty() { Ok(branch) } else { Err(NotDeployed::NotGreen(missing)) }
}

fn contexts(github: &GitHub, sha: &str, now: OffsetDateTime) -> Vec<CommitStatus> {
    let own = (github.job.phase(now) == JobPhase::InProgress).then(|| CommitStatus {
        sha: sha.to_owned(),
        context: github.job.name.clone(),
        state: "pending".to_owned(),
    });
    github.commit_statuses.iter().filter(|status| status.sha == sha).cloned().chain(own).collect()
}

fn named(known: &[CommitStatus], context: &str, sha: &str) -> CommitStatus {
    let absent = || CommitStatus { sha: sha.to_owned(), context: context.to_owned(), state: "pending".to_owned() };
    known.iter().rev().find(|status| status.context == context).cloned().unwrap_or_else(absent)
}

/// An environment is made by its first deployment.
pub fn ensure_environment(github: &mut GitHub, name: &str, now: OffsetDateTime) {
    if github.environment(name).is_none() {
        let id = github.new_id();
        let name = name.to_owned();
        github.environments.push(Environment {
            id,
            name,
            wait_minutes: None,
            branch_patterns: Vec::new(),
            protected_branches_only: false,
            prevent_self_review: false,
            reviewers: Vec::new(),
            admins_bypass: true,
            created: now,
        });
    }
}

/// Adds a status to the deployment of this index. A success ends those before it that succeeded in
/// the same environment, unless that is transient or production.
pub fn add_status(github: &mut GitHub, index: usize, status: GitHubStatus, auto_inactive: bool) {
    let now = status.created;
    let succeeded = status.state == "success";
    let Some(deployment) = github.deployments.get_mut(index) else {
        return;
    };
    deployment.environment = status.environment.clone();
    let environment = status.environment.clone();
    deployment.statuses.push(status);
    if !(succeeded && auto_inactive) {
        return;
    }
    for prior in 0..index {
        let other = &github.deployments[prior];
        let ends = other.environment == environment
            && !other.transient
            && !other.production
            && other.state() == Some("success");
        if ends {
            let id = github.new_id();
            github.deployments[prior].statuses.push(GitHubStatus {
                id,
                state: "inactive".to_owned(),
                description: String::new(),
                environment: environment.clone(),
                environment_url: String::new(),
                log_url: String::new(),
                created: now,
            });
        }
    }
}

/// Whether a deployment may be deleted: one that is not active, or the only one of its environment.
/// Active is one whose newest status is a success; any other status ends that.
pub fn may_delete(github: &GitHub, index: usize) -> bool {
    let Some(deployment) = github.deployments.get(index) else {
        return false;
    };
    let others = github.deployments.iter().filter(|other| other.environment == deployment.environment).count();
    deployment.state() != Some("success") || others <= 1
}
