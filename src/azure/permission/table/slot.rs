//! Actions on the slot.

use super::commands::{AFTERWARDS, CHECKING, EVERYBODY, PROMOTING, STAGING, SWAPPING, always, when};
use crate::azure::permission::RoleFor::{Check, Diff, Gc, Promote, Reconcile, Release, Rollback, Stage};
use crate::azure::permission::{On, Permission, When, Without};

const BY_ITS_KEY: &str = "the host of the slot can be asked only with its master key, which needs `Microsoft.Web/sites/slots/host/listkeys/Action`";

const NOT_HELD: &str = "the triggers of the old version in the slot are not held";

const NOT_STARTED: &str = "a slot that is stopped is not swapped back to production";

const LATE: &str = "the platform may learn late of the triggers of the slot";

pub(super) const ACTIONS: &[Permission] = &[
    Permission {
        action: "Microsoft.Web/sites/slots/Write",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["PUT Microsoft.Web/sites/*/slots/*", "PATCH Microsoft.Web/sites/*/slots/*"],
        needs: &[when(When::CreateSlot, STAGING, "create a missing slot", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/Read",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*", "GET Microsoft.Web/sites/*/slots"],
        needs: &[always(EVERYBODY, "find the slot and its hosts", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/config/Read",
        is_of_data: false,
        on: On::Slot,
        instead: None,
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
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/config/*/list"],
        needs: &[
            always(CHECKING, "compare app settings and connection strings of both sides", Without::Stops),
            always(
                AFTERWARDS,
                "compare the settings of both sides",
                Without::Less("whether settings changed since the release is not known"),
            ),
            when(When::Container, &[Gc], "know which package the slot runs from", Without::Stops),
            always(&[Diff], "compare the app settings of both sides", Without::Stops),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/functions/Read",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*/functions"],
        needs: &[
            when(When::Preview, &[Promote], "see that a preview does not take events of production", Without::Stops),
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
        instead: None,
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
        instead: None,
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
        instead: Some("Microsoft.Web/sites/slots/host/listkeys/Action"),
        asked_by: &[
            "GET Microsoft.Web/sites/*/slots/*/hostruntime/**",
            "POST Microsoft.Web/sites/*/slots/*/hostruntime/**",
        ],
        needs: &[
            always(STAGING, "ask the host of the slot for its state and for what it runs", Without::Stops),
            always(
                &[Promote, Rollback, Reconcile],
                "ask the host of the slot for what it runs",
                Without::Less(BY_ITS_KEY),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/publish/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
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
        instead: None,
        asked_by: &[
            "PUT Microsoft.Web/sites/*/slots/*/config/appsettings",
            "PATCH Microsoft.Web/sites/*/slots/*/config/web",
        ],
        needs: &[
            when(When::PackageUrl, STAGING, "switch the slot to a package, and back", Without::Stops),
            when(When::Hold, STAGING, "hold triggers in the slot", Without::Stops),
            when(
                When::AfterHold,
                &[Release, Promote, Reconcile],
                "hold the triggers of the old version",
                Without::Less(NOT_HELD),
            ),
            when(When::CreateSlot, STAGING, "give a new slot its settings", Without::Stops),
            when(When::Site, STAGING, "give the slot the properties of `site`", Without::Stops),
            when(
                When::Site,
                &[Reconcile],
                "set the site of the slot back",
                Without::Less("the slot keeps the site properties of the release that was cut short"),
            ),
            when(
                When::PackageUrl,
                &[Reconcile],
                "switch the slot back to its former package",
                Without::Less("the slot keeps the package of the release that was cut short"),
            ),
            when(When::Settings, STAGING, "write the settings of the slot, and give them back", Without::Stops),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/restart/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/restart"],
        needs: &[always(STAGING, "restart a slot that keeps an old process", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/start/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/start"],
        needs: &[
            when(When::CreateSlot, STAGING, "start a new slot once it is set up", Without::Stops),
            when(
                When::AfterStop,
                &[Release, Stage],
                "start the slot that the last release has stopped, and a stopped slot before a swap back",
                Without::Stops,
            ),
            when(When::AfterStop, &[Promote, Rollback], "start a stopped slot before a swap back", Without::Stops),
            when(When::AfterStop, &[Reconcile], "start a stopped slot before a swap back", Without::Less(NOT_STARTED)),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/stop/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/stop"],
        needs: &[
            when(When::CreateSlot, STAGING, "keep a new slot from running before it is set up", Without::Stops),
            when(
                When::AfterStop,
                &[Release, Promote, Reconcile],
                "stop the old version in the slot",
                Without::Less("the old version in the slot runs on"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/syncfunctiontriggers/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/syncfunctiontriggers"],
        needs: &[
            always(STAGING, "tell the platform of the triggers of the package", Without::Less(LATE)),
            when(
                When::PackageUrl,
                &[Reconcile],
                "tell the platform of the triggers of the former package",
                Without::Less(LATE),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/slotsswap/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/slotsswap"],
        needs: &[always(SWAPPING, "request the swap, and the swap back", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/applySlotConfig/Action",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/slots/*/applySlotConfig"],
        needs: &[when(When::Preview, PROMOTING, "prepare the swap", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/slots/operationresults/Read",
        is_of_data: false,
        on: On::Slot,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/slots/*/operationresults/*"],
        needs: &[always(
            SWAPPING,
            "follow the swap",
            Without::Less("how the swap stands is not said by Azure, only read back"),
        )],
    },
];
