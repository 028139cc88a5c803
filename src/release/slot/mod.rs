//! The life of the slot beside what is delivered to it: its triggers are held, and it is started and stopped.

mod hold;
mod old_version;
mod start;

pub(super) use hold::{Held, still_to_hold, switched_off};
pub(super) use start::LONGEST_START;
