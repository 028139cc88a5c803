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
    /// A `storage-container` is given.
    Container,
    /// The package reaches the slot by a URL.
    PackageUrl,
    /// The package is put on the share of the slot.
    SitePackage,
    /// Functions that events start are watched by their telemetry.
    Events,
}

impl When {
    const ALL: [Self; 10] = [
        Self::Always,
        Self::GroupNotGiven,
        Self::FunctionKeys,
        Self::HostKeys,
        Self::Preview,
        Self::Drain,
        Self::Container,
        Self::PackageUrl,
        Self::SitePackage,
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
            Self::Container => Some("a `storage-container` is given"),
            Self::PackageUrl => Some("the package is delivered by a URL (`strategy`)"),
            Self::SitePackage => Some("`strategy: site-package`"),
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
