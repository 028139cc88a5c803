use crate::azure::{RoleFor, Ways, When};
use crate::record::{AfterRelease, RuleMode};

/// What of a release decides which checks are made, and what a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreflightOptions {
    /// Of which command.
    pub role_for: RoleFor,
    /// Whether a probe uses a key of a function.
    pub function_keys: bool,
    /// Whether a probe uses a key of the host.
    pub host_keys: bool,
    /// Whether it only looks, as `check` and dry runs do: then more is looked at, and what that costs no release waits for.
    pub is_check: bool,
    /// Whether what is only a warning stops the release.
    pub strict: bool,
    /// What is done about a production that is unhealthy already.
    pub unhealthy_before: RuleMode,
    /// Whether the swap is a multi-phase swap.
    pub multi_phase: bool,
    /// Whether production is drained before the swap.
    pub drain: bool,
    /// Whether triggers are held in the slot while it is staged.
    pub hold: bool,
    /// What becomes of the old version in the slot after a release.
    pub after: AfterRelease,
    /// Whether the package is delivered by a URL in a blob container.
    pub package_url: bool,
    /// Whether the slot builds what it is sent.
    pub server_build: bool,
    /// Whether it is to be put on the slot's own share.
    pub site_package: bool,
    /// Whether a missing slot is created.
    pub creates_slot: bool,
    /// Whether it writes properties of the slot's site.
    pub site: bool,
    /// Whether it writes settings of the slot.
    pub settings: bool,
    /// Whether it makes settings sticky.
    pub sticky_names: bool,
}

impl PreflightOptions {
    /// What decides which actions it needs on both sides.
    pub(super) fn ways(&self) -> Ways {
        let of = |holds: bool, when: When| holds.then_some(when);
        let ways = [
            of(self.function_keys, When::FunctionKeys),
            of(self.host_keys, When::HostKeys),
            of(self.multi_phase, When::Preview),
            of(self.drain, When::Drain),
            of(self.hold, When::Hold),
            of(self.after == AfterRelease::Hold, When::AfterHold),
            of(self.after == AfterRelease::Stop, When::AfterStop),
            of(self.package_url, When::PackageUrl),
            of(self.site_package, When::SitePackage),
            of(self.creates_slot, When::CreateSlot),
            of(self.site, When::Site),
            of(self.settings, When::Settings),
            of(self.sticky_names, When::StickyNames),
        ];
        Ways::of(ways.into_iter().flatten())
    }

    /// Whether it starts a slot that it finds stopped, before it delivers to it: where a release leaves it so, and what is asked for is
    /// a delivery.
    pub(super) fn starts_a_stopped_slot(&self) -> bool {
        self.after == AfterRelease::Stop && matches!(self.role_for, RoleFor::Release | RoleFor::Stage)
    }

    /// What is done about a finding that only warns, where what it says is meant.
    pub(super) fn if_it_is_meant(&self) -> &'static str {
        if self.strict { "release without `strict`" } else { "there is nothing to fix" }
    }
}
