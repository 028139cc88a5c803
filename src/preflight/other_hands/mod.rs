//! Other tools that would undo a release when they are applied next.

pub(super) mod build_settings;
pub(super) mod content_share;
pub(super) mod direct_deploy;
mod of_checkout;
pub(super) mod package_pointer;
pub(super) mod sticky_names;
