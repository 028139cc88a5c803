//! `check --role-json`: the least role that a command needs, from the table of permissions.

use super::{Ending, RoleSettings};
use crate::azure::role_definition;

/// Prints it; nothing else is written, so that it can be a file for `az role definition create`.
pub fn run_role(settings: &RoleSettings) -> Ending {
    Ending::with_output(0, role_definition(settings.command, &settings.ways, settings.scope.as_deref()))
}
