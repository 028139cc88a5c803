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
    /// Whether production is drained before the swap.
    pub drain: bool,
    /// Whether the package is delivered by a URL in a blob container.
    pub package_url: bool,
    /// Whether the slot builds what it is sent.
    pub server_build: bool,
    /// Whether it is to be put on the slot's own share.
    pub site_package: bool,
    /// Whether nothing but this is done: `check`, which may ask more than a release needs.
    pub is_check: bool,
}

impl PreflightOptions {
    /// What is done about a finding that only warns, where what it says is meant.
    pub(super) fn if_it_is_meant(&self) -> &'static str {
        if self.strict { "release without `strict`" } else { "there is nothing to fix" }
    }
}
