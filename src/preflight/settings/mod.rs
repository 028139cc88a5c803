//! Checks of app settings and connection strings.

pub(super) mod app_configuration_references;
mod asked_of;
pub(super) mod connection_form;
pub(super) mod connections_exist;
pub(super) mod connections_stay;
pub(super) mod content_moves;
pub(super) mod disabled_stays;
pub(super) mod host_storage_stays;
pub(super) mod key_vault_references;
pub(super) mod keys_in_connections;
pub(super) mod new_slot_settings;
pub(super) mod no_server_build;
pub(super) mod old_build_settings;
pub(super) mod overrides_agree;
mod reference_words;
mod references;
pub(super) mod required_settings;
pub(super) mod secured_storage;
pub(super) mod server_build;
pub(super) mod settings_gained;
pub(super) mod settings_kept;
pub(super) mod used_connections;
