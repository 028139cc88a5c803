use super::{Code, codes};

codes! {
    TRIGGERS_NOT_HELD: "triggers-not-held" {
        title: "Triggers in the slot could not be held",
        why: "With `hold` no function of the slot that events start may run while the slot is staged. After the delivery functions are \
              enabled all the same, although the settings that switch them off were written and read back. Nothing was probed, and \
              production was not touched.",
        fix: "Look at the settings `AzureWebJobs.NAME.Disabled` of the slot in the portal, and whether the app itself enables the \
              functions. Without `hold` the slot takes their events while it is staged.",
        rights: ["Microsoft.Web/sites/slots/config/Write", "Microsoft.Web/sites/config/Write"],
    }
    SLOT_NOT_STARTED: "slot-not-started" {
        title: "The stopped slot did not start",
        why: "The slot was stopped, as `after: stop` leaves it, and was told to start. Azure does not say that it runs. Nothing was \
              delivered or swapped.",
        fix: "Start it with the command of the report and look at its log stream, then run the job again.",
        rights: ["Microsoft.Web/sites/slots/start/Action"],
    }
    SLOT_STOPPED: "slot-stopped" {
        title: "A side is stopped, so nothing is swapped",
        why: "Azure needs both sides running for a swap, and refuses that of a stopped one late and with other words. A person or another client stopped \
              it after it was staged.",
        fix: "Start the side that the report names, and stage the release again.",
    }
    HELD_WOULD_TRAVEL: "held-would-travel" {
        title: "A setting that holds a trigger would be carried to production",
        why: "Triggers are held in the slot by slot settings, which stay there in a swap. One of them is not a slot setting any more, so \
              the swap would switch its function off in production, which would then stop processing its events.",
        fix: "Find out who changed the slot settings of the app, and stage the release again: it makes them slot settings.",
    }
}
