use std::collections::BTreeMap;

use super::{GitHub, JobTrigger};

impl GitHub {
    /// The subject of the job's OIDC tokens.
    pub fn subject(&self) -> String {
        let Some(keys) = self.subject_template.keys() else {
            return format!("{}:{}", self.subject_prefix(), self.context());
        };
        let claims = self.run_claims();
        let part = |key: &String| match key.as_str() {
            "repo" => self.subject_prefix(),
            "context" => self.context(),
            key => format!("{key}:{}", escaped(claims.get(key).map_or("", String::as_str))),
        };
        keys.iter().map(part).collect::<Vec<_>>().join(":")
    }

    /// `repo:…`, which begins a default subject; with ids where the repository has immutable subjects,
    /// which Enterprise Server does not know.
    pub fn subject_prefix(&self) -> String {
        if self.immutable_subjects && !self.server.is_enterprise_server() {
            format!("repo:{}@{}/{}@{}", self.owner, self.owner_id, self.repository, self.repository_id)
        } else {
            format!("repo:{}", self.full_name())
        }
    }

    /// What follows: the environment, else the pull request, else the ref.
    fn context(&self) -> String {
        match (&self.job.environment, &self.job.trigger) {
            (Some(environment), _) => format!("environment:{}", escaped(environment)),
            (None, JobTrigger::PullRequest { .. }) => "pull_request".to_owned(),
            (None, trigger) => format!("ref:{}", escaped(&trigger.reference())),
        }
    }

    /// What tokens say of the run: every claim that depends neither on time nor on who is addressed.
    pub fn run_claims(&self) -> BTreeMap<String, String> {
        let job = &self.job;
        let reference = job.trigger.reference();
        let workflow = format!("{}/.github/workflows/{}@{reference}", self.full_name(), job.workflow_file);
        let (base, head) = match &job.trigger {
            JobTrigger::PullRequest { head, base, .. } => (base.as_str(), head.as_str()),
            _ => ("", ""),
        };
        let ref_type = match job.trigger {
            JobTrigger::Tag(_) => "tag",
            _ => "branch",
        };
        let protected = job.trigger == JobTrigger::Branch(self.default_branch.clone());
        let job_workflow = job.reusable_workflow.clone().unwrap_or_else(|| workflow.clone());
        let mut claims: BTreeMap<String, String> = [
            ("actor", job.actor.clone()),
            ("actor_id", "583231".to_owned()),
            ("base_ref", base.to_owned()),
            ("check_run_id", job.check_run_id.to_string()),
            ("event_name", job.event().to_owned()),
            ("head_ref", head.to_owned()),
            // Without a reusable workflow both name the same file.
            ("job_workflow_ref", job_workflow),
            ("job_workflow_sha", job.sha.clone()),
            ("ref", reference),
            ("ref_protected", protected.to_string()),
            ("ref_type", ref_type.to_owned()),
            ("repository", self.full_name()),
            ("repository_id", self.repository_id.to_string()),
            ("repository_owner", self.owner.clone()),
            ("repository_owner_id", self.owner_id.to_string()),
            ("repository_visibility", self.visibility.clone()),
            ("run_attempt", job.run_attempt.to_string()),
            ("run_id", job.run_id.to_string()),
            ("run_number", job.run_number.to_string()),
            ("runner_environment", "github-hosted".to_owned()),
            ("sha", job.sha.clone()),
            ("workflow", job.workflow_file.trim_end_matches(".yml").to_owned()),
            ("workflow_ref", workflow),
            ("workflow_sha", job.sha.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        claims.extend(self.properties.iter().map(|(name, value)| (format!("repo_property_{name}"), value.clone())));
        if let Some(environment) = &job.environment {
            claims.insert("environment".to_owned(), environment.clone());
        }
        claims
    }
}

/// Colons separate the parts of a subject, so that those within are written otherwise.
fn escaped(value: &str) -> String {
    value.replace(':', "%3A")
}
