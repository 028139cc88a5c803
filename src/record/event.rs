use serde::{Deserialize, Serialize};

use super::{Came, Change, Groundwork, Held, Outcome, PackageSwitch, Phase, PhaseState};

/// What happens in a run. Every report of a run follows from these: the journal is the list of
/// them, and what a run that was cut short left behind is their fold ([`crate::judge::Reached`]).
///
/// The journal holds the serialised form, with the names that journals have had since the first version: a variant or a field
/// may be added (with a default), and none may be renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "kebab-case")]
pub enum Event {
    /// A run begins.
    #[serde(rename = "begin")]
    Opened(Opening),
    /// A phase begins.
    #[serde(rename = "phase")]
    Began(Phase),
    /// The current phase ends. For people: it is in the record, and not in the journal.
    #[serde(rename = "phase-end")]
    PhaseEnded {
        /// How.
        state: PhaseState,
        /// What came of it, in one line.
        line: String,
    },
    /// What another run left behind is gone on with.
    #[serde(rename = "took-over")]
    TookOver(Inheritance),
    /// A change of Azure is about to be requested.
    #[serde(rename = "intent")]
    Intended(Change),
    /// Azure accepted the swap that was announced last, and names where it is asked how that stands.
    Accepted {
        /// The URL of the operation, as Azure signed it.
        location: String,
    },
    /// It is known what came of a change, or that this cannot be known.
    #[serde(rename = "done")]
    Done(Came),
    /// Something did not go as wished, and changes nothing. For people as well.
    #[serde(rename = "warning")]
    Warned(String),
    /// The run ends.
    #[serde(rename = "end")]
    Ended {
        /// How.
        outcome: Outcome,
        /// Whether that is final, or recovery is outstanding.
        #[serde(rename = "final")]
        is_final: bool,
    },
}

/// Which run it is that begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The form of the journal; journals of the first form do not say it.
    #[serde(default = "first_form")]
    pub schema: u32,
    /// The release.
    pub release: String,
    /// The app.
    pub app: String,
    /// The slot that is deployed to.
    pub slot: String,
    /// The side that serves users.
    pub target: String,
    /// The commit.
    pub commit: Option<String>,
}

impl Opening {
    /// The form of the journal.
    pub const SCHEMA: u32 = 2;
}

fn first_form() -> u32 {
    1
}

/// What is known of a run that left no journal within reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inheritance {
    /// What both sides held before its swap; `None`: it had not got that far.
    pub held: Option<Held>,
    /// It was read back that its swap was made.
    #[serde(default)]
    pub swap_read_back: bool,
    /// Azure's stamp on that swap.
    #[serde(default)]
    pub stamp: Option<String>,
    /// By which package the slot may run since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<PackageSwitch>,
    /// What it may have done to either side for its swap.
    pub groundwork: Groundwork,
    /// Which content is the former one is not certain, so only a person may swap back.
    #[serde(default)]
    pub only_a_person_swaps_back: bool,
    /// It was a rollback on request: `held` is as before the release that it takes back, and it may have swapped back.
    #[serde(default)]
    pub swaps_back: bool,
}

impl Event {
    /// Whether recovery needs it: it is in the journal, and the record is kept as it is at this point. A warning is not: recovery draws nothing from it, and one that comes after the end,
    /// such as of a GitHub Deployment that could not be told, would take the place of the last word.
    pub fn is_journaled(&self) -> bool {
        !matches!(self, Self::PhaseEnded { .. } | Self::Warned(_))
    }

    /// Whether the run waits until it is on disk: a change is requested only after its announcement, and the end is reported
    /// only after it was recorded.
    pub fn is_durable(&self) -> bool {
        matches!(
            self,
            Self::TookOver(_) | Self::Intended(_) | Self::Accepted { .. } | Self::Done(_) | Self::Ended { .. }
        )
    }
}
