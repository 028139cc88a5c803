mod container;
mod elsewhere;
mod production;
mod slot;

use super::RoleFor::{self, Check, Gc, Layer, Promote, Reconcile, Release, Rollback, Stage};
use super::{Need, Permission, When, Without};

/// All that look at an app.
const ALL: &[RoleFor] = &[Release, Stage, Promote, Rollback, Reconcile, Check, Layer, Gc];
/// What makes the checks before anything is changed.
const CHECKING: &[RoleFor] = &[Release, Stage, Promote, Check];
/// What brings content to the slot.
const STAGING: &[RoleFor] = &[Release, Stage];
/// What begins a swap.
const PROMOTING: &[RoleFor] = &[Release, Promote];
/// What swaps, forward or back.
const SWAPPING: &[RoleFor] = &[Release, Promote, Rollback, Reconcile];
/// What finishes or takes back what another run has done.
const AFTERWARDS: &[RoleFor] = &[Rollback, Reconcile];

/// Every action that some command needs.
pub fn permissions() -> impl Iterator<Item = &'static Permission> {
    [production::ACTIONS, slot::ACTIONS, elsewhere::ACTIONS, container::ACTIONS].into_iter().flatten()
}

const fn always(by: &'static [RoleFor], to: &'static str, without: Without) -> Need {
    Need { by, when: When::Always, to, without }
}

const fn when(when: When, by: &'static [RoleFor], to: &'static str, without: Without) -> Need {
    Need { by, when, to, without }
}
