use super::WatchRules;
use crate::record::{Basis, RuleMode, Tick, WatchSpec};

/// What one look says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// Looked at, and well.
    Good,
    /// Looked at, and wrong; one clause.
    Bad(String),
    /// Looked at, and neither; one clause.
    Neither(String),
    /// It could not be looked at; one clause.
    Unmeasured(String),
}

/// A rule that judges each look by itself.
pub struct LookRule {
    /// Its name, as in `slot-deploy.yml`.
    pub id: &'static str,
    /// What it may do.
    pub mode: fn(&WatchSpec) -> RuleMode,
    /// Whether there is anything for it to look at.
    pub applies: fn(&WatchRules) -> bool,
    /// The basis of a verdict that needs it.
    pub carries: Basis,
    /// What it sees.
    pub see: fn(&Tick) -> Signal,
}
