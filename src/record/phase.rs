use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The phases of a release, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The package is made and its digest known.
    Package,
    /// A token is obtained and the app is found.
    SignIn,
    /// The preflight checks run.
    Preflight,
    /// A missing slot is created.
    CreateSlot,
    /// The settings of the slot are written, where the release brings some.
    Settings,
    /// The package is deployed to the slot.
    Deliver,
    /// The slot is proved to run it.
    Prove,
    /// The slot is probed.
    Probe,
    /// The ticket is compared with Azure's current state.
    Fence,
    /// A multi-phase swap is prepared, and the slot is probed with production's settings.
    Preview,
    /// Production is drained.
    Drain,
    /// Slot and production are swapped.
    Swap,
    /// The swap is read back.
    Verify,
    /// Production is watched.
    Watch,
    /// The old version in the slot is held or stopped.
    OldVersion,
    /// Production is rolled back.
    RollBack,
    /// An interrupted release is recovered.
    Reconcile,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 17] = [
        Phase::Package,
        Phase::SignIn,
        Phase::Preflight,
        Phase::CreateSlot,
        Phase::Settings,
        Phase::Deliver,
        Phase::Prove,
        Phase::Probe,
        Phase::Fence,
        Phase::Preview,
        Phase::Drain,
        Phase::Swap,
        Phase::Verify,
        Phase::Watch,
        Phase::OldVersion,
        Phase::RollBack,
        Phase::Reconcile,
    ];

    /// Its name in the journal, and as an input.
    pub fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::SignIn => "sign-in",
            Self::Preflight => "preflight",
            Self::CreateSlot => "create-slot",
            Self::Settings => "settings",
            Self::Deliver => "deliver",
            Self::Prove => "prove",
            Self::Probe => "probe",
            Self::Fence => "fence",
            Self::Preview => "preview",
            Self::Drain => "drain",
            Self::Swap => "swap",
            Self::Verify => "verify",
            Self::Watch => "watch",
            Self::OldVersion => "old-version",
            Self::RollBack => "roll-back",
            Self::Reconcile => "reconcile",
        }
    }

    /// Its name, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Package => "Package",
            Self::SignIn => "Sign in",
            Self::Preflight => "Preflight",
            Self::CreateSlot => "Create the slot",
            Self::Settings => "Settings of the slot",
            Self::Deliver => "Deliver to the slot",
            Self::Prove => "Prove it is running",
            Self::Probe => "Probe the slot",
            Self::Fence => "Fence",
            Self::Preview => "Preview with production's settings",
            Self::Drain => "Drain production",
            Self::Swap => "Swap",
            Self::Verify => "Verify",
            Self::Watch => "Watch production",
            Self::OldVersion => "The old version in the slot",
            Self::RollBack => "Roll back",
            Self::Reconcile => "Recover the release",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// The state of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// In progress.
    Running,
    /// It ended well.
    Done,
    /// The release ended in it.
    Failed,
}

/// When a phase ran and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseEntry {
    /// Which.
    pub name: Phase,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Its state.
    pub state: PhaseState,
}

impl PhaseEntry {
    /// When it ended, as far as it has.
    pub fn ended(&self) -> OffsetDateTime {
        self.started + Duration::try_from_secs_f64(self.seconds).unwrap_or_default()
    }
}
