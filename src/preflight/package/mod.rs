//! Checks of where packages lie, the container or the share, and of the setting that names one.

pub(super) mod package_readable;
pub(super) mod package_setting_moves;
pub(super) mod package_store;
pub(super) mod scm_takes_packages;
pub(super) mod site_packages_possible;
