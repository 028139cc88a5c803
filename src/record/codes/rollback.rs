use super::{Code, codes};

codes! {
    ROLLBACK_REQUESTED: "rollback-requested" {
        title: "A person asked for a rollback",
        why: "The command `rollback` restores what production served before the last swap.",
        fix: "Nothing: this is why the rollback was made.",
    }
    NOTHING_TO_GO_BACK_TO: "nothing-to-go-back-to" {
        title: "A rollback by a swap is not possible",
        why: "The slot does not hold what production served before, or that is unknown. Nothing was changed.",
        fix: "Release the former commit again.",
    }
    ROLLBACK_UNHEALTHY: "rollback-unhealthy" {
        title: "Production was rolled back and is still not healthy",
        why: "Production serves the former release again and fails in the same way, so the release was most likely not the \
              cause.",
        fix: "Look at settings, at data and at what the app depends on.",
    }
    PUT_BACK_BY_OTHERS: "put-back-by-others" {
        title: "Production already serves the former release again",
        why: "Azure or another client restored it before slot-deploy did.",
        fix: "Find out who swapped: the activity log of the app names them.",
    }
    ROLLBACK_REFUSED_ONCE: "rollback-refused-once" {
        title: "Not rolled back: this release was swapped back already",
        why: "Each release is swapped back once at most, so that two releases cannot alternate.",
        fix: "Look at both sides; the report gives the command that swaps back.",
    }
    ROLLBACK_REFUSED_PREVIOUS_KNOWN: "rollback-refused-previous-known" {
        title: "Not rolled back: what production served before is not known",
        why: "Production could not be read before the swap, so nothing proves that the slot holds it.",
        fix: "Look at what the slot holds; the report gives the command that swaps back.",
    }
    ROLLBACK_REFUSED_SLOT_UNCHANGED: "rollback-refused-slot-unchanged" {
        title: "Not rolled back: the slot no longer holds the former release",
        why: "Something was deployed to the slot since the swap, or the slot cannot be read. Swapping would bring that to \
              production.",
        fix: "Release the former commit again.",
    }
    ROLLBACK_REFUSED_PRODUCTION_OURS: "rollback-refused-production-ours" {
        title: "Not rolled back: production runs another release",
        why: "Another client deployed to production or swapped since. A swap back would undo their work.",
        fix: "Find out who released; look at production before anything is swapped.",
    }
    ROLLBACK_REFUSED_PRODUCTION_READ: "rollback-refused-production-read" {
        title: "Not rolled back: what production holds cannot be read",
        why: "Another client may have fixed production since the swap. A swap back would take that away, so it is made only where \
              production is read as holding just what this release brought there.",
        fix: "Look at what production holds; if it is still this release, run the command of the report.",
    }
    ROLLBACK_REFUSED_PRODUCTION_UNCHANGED: "rollback-refused-production-unchanged" {
        title: "Not rolled back: files of production were changed since the swap",
        why: "Names, sizes or times of production's files are not those that the swap brought there, although the release's stamp \
              is: another client changed production in place. A swap back would take that to the slot.",
        fix: "Find out who changed production and whether that is to stay; then run the command of the report, or release again.",
    }
    ROLLBACK_REFUSED_LAST_SWAP_OURS: "rollback-refused-last-swap-ours" {
        title: "Not rolled back: the last swap is not the one of this release",
        why: "Another client swapped since, or Azure's stamp of the last swap cannot be read.",
        fix: "Find out who swapped; look at both sides before anything is swapped.",
    }
    ROLLBACK_REFUSED_NOTHING_PENDING: "rollback-refused-nothing-pending" {
        title: "Not rolled back: another operation blocks it",
        why: "Another swap or operation is in progress, or a swap with preview is prepared.",
        fix: "Wait until it has ended, then run the command of the report.",
    }
    ROLLBACK_REFUSED_SLOT_RUNS: "rollback-refused-slot-runs" {
        title: "Not rolled back: the slot with the former release does not run",
        why: "A stopped or broken slot would become production.",
        fix: "Start or repair the slot, then run the command of the report.",
    }
    ROLLBACK_REFUSED_SETTINGS_UNCHANGED: "rollback-refused-settings-unchanged" {
        title: "Not rolled back: settings were changed since the swap",
        why: "A swap back would exchange the changed settings as well.",
        fix: "Compare the settings of both sides, then run the command of the report.",
    }
    ROLLBACK_REFUSED_TIME_LEFT: "rollback-refused-time-left" {
        title: "Not rolled back: there was not enough time left",
        why: "A swap takes minutes. One that is cut off halfway would leave production in an unknown state.",
        fix: "Run the command of the report.",
    }
    ROLLBACK_REFUSED_SIDES_UNREADABLE: "rollback-refused-sides-unreadable" {
        title: "Not rolled back: both sides could not be read",
        why: "Azure could not be asked what production and the slot hold.",
        fix: "Look at both sides in the portal; the report gives the command that swaps back.",
    }
    ROLLBACK_REFUSED_SWAP_BACK_NOT_MADE: "rollback-refused-swap-back-not-made" {
        title: "Not rolled back: the swap back had no effect",
        why: "The swap back was requested, and both sides are as before it.",
        fix: "Look at the slot's log: it may not start. Then run the command of the report.",
    }
    ROLLBACK_REFUSED_SWAP_BACK_PUT_BACK: "rollback-refused-swap-back-put-back" {
        title: "Not rolled back: Azure reverted the swap back",
        why: "Azure completed the swap back and then reverted it, as it does when an instance does not start.",
        fix: "Look at the slot's log: it may not start. Then run the command of the report.",
    }
    ROLLBACK_REFUSED_SWAP_BACK_UNCLEAR: "rollback-refused-swap-back-unclear" {
        title: "It is unknown whether the swap back was made",
        why: "It was requested, and the contents of both sides do not show its result. While that is unknown, no further swap is \
              requested.",
        fix: "Look at both sides in the portal before anything else is deployed or swapped.",
    }
    ROLLBACK_REFUSED_SWAP_BACK_NOT_ANNOUNCED: "rollback-refused-swap-back-not-announced" {
        title: "Not rolled back: the swap back could not be written to the journal",
        why: "Each change is written to the journal before it is requested, so that it can be finished after a crash. The \
              journal could not be written, so nothing was requested.",
        fix: "Free some space on the runner; run the command of the report.",
    }
}
