//! Checks of the container of packages, and the setting that names one.

pub(super) mod package_readable;
pub(super) mod package_setting_moves;
pub(super) mod package_store;
