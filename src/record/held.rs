use serde::{Deserialize, Serialize};

use super::ContentIdentity;

/// What the two sides held at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Production's content.
    pub production: ContentIdentity,
    /// The slot's content.
    pub slot: ContentIdentity,
    /// `slotSwapStatus.timestampUtc` of production: when Azure last completed a swap; `None` when
    /// never, or not read.
    pub swap_stamp: Option<String>,
}

/// The result of a swap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reading")]
pub enum SwapReading {
    /// Production runs what the slot held, and the slot holds what production ran.
    Swapped,
    /// Both sides are as before, and no operation is in progress.
    NotSwapped,
    /// Azure completed a swap, and both sides are as before: Azure or another client reverted it.
    PutBack,
    /// Production runs neither what it ran nor what the slot held.
    WrongContent,
    /// It is unknown, for now or for good.
    Undecided {
        /// Why, in one clause.
        reason: String,
    },
}
