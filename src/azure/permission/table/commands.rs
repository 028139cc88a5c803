//! Commands that need the same, and how a need is written.

use crate::azure::permission::RoleFor::{self, Check, Diff, Gc, Layer, Promote, Reconcile, Release, Rollback, Stage};
use crate::azure::permission::{Need, When, Without};

/// All that look at an app.
pub(super) const ALL: &[RoleFor] = &[Release, Stage, Promote, Rollback, Reconcile, Check, Layer, Gc];
/// The same, and what reads its settings alone.
pub(super) const EVERYBODY: &[RoleFor] = &[Release, Stage, Promote, Rollback, Reconcile, Check, Diff, Layer, Gc];
/// What looks at both sides of an app.
pub(super) const SIDES: &[RoleFor] = &[Release, Stage, Promote, Rollback, Reconcile, Check, Diff];
/// What makes the checks before anything is changed.
pub(super) const CHECKING: &[RoleFor] = &[Release, Stage, Promote, Check];
/// What brings content to the slot.
pub(super) const STAGING: &[RoleFor] = &[Release, Stage];
/// What begins a swap.
pub(super) const PROMOTING: &[RoleFor] = &[Release, Promote];
/// What swaps, forward or back.
pub(super) const SWAPPING: &[RoleFor] = &[Release, Promote, Rollback, Reconcile];
/// What finishes or takes back what another run has done.
pub(super) const AFTERWARDS: &[RoleFor] = &[Rollback, Reconcile];

pub(super) const fn always(by: &'static [RoleFor], to: &'static str, without: Without) -> Need {
    Need { by, when: When::Always, to, without }
}

pub(super) const fn when(when: When, by: &'static [RoleFor], to: &'static str, without: Without) -> Need {
    Need { by, when, to, without }
}
