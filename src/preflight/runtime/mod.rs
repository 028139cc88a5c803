//! Checks of the Functions host and the language.

pub(super) mod host_version;
pub(super) mod stack_version;
