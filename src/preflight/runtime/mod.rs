//! Checks of the Functions host and the language.

pub(super) mod end_of_support;
pub(super) mod host_version;
pub(super) mod host_version_pinned;
pub(super) mod stack_version;
mod support_dates;
