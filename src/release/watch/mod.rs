//! Watches production after a change, beside what is usual for it.

mod baseline;
mod before;
mod control;
mod executions;
mod expected;
mod first_minute;
mod look;
mod looks;
mod seen;
mod slower;
mod traffic;

pub(super) use expected::{Expected, held_by_the_slot_alone};
