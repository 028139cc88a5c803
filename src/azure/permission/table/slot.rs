//! Actions on the slot.

use super::{AFTERWARDS, ALL, CHECKING, PROMOTING, STAGING, SWAPPING, When, Without, always, when};
use crate::azure::permission::RoleFor::{Check, Gc, Promote, Reconcile, Release, Rollback, Stage};
use crate::azure::permission::{On, Permission};

pub(super) const ACTIONS: &[Permission] = &[
    Permission {
        action: "Microsoft.Web/sites/slots/Read",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*", "GET Microsoft.Web/sites/*/slots"],
        needs: &[always(ALL, "find the slot and its hosts", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/config/Read",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*/config/**"],
        needs: &[
            always(CHECKING, "read whether the slot swaps by itself, and whether users sign in", Without::Stops),
            always(
                AFTERWARDS,
                "compare the settings that decide what the content does",
                Without::Less("whether settings changed since the release is not known"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/config/list/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/config/*/list"],
        needs: &[
            always(CHECKING, "compare app settings and connection strings of both sides", Without::Stops),
            always(
                AFTERWARDS,
                "compare the settings of both sides",
                Without::Less("whether settings changed since the release is not known"),
            ),
            when(When::Container, &[Gc], "know which package the slot runs from", Without::Stops),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/functions/Read",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*/functions"],
        needs: &[
            always(STAGING, "see that the slot has the functions of the package", Without::Stops),
            always(
                &[Promote, Check],
                "see whether functions of the slot take events of production",
                Without::Less("whether the slot takes events of production is not known"),
            ),
            always(
                AFTERWARDS,
                "recognise what the slot holds",
                Without::Less("the functions of the slot are not seen"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/functions/listkeys/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/functions/*/listkeys"],
        needs: &[when(
            When::FunctionKeys,
            &[Release, Stage, Promote],
            "probe the slot with a key of a function",
            Without::Stops,
        )],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/host/listkeys/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/host/default/listkeys"],
        needs: &[when(
            When::HostKeys,
            &[Release, Stage, Promote],
            "probe the slot with a key of its host",
            Without::Stops,
        )],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/hostruntime/host/action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &[
            "GET Microsoft.Web/sites/*/slots/*/hostruntime/**",
            "POST Microsoft.Web/sites/*/slots/*/hostruntime/**",
        ],
        needs: &[
            always(
                CHECKING,
                "ask the host of the slot for its state and for what it runs",
                Without::Less(
                    "the state of the host of the slot is known only by its master key, which needs `Microsoft.Web/sites/slots/host/listkeys/Action`",
                ),
            ),
            always(
                AFTERWARDS,
                "ask the host of the slot for its state and for what it runs",
                Without::Less(
                    "the state of the host of the slot is known only by its master key, which needs `Microsoft.Web/sites/slots/host/listkeys/Action`",
                ),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/publish/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["SCM"],
        needs: &[
            always(
                &[Release, Stage, Promote, Rollback, Reconcile],
                "use the SCM site of the slot: deploy, and read back what it holds",
                Without::Stops,
            ),
            always(
                &[Check],
                "reach the SCM site of the slot",
                Without::Less("whether the SCM site of the slot can be used is not known"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/config/Write",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["PUT Microsoft.Web/sites/*/slots/*/config/appsettings"],
        needs: &[when(
            When::PackageUrl,
            &[Release, Stage, Reconcile],
            "switch the slot to a package, and back",
            Without::Stops,
        )],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/restart/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/restart"],
        needs: &[always(STAGING, "restart a slot that keeps an old process", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/syncfunctiontriggers/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/syncfunctiontriggers"],
        needs: &[always(STAGING, "tell the platform of the triggers of the package", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/slotsswap/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/slotsswap"],
        needs: &[always(SWAPPING, "request the swap, and the swap back", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/applySlotConfig/Action",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/applySlotConfig"],
        needs: &[when(When::Preview, PROMOTING, "prepare the swap", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/operationresults/Read",
        is_of_data: false,
        on: On::Slot,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*/operationresults/*"],
        needs: &[always(
            SWAPPING,
            "follow the swap",
            Without::Less("how the swap stands is not said by Azure, only read back"),
        )],
    },
];
