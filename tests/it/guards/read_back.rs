//! The read-back of a swap.

use rehearsal::faults::{Fault, What, Where};

use crate::guards::case::{Case, When};
use crate::guards::meddling::of_content;
use crate::support::plays::RELEASE;

#[test]
fn without_the_read_back_a_lost_answer_makes_the_swap_twice() {
    Case::of("read-back", RELEASE)
        .somebody(When::Before, |state| {
            let ask = Where::service("arm").method("POST").path("slotsswap");
            state.faults.push(Fault::new(ask, What::ResetAfter).times(1));
        })
        .blind_from_swap(1, of_content)
        .check();
}
