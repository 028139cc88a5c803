//! Checks of the managed identities of both sides, which stay in a swap.

pub(super) mod connection_roles;
pub(super) mod same_identities;
