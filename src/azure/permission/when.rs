use std::collections::BTreeSet;

/// On what it depends whether an action is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// On nothing.
    Always,
    /// `resource-group` is not given.
    GroupNotGiven,
    /// A probe uses a key of a function.
    FunctionKeys,
    /// A probe uses a key of the host.
    HostKeys,
    /// `swap: preview`
    Preview,
    /// `drain: true`
    Drain,
    /// `hold: true`
    Hold,
    /// `after: hold`
    AfterHold,
    /// `after: stop`
    AfterStop,
    /// A `storage-container` is given.
    Container,
    /// The package reaches the slot by a URL.
    PackageUrl,
    /// The package is put on the share of the slot.
    SitePackage,
    /// `create-slot: true`
    CreateSlot,
    /// `site` is given
    Site,
    /// Settings of the slot are declared.
    Settings,
    /// Sticky settings are declared.
    StickyNames,
    /// Functions that events start are watched by their telemetry.
    Events,
}

impl When {
    const ALL: [Self; 17] = [
        Self::Always,
        Self::GroupNotGiven,
        Self::FunctionKeys,
        Self::HostKeys,
        Self::Preview,
        Self::Drain,
        Self::Hold,
        Self::AfterHold,
        Self::AfterStop,
        Self::Container,
        Self::PackageUrl,
        Self::SitePackage,
        Self::CreateSlot,
        Self::Site,
        Self::Settings,
        Self::StickyNames,
        Self::Events,
    ];

    /// As a clause; `None`: always.
    pub fn clause(self) -> Option<&'static str> {
        match self {
            Self::Always => None,
            Self::GroupNotGiven => Some("`resource-group` is not given"),
            Self::FunctionKeys => Some("a probe uses a `function_key`"),
            Self::HostKeys => Some("a probe uses a `host_key`"),
            Self::Preview => Some("`swap: preview`"),
            Self::Drain => Some("`drain: true`"),
            Self::Hold => Some("`hold: true`"),
            Self::AfterHold => Some("`after: hold`"),
            Self::AfterStop => Some("`after: stop`"),
            Self::Container => Some("a `storage-container` is given"),
            Self::PackageUrl => Some("the package is delivered by a URL (`strategy`)"),
            Self::SitePackage => Some("`strategy: site-package`"),
            Self::CreateSlot => Some("`create-slot: true`"),
            Self::Site => Some("`site` is given"),
            Self::Settings => Some("`settings` or `remove` is given"),
            Self::StickyNames => Some("`sticky` is given"),
            Self::Events => Some("the app has functions that events start"),
        }
    }
}

/// What holds of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways(BTreeSet<When>);

impl Ways {
    /// Everything: each way of releasing there is.
    pub fn all() -> Self {
        Self(When::ALL.into())
    }

    /// Just these.
    pub fn of(ways: impl IntoIterator<Item = When>) -> Self {
        Self(ways.into_iter().chain([When::Always]).collect())
    }

    /// Whether this holds.
    pub fn hold(&self, when: When) -> bool {
        self.0.contains(&when)
    }
}
