use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The phases of a release, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The package is made and its digest known.
    Package,
    /// A token is had, and the app found.
    SignIn,
    /// Nothing stands in the way.
    Preflight,
    /// The package reaches the slot.
    Deliver,
    /// The slot runs it.
    Prove,
    /// The slot answers as asked.
    Probe,
    /// What is there now is held against what was staged.
    Fence,
    /// The slot runs, and is probed, with production's settings.
    Preview,
    /// Production takes no new events, and what runs there comes to its end.
    Drain,
    /// Slot and production change places.
    Swap,
    /// It is read back that they did.
    Verify,
    /// Production is observed.
    Watch,
    /// Production gets back what it served before.
    RollBack,
    /// What a run left behind that was cut short is read back.
    Reconcile,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 14] = [
        Phase::Package,
        Phase::SignIn,
        Phase::Preflight,
        Phase::Deliver,
        Phase::Prove,
        Phase::Probe,
        Phase::Fence,
        Phase::Preview,
        Phase::Drain,
        Phase::Swap,
        Phase::Verify,
        Phase::Watch,
        Phase::RollBack,
        Phase::Reconcile,
    ];

    /// Its name, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Package => "Package",
            Self::SignIn => "Sign in",
            Self::Preflight => "Preflight",
            Self::Deliver => "Deliver to the slot",
            Self::Prove => "Prove it is running",
            Self::Probe => "Probe the slot",
            Self::Fence => "Fence",
            Self::Preview => "Preview with production's settings",
            Self::Drain => "Drain production",
            Self::Swap => "Swap",
            Self::Verify => "Verify",
            Self::Watch => "Watch production",
            Self::RollBack => "Roll back",
            Self::Reconcile => "Read back what was left",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// How a phase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// It goes on.
    Running,
    /// It ended well.
    Done,
    /// The release ended in it.
    Failed,
}

/// When a phase was and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseEntry {
    /// Which.
    pub name: Phase,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How it stands.
    pub state: PhaseState,
}
