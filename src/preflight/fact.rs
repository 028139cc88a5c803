use std::fmt;

/// One thing that is read of Azure before anything is changed. What a check looks at is declared in its
/// [`About`](super::About), and only what is declared is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The resource of production. Every other fact of production is read at the hosts that it names.
    ProductionSite,
    /// The resource of the slot, likewise.
    SlotSite,
    /// The hosting plan.
    Plan,
    /// The names of the app's slots; listed only when the slot is not there.
    SlotNames,
    /// What production runs.
    ProductionContent,
    /// Production's functions.
    ProductionFunctions,
    /// Production's app settings.
    ProductionSettings,
    /// Production's connection strings.
    ProductionConnectionStrings,
    /// The state of production's host.
    ProductionHost,
    /// Production's requests in the last minutes.
    ProductionTraffic,
    /// Whether the platform signs users in on production.
    ProductionSignIn,
    /// What this identity may do with production.
    ProductionRights,
    /// Production's `host.json`; read only where Durable Functions are listed.
    ProductionDurable,
    /// The slot's functions.
    SlotFunctions,
    /// The slot's app settings.
    SlotSettings,
    /// The slot's connection strings.
    SlotConnectionStrings,
    /// The slot's `host.json`, likewise.
    SlotDurable,
    /// The slot's configuration.
    SlotConfig,
    /// Whether this machine reaches the slot.
    SlotReach,
    /// Whether the platform signs users in on the slot.
    SlotSignIn,
    /// What this identity may do with the slot.
    SlotRights,
    /// What the slot's SCM site says of the packages on its share; asked only where the settings say that it runs from one.
    SlotPackages,
    /// The names of the sticky settings.
    StickySettings,
    /// What this identity may do with the container of packages.
    PackageAccess,
    /// Which of the identities of both sides may read that container.
    PackageReaders,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProductionSite => "production's resource",
            Self::SlotSite => "the slot's resource",
            Self::Plan => "the hosting plan",
            Self::SlotNames => "the names of the slots, when the slot is not there",
            Self::ProductionContent => "production's content",
            Self::ProductionFunctions => "production's functions",
            Self::ProductionSettings => "production's app settings",
            Self::ProductionConnectionStrings => "production's connection strings",
            Self::ProductionHost => "the state of production's host",
            Self::ProductionTraffic => "production's requests in the last ten minutes",
            Self::ProductionSignIn => "production's sign-in settings",
            Self::ProductionRights => "this identity's rights on production",
            Self::ProductionDurable => "production's host.json, when Durable Functions are listed",
            Self::SlotFunctions => "the slot's functions",
            Self::SlotSettings => "the slot's app settings",
            Self::SlotConnectionStrings => "the slot's connection strings",
            Self::SlotDurable => "the slot's host.json, when Durable Functions are listed",
            Self::SlotConfig => "the slot's configuration",
            Self::SlotReach => "an answer of the slot's host",
            Self::SlotSignIn => "the slot's sign-in settings",
            Self::SlotRights => "this identity's rights on the slot",
            Self::SlotPackages => "the packages on the slot's share, when it runs from one",
            Self::StickySettings => "the names of the sticky settings",
            Self::PackageAccess => "this identity's access to the container of packages",
            Self::PackageReaders => "who may read the container of packages",
        })
    }
}
