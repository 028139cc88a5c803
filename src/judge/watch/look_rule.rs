use super::WatchRules;
use crate::record::{Basis, RuleMode, Tick, WatchSpec};

/// The result of one measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signal {
    /// Measured, and good.
    Good,
    /// Measured, and bad; one clause.
    Bad(String),
    /// Measured, and neither; one clause.
    Neither(String),
    /// Not measured; one clause.
    Unmeasured(String),
}

/// A rule that judges each measurement by itself.
pub(super) struct LookRule {
    /// Its name, as in `slot-deploy.yml`.
    pub id: &'static str,
    /// Its mode.
    pub mode: fn(&WatchSpec) -> RuleMode,
    /// Whether it applies.
    pub applies: fn(&WatchRules) -> bool,
    /// The basis of a verdict that needs it.
    pub carries: Basis,
    /// What it sees.
    pub see: fn(&Tick) -> Signal,
}
