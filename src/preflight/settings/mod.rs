//! Checks of app settings and connection strings.

pub(super) mod connections_exist;
pub(super) mod content_moves;
pub(super) mod disabled_stays;
pub(super) mod no_server_build;
pub(super) mod server_build;
