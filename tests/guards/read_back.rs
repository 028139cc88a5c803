//! The read-back of a swap.

use slot_deploy::rehearsal::faults::{Fault, What, Where};

use crate::case::{Case, When};
use crate::meddling::of_content;
use crate::plays::RELEASE;

#[test]
fn without_the_read_back_a_swap_whose_answer_is_lost_is_made_twice() {
    Case::of("read-back", RELEASE)
        .somebody(When::Before, |state| {
            let ask = Where::service("arm").method("POST").path("slotsswap");
            state.faults.push(Fault::new(ask, What::ResetAfter).times(1));
        })
        .blind_from_swap(1, of_content)
        .check();
}
