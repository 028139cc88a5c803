//! Finishes what a run left behind that was cut short.

mod incomplete;
mod lost_run;
mod reconcile;
mod unrecorded_switch;

pub use incomplete::incomplete_and_unread;
