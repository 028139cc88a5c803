use serde::{Deserialize, Serialize};

use super::{CreatedSlot, SwapReading};

/// What came of a change that had been announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", content = "came", rename_all = "kebab-case")]
pub enum Came {
    /// Of the slot that was missing.
    CreateSlot(Tried<CreatedSlot>),
    /// Of the roles that its identity was to be given.
    GiveRoles(Tried<Accepted>),
    /// Of the package that was sent to the slot.
    Deploy(Tried<Deployed>),
    /// Of the name that was given to what the server built.
    NameContent(Tried<Accepted>),
    /// Of the settings that were written to the slot.
    ApplySettings(Tried<Accepted>),
    /// Of the properties of the slot's site that were written.
    ApplySite(Tried<Accepted>),
    /// Of those that got their former values back.
    RestoreSite(Tried<Accepted>),
    /// Of the settings that got their former values back.
    RestoreSettings(Tried<Accepted>),
    /// Of the package that the slot got back.
    SwitchBack(Tried<Accepted>),
    /// Of the functions that were to be listed anew.
    SyncTriggers(Tried<Accepted>),
    /// Of the slot's restart.
    Restart(Tried<Accepted>),
    /// Of the triggers that were to be held.
    Hold(Tried<Accepted>),
    /// Of the slot that was to be started.
    Start(Tried<Accepted>),
    /// Of the old version that was to be held or stopped.
    OldVersion(Tried<Accepted>),
    /// Of the first phase of a multi-phase swap.
    Prepare(Tried<ReadBack>),
    /// Of taking it back.
    Reset(Tried<ReadBack>),
    /// Of draining the target.
    Drain(Tried<ReadBack>),
    /// Of letting it take events again.
    Resume(Tried<ReadBack>),
    /// Of the swap.
    Swap(SwapCame),
    /// Of the swap back.
    SwapBack(SwapCame),
}

/// Either what was read back, or why it is not known whether the change was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Tried<T> {
    /// Azure refused, or did not get there in time. The change may have had an effect.
    Failed {
        /// Why, in one sentence.
        failed: String,
    },
    /// It was made.
    Made(T),
}

impl<T> Tried<T> {
    /// What a step that ended so has to say of its change.
    pub fn of<E>(result: &Result<T, E>, says: impl FnOnce(&E) -> String) -> Self
    where
        T: Clone,
    {
        match result {
            Ok(made) => Self::Made(made.clone()),
            Err(error) => Self::Failed { failed: says(error) },
        }
    }
}

/// Azure accepted it; there is nothing more to be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {}

/// A package that reached the slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployed {
    /// Azure's id of the deployment.
    pub deployment: String,
}

/// How a side was found after the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBack {
    /// How.
    pub reading: Standing,
}

/// How a side stands that was changed for a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The slot runs with the target's settings.
    Prepared,
    /// Nothing runs in the target, and it takes no new events.
    Drained,
    /// It is as it was before the change.
    AsBefore,
}

/// What was read back of a swap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapCame {
    /// What the contents of both sides say.
    #[serde(flatten)]
    pub reading: SwapReading,
    /// Azure's stamp on the last swap that it completed, when it was read.
    #[serde(default)]
    pub stamp: Option<String>,
    /// The swap was not this run's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
}

/// Who made a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Azure itself, or another client.
    Others,
}
