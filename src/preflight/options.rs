use crate::record::RuleMode;

/// What of a release decides which checks are made, and what a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreflightOptions {
    /// Whether what is only a warning stops the release.
    pub strict: bool,
    /// What is done about a production that is unhealthy already.
    pub unhealthy_before: RuleMode,
    /// Whether the swap is a multi-phase swap.
    pub multi_phase: bool,
}
