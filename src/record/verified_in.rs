use std::time::Duration;

/// Where, for how long and how lately a content has to have been verified before it is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedIn {
    /// The environment of the GitHub Deployments of that release.
    pub environment: String,
    /// So long ago at least.
    pub at_least: Duration,
    /// So long ago at most.
    pub within: Duration,
}
