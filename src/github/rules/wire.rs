//! The answers, as far as they are used (`environment`, `repository-rule-detailed`, `check-run` of GitHub's description).

use serde::Deserialize;

use crate::github::protection::{self, CommitCheck, DeploymentBranches, EnvironmentRules};

#[derive(Deserialize)]
pub(super) struct Environment {
    #[serde(default)]
    protection_rules: Vec<Rule>,
    can_admins_bypass: bool,
    deployment_branch_policy: Option<BranchPolicy>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    prevent_self_review: bool,
    wait_timer: Option<u32>,
}

#[derive(Deserialize)]
struct BranchPolicy {
    protected_branches: bool,
}

impl Environment {
    pub(super) fn rules(self) -> EnvironmentRules {
        let mut reviews = self.protection_rules.iter().filter(|rule| rule.kind == "required_reviewers").peekable();
        EnvironmentRules {
            has_reviewers: reviews.peek().is_some(),
            admins_bypass: self.can_admins_bypass,
            self_review: !reviews.any(|rule| rule.prevent_self_review),
            wait_minutes: self.protection_rules.iter().filter_map(|rule| rule.wait_timer).max().unwrap_or_default(),
            branches: match self.deployment_branch_policy {
                None => DeploymentBranches::All,
                Some(policy) if policy.protected_branches => DeploymentBranches::Protected,
                Some(_) => DeploymentBranches::Listed,
            },
        }
    }
}

#[derive(Deserialize)]
pub(super) struct BranchRule {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    #[serde(default)]
    required_status_checks: Vec<RequiredCheck>,
}

#[derive(Deserialize)]
struct RequiredCheck {
    context: String,
}

impl BranchRule {
    pub(super) fn rule(self) -> protection::BranchRule {
        let checks = self.parameters.required_status_checks.into_iter().map(|check| check.context).collect();
        protection::BranchRule { kind: self.kind, checks }
    }
}

#[derive(Deserialize)]
pub(super) struct CheckRuns {
    pub total_count: usize,
    pub check_runs: Vec<CheckRun>,
}

#[derive(Deserialize)]
pub(super) struct CheckRun {
    id: u64,
    name: String,
    conclusion: Option<String>,
    html_url: Option<String>,
    app: Option<App>,
}

#[derive(Deserialize)]
struct App {
    id: u64,
}

impl CheckRun {
    pub(super) fn check(self) -> CommitCheck {
        CommitCheck {
            app: self.app.map(|app| app.id).unwrap_or_default(),
            name: self.name,
            id: self.id,
            conclusion: self.conclusion,
            page: self.html_url.unwrap_or_default(),
        }
    }
}
