use super::{Code, codes};

codes! {
    TICKET_UNREADABLE: "ticket-unreadable" {
        title: "The ticket cannot be read",
        why: "A ticket is the output of the step that staged. This one is empty, cut off or damaged, or of another version.",
        fix: "Pass the output on unchanged: `ticket: ${{ needs.stage.outputs.ticket }}`. An empty one means that staging did \
              not end `staged`.",
    }
    TICKET_ALTERED: "ticket-altered" {
        title: "The ticket was changed after it was written",
        why: "A ticket is sealed with a key that only those can read who may list the keys of production's host. Its seal does \
              not fit what it says, so something between the two jobs changed it, or another version of slot-deploy wrote it.",
        fix: "Stage the release again, and pass the output `ticket` on unchanged, to the same version of slot-deploy.",
    }
    TICKET_UNSEALED: "ticket-unsealed" {
        title: "The ticket has no seal",
        why: "What Azure shows is compared with every ticket. Probes, expiry and commit are in the ticket only, and its seal alone \
              shows that they are those that were staged. So a ticket without one is taken only where the key for it cannot be \
              read now either, and never with `strict`.",
        fix: "Stage again with an identity that may list the keys of production's host, and with the same version of \
              slot-deploy.",
        rights: ["Microsoft.Web/sites/host/listkeys/action"],
    }
    TICKET_KEY_CHANGED: "ticket-key-changed" {
        title: "The key that the ticket was sealed with was changed",
        why: "The ticket is sealed with the master key of production's host, and that key was renewed since, so the seal cannot \
              be checked.",
        fix: "Stage the release again and have it approved.",
    }
    TICKET_BUILT_ELSEWHERE: "ticket-built-elsewhere" {
        title: "The ticket is for a build on the server of another app or slot",
        why: "With `build: remote` Azure built what the ticket is for, in the slot that was staged. Built again elsewhere, the same \
              sources give other content: what is installed is decided by each build. So such a ticket promotes that slot alone.",
        fix: "Stage in the app that is to be promoted, and promote by that ticket. To take one content from one environment to the \
              next, build it in the job: leave out `build: remote`.",
    }
    TICKET_OF_ANOTHER_APP: "ticket-of-another-app" {
        title: "The ticket is for another app, slot or target",
        why: "A ticket is valid for the two sides that it was written for.",
        fix: "Use the same `app-name`, `slot` and `target-slot` in both jobs.",
    }
    TICKET_OF_ANOTHER_RUN: "ticket-of-another-run" {
        title: "The ticket was written in another workflow run",
        why: "An approval belongs to one run. A ticket of another run may have been approved under other circumstances.",
        fix: "Stage and promote in one run, or allow it with `allow-foreign-ticket: true`.",
    }
    TICKET_EXPIRED: "ticket-expired" {
        title: "The ticket is older than 24 hours",
        why: "What was probed a day ago says little about now.",
        fix: "Stage the release again and have it approved.",
    }
    SLOT_REDEPLOYED: "slot-redeployed" {
        title: "The slot no longer holds what was probed",
        why: "Something was deployed to the slot after it was staged, so a swap would release unproved content.",
        fix: "Stage the release again and have it approved.",
    }
    SLOT_EDITED: "slot-edited" {
        title: "Files of the slot were changed in place",
        why: "The slot still bears the mark of the release, but names, sizes or times of its files are not those of the moment \
              when it was probed: they were edited by FTP, the portal or the SCM site, or the app wrote beside its own files.",
        fix: "Stage the release again. An app that writes files while it runs should do so outside of wwwroot.",
    }
    PRODUCTION_CHANGED: "production-changed" {
        title: "Production runs something else than expected",
        why: "Another release was made since then. A swap would undo it.",
        fix: "Look at what production runs. Before the swap: stage the release again. After it: the report gives the command \
              that swaps back.",
    }
    SWAPPED_MEANWHILE: "swapped-meanwhile" {
        title: "Slots were swapped since the release was staged",
        why: "Azure's stamp of the last swap is another than when the release was staged.",
        fix: "Stage the release again and have it approved.",
    }
    SETTINGS_DRIFTED: "settings-drifted" {
        title: "Settings changed since the release was staged",
        why: "Settings of the slot or of production are not what they were when the release was probed. The report names them, \
              and never their values.",
        fix: "Stage the release again, so that it is probed with the settings as they are now.",
    }
    PLAN_CHANGED: "plan-changed" {
        title: "The app was moved to another plan since the release was staged",
        why: "Plan, kind and scaling of a side stay with it in a swap. When a side is on another plan than when the release was \
              probed, or of another kind, what is to be swapped ran on other machines, or will: with other memory and limits, and \
              perhaps without slots.",
        fix: "Stage the release again, so that it is probed on the plan as it is now.",
    }
    OPERATION_IN_PROGRESS: "operation-in-progress" {
        title: "Azure is working on another operation, most likely a swap",
        why: "A swap into a running operation would be refused, or its effect would be unknown.",
        fix: "Wait until it has ended, then stage the release again.",
    }
    SWAP_PREPARED: "swap-prepared" {
        title: "A swap with preview is prepared",
        why: "Another client began a swap with preview and neither completed nor reset it, or the one that this release had \
            prepared \
              is gone.",
        fix: "Complete or reset it in the portal, or by `az functionapp deployment slot swap --name APP --resource-group GROUP --slot SLOT --action reset`.",
    }
    AUTO_SWAP_ON: "auto-swap-on" {
        title: "Auto swap is on",
        why: "Azure swaps the slot by itself after each deployment, whether or not it was probed.",
        fix: "Switch auto swap off in the slot's configuration.",
    }
    FENCE_UNREADABLE: "fence-unreadable" {
        title: "It is unknown whether everything is as it was staged",
        why: "Content, settings or stamps could not be read in the moment before the swap, and unknown does not count as \
            unchanged. Nothing was changed.",
        fix: "Run the job again when Azure can be read.",
        rights: ["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action",
                 "Microsoft.Web/sites/host/listkeys/action"],
    }
}
