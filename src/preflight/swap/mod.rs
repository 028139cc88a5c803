//! Checks of what a swap does to this app.

pub(super) mod executions_end;
pub(super) mod functions_kept;
pub(super) mod host_ids_of_slots;
pub(super) mod key_storage;
pub(super) mod live_triggers;
pub(super) mod own_host_id;
pub(super) mod own_task_hub;
pub(super) mod preview_site_auth;
pub(super) mod preview_triggers;
pub(super) mod running_orchestrations;
pub(super) mod slot_as_protected;
pub(super) mod warm_up_tells;
pub(super) mod way_back;
