//! Exchanges the two sides: the fence, what is done for a swap, the swap itself, and what is read back of it.

mod check_seal;
mod direction;
mod drain;
mod exchange;
mod fence;
mod foreign_arrival;
mod groundwork;
mod multi_phase;
mod read_back;
mod warm_up;
mod word;

pub(super) use direction::Direction;
pub(super) use exchange::{Exchanged, Swapped};
pub(super) use fence::{Fenced, Passes};
pub(super) use multi_phase::reset_command;
pub(super) use read_back::{Limits, Reading};
pub(super) use word::{Again, LONGEST_SWAP, Word};
