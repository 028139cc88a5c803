//! The life of the slot beside what is delivered to it: its triggers are held, and it is started and stopped.

mod begun;
mod held_by;
mod hold;
mod old_version;
mod start;
mod stays_held;

pub(super) use begun::BegunSlot;
pub(super) use held_by::HeldBy;
pub(super) use hold::{Held, still_to_hold, switched_off};
pub(super) use start::LONGEST_START;
pub(super) use stays_held::say_what_stays_held;
