use super::{Code, codes};

codes! {
    PREVIEW_NOT_SEEN: "preview-not-seen" {
        title: "Azure did not report the prepared swap",
        why: "A swap with preview was requested or reset, and what Azure says of it did not change in time.",
        fix: "Look at the swap in the portal, and reset it there if it is pending.",
    }
    PREVIEW_NOT_RESET: "preview-not-reset" {
        title: "The prepared swap could not be reset",
        why: "The release ended after it had prepared a swap with preview, and resetting it failed. Azure refuses further \
              deployments until it is reset.",
        fix: "Run the command of the report.",
        rights: ["Microsoft.Web/sites/resetSlotConfig/Action"],
    }
    DRAIN_UNFINISHED: "drain-unfinished" {
        title: "Production was not drained in time",
        why: "With `drain` the swap waits until no function runs in production. Some still ran, or their number could not be \
              read.",
        fix: "Release when less runs, or without `drain`: the swap then interrupts what runs, and queues deliver it again.",
    }
    STILL_DRAINING: "still-draining" {
        title: "Production does not accept events again",
        why: "Production was drained for the swap. It was asked to resume, and still reports that it drains.",
        fix: "Restart production.",
    }
    NOT_RESUMED: "not-resumed" {
        title: "Production still accepts no events",
        why: "The release ended after it had drained production, and production could not be resumed.",
        fix: "Run the command of the report: it restarts production.",
    }
}
