use crate::azure::PlannedSettings;
use crate::github::RepositoryRules;
use crate::runner::{Claims, WorkflowRun};

/// What surrounds a release besides Azure.
#[derive(Clone, Default)]
pub struct Surroundings {
    /// The workflow run that it is a step of.
    pub run: WorkflowRun,
    /// What the environment that is released to is called.
    pub environment: String,
    /// What GitHub said of the job when it signed in; `None` where it signed in otherwise.
    pub claims: Option<Claims>,
    /// The rules of the repository; `None` without a token for GitHub.
    pub rules: Option<RepositoryRules>,
    /// What the release makes of the settings of its slot.
    pub settings: PlannedSettings,
    /// Whether it is rehearsed.
    pub is_rehearsed: bool,
}
