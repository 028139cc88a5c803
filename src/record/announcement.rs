use serde::{Deserialize, Serialize};

use super::{AfterRelease, Digest, FilesMark, GivenRole, Held, PackageSwitch, SettingsMark, SettingsWrite, SiteWrite};

/// An announced change of Azure: written before its request, with what recovery needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", content = "with", rename_all = "kebab-case")]
pub enum Change {
    /// A slot that is missing is created.
    CreateSlot {
        /// The slot.
        slot: String,
    },
    /// The identity of the created slot is given roles that production's has.
    GiveRoles {
        /// The slot.
        slot: String,
        /// The object id of its identity.
        identity: String,
        /// The roles.
        roles: Vec<GivenRole>,
    },
    /// The package is sent to the slot.
    Deploy {
        /// The slot.
        slot: String,
        /// The content digest of the package.
        digest: Digest,
        /// Where the slot is switched to a package at a URL. Journals of former versions do not say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switch: Option<PackageSwitch>,
    },
    /// Settings of the slot are written, and names made sticky.
    ApplySettings(SettingsWrite),
    /// Properties of the slot's site are written.
    ApplySite(SiteWrite),
    /// They get their former values back.
    RestoreSite {
        /// The slot.
        slot: String,
    },
    /// The settings that were written get their former values back.
    RestoreSettings {
        /// The slot.
        slot: String,
    },
    /// The slot gets back the package that it ran from before.
    SwitchBack {
        /// The slot.
        slot: String,
    },
    /// What the server built in the slot gets the name of its content.
    NameContent {
        /// The slot.
        slot: String,
        /// The content digest, as it was read back.
        digest: Digest,
    },
    /// The slot's host lists its functions anew.
    SyncTriggers {
        /// The slot.
        slot: String,
    },
    /// The slot is restarted.
    Restart {
        /// The instances that still run what they ran before.
        instances: Vec<String>,
    },
    /// Triggers in the slot are held by settings, before anything is delivered or probed. They stay held, however the release ends.
    Hold {
        /// The slot.
        slot: String,
        /// The functions.
        functions: Vec<String>,
    },
    /// The slot, which is stopped, is started.
    Start {
        /// The slot.
        slot: String,
    },
    /// The release is verified, and the old version in the slot is held or stopped.
    OldVersion {
        /// The slot.
        slot: String,
        /// What is done with it.
        after: AfterRelease,
    },
    /// The slot gets the target's settings (the first phase of a multi-phase swap).
    Prepare {
        /// The slot.
        slot: String,
        /// The side that serves users.
        target: String,
        /// The settings of both sides before, when they could be read.
        settings: Option<SettingsMark>,
    },
    /// The prepared multi-phase swap is reset.
    Reset {
        /// The slot.
        slot: String,
        /// The side that serves users.
        target: String,
    },
    /// The target takes no new events.
    Drain {
        /// The side that serves users.
        target: String,
    },
    /// The target takes events again.
    Resume {
        /// The side that serves users.
        target: String,
    },
    /// The slot's content goes to the target.
    Swap(SwapPlan),
    /// The target gets back what it served before.
    SwapBack(SwapPlan),
}

/// An announced swap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapPlan {
    /// The slot.
    pub slot: String,
    /// The side that serves users.
    pub target: String,
    /// What both sides hold before it.
    pub held: Held,
    /// The number of this request for the swap.
    pub request: u32,
    /// The files that go to production, when they could be listed; journals of former versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FilesMark>,
}
