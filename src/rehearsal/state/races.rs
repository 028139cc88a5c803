use serde::{Deserialize, Serialize};

/// How the platform's own work overlaps, where a world says so: nothing of it is recorded, and nothing forbids it (facts:
/// settings-restart; facts: swap-effects; facts: functions-host).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Races {
    /// Of several instances, each starts so many seconds after the one before.
    pub instances_apart: u64,
    /// An SCM site that is away cuts connections at first, before it answers 503.
    pub scm_resets: bool,
    /// `slotSwapStatus` is written so many seconds after routing was switched.
    pub swap_stamp_late: u64,
    /// The host restarts by itself once more in the second in which a deployment ends.
    pub restarts_with_deployments: bool,
}
