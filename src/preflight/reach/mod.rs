//! Checks of whether this runner reaches what it has to.

pub(super) mod slot_reachable;
