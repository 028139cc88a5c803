use super::{Code, codes};

codes! {
    SWAP_WARM_UP_FAILED: "swap-warm-up-failed" {
        title: "The slot did not answer Azure's warm-up before the swap",
        why: "Azure applies production's settings to the slot, restarts it and asks it for `/` over plain HTTP. Without an \
              answer it does not swap. Production was not touched.",
        fix: "The report lists what may have kept the slot from answering. WEBSITE_SWAP_WARMUP_PING_PATH names another path.",
    }
    SWAP_REVERTED: "swap-reverted" {
        title: "Azure reported the swap as done, but nothing was swapped",
        why: "Azure reverts a swap by itself when an instance of the slot does not start with production's settings.",
        fix: "Look at the slot's log for the time of the swap.",
    }
    SWAP_PUT_BACK: "swap-put-back" {
        title: "Azure completed the swap and then reverted it",
        why: "Azure's stamp says that a swap was completed, and both sides are as before.",
        fix: "Look at both sides in the portal, and at the slot's log for the time of the swap.",
    }
    SWAP_UNDECIDED: "swap-undecided" {
        title: "It is unknown whether the swap was made",
        why: "The answer was lost or unclear, and both sides were read for as long as there was time without a decision. \
              While that is unknown, no further swap is requested.",
        fix: "Look at both sides in the portal before anything else is deployed or swapped.",
    }
    SWAP_WRONG_CONTENT: "swap-wrong-content" {
        title: "After the swap production runs something else",
        why: "Something else was swapped, or deployed to the slot, in the moment of the swap.",
        fix: "Look at both sides in the portal. The report gives the command that swaps back.",
    }
}
