mod commands;
mod container;
mod elsewhere;
mod production;
mod slot;

use super::Permission;

/// Every action that some command needs.
pub fn permissions() -> impl Iterator<Item = &'static Permission> {
    [production::ACTIONS, slot::ACTIONS, elsewhere::ACTIONS, container::ACTIONS].into_iter().flatten()
}
