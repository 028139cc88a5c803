//! Checks of the GitHub side: the trigger, the job, its environment, the branch and its checks.

pub(super) mod branch_rules;
pub(super) mod commit_checks;
pub(super) mod concurrency;
pub(super) mod environment_branches;
pub(super) mod hostile_trigger;
pub(super) mod laptop;
pub(super) mod reviewers;
pub(super) mod subject;
