//! Checks of the app, its plan, its slots, and operations on them.

pub(super) mod auto_swap;
pub(super) mod both_running;
pub(super) mod function_app;
pub(super) mod lock;
pub(super) mod pending_operation;
pub(super) mod plan_has_slots;
pub(super) mod portal_is_read_only;
pub(super) mod prepared_swap;
pub(super) mod production_healthy;
pub(super) mod room_on_plan;
pub(super) mod same_plan;
pub(super) mod site_properties;
pub(super) mod slot_exists;
