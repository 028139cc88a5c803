//! Checks of whether this runner reaches what it has to.

pub(super) mod runner_reach;
pub(super) mod scm_reachable;
pub(super) mod slot_reachable;
