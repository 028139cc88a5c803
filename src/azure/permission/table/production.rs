//! Actions on production.

use super::commands::{AFTERWARDS, CHECKING, PROMOTING, SIDES, STAGING, SWAPPING, always, when};
use crate::azure::permission::RoleFor::{Check, Diff, Gc, Promote, Reconcile, Release, Stage};
use crate::azure::permission::{On, Permission, When, Without};

const BY_ITS_KEY: &str = "the host of production can be asked only with its master key, which needs `Microsoft.Web/sites/host/listkeys/Action`";

pub(super) const ACTIONS: &[Permission] = &[
    Permission {
        action: "Microsoft.Web/sites/Read",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*"],
        needs: &[always(SIDES, "find production and its hosts", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Web/sites/config/Read",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/config/**"],
        needs: &[
            always(CHECKING, "read the sticky settings, and whether users sign in", Without::Stops),
            always(&[Diff], "read the sticky settings", Without::Stops),
            always(
                AFTERWARDS,
                "compare the settings that decide what the content does",
                Without::Less("whether settings changed since the release is not known"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/config/list/Action",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/config/*/list"],
        needs: &[
            always(CHECKING, "compare app settings and connection strings of both sides", Without::Stops),
            always(
                AFTERWARDS,
                "compare the settings of both sides",
                Without::Less("whether settings changed since the release is not known"),
            ),
            when(When::Container, &[Gc], "know which package production runs from", Without::Stops),
            always(&[Diff], "compare the app settings of both sides", Without::Stops),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/config/Write",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["PUT Microsoft.Web/sites/*/config/slotConfigNames"],
        needs: &[
            when(When::CreateSlot, STAGING, "make slot settings of what has to stay in a new slot", Without::Stops),
            when(When::Hold, STAGING, "make settings that hold triggers slot settings", Without::Stops),
            when(
                When::AfterHold,
                &[Release, Promote, Reconcile],
                "make settings that hold triggers slot settings",
                Without::Less("the triggers of the old version in the slot are not held"),
            ),
            when(
                When::StickyNames,
                &[Release, Stage],
                "say which settings are sticky: their names belong to the app, and not to a slot",
                Without::Stops,
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/functions/Read",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/functions"],
        needs: &[
            always(PROMOTING, "see that the release keeps the functions of production", Without::Stops),
            when(When::CreateSlot, STAGING, "know whose triggers are held in a new slot", Without::Stops),
            always(
                &[Stage, Check],
                "see that the release keeps the functions of production",
                Without::Less("whether the release keeps the functions of production is not known"),
            ),
            always(
                AFTERWARDS,
                "see the functions of production after the swap",
                Without::Less("the functions of production are not seen"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/functions/listkeys/Action",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/functions/*/listkeys"],
        needs: &[
            when(When::FunctionKeys, PROMOTING, "probe production with a key of a function", Without::Stops),
            when(
                When::FunctionKeys,
                AFTERWARDS,
                "probe production with a key of a function",
                Without::Less("probes with a key of a function cannot ask production"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/host/listkeys/Action",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/host/default/listkeys"],
        needs: &[
            when(When::HostKeys, PROMOTING, "probe production with a key of its host", Without::Stops),
            when(
                When::HostKeys,
                AFTERWARDS,
                "probe production with a key of its host",
                Without::Less("probes with a key of the host cannot ask production"),
            ),
            always(&[Promote], "check the seal of the ticket", Without::Stops),
            always(&[Stage], "seal the ticket", Without::Less("the ticket has no seal")),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/hostruntime/host/action",
        is_of_data: false,
        on: On::Production,
        instead: Some("Microsoft.Web/sites/host/listkeys/Action"),
        asked_by: &["GET Microsoft.Web/sites/*/hostruntime/**", "POST Microsoft.Web/sites/*/hostruntime/**"],
        needs: &[
            when(When::Drain, &[Release], "drain production, and let it take events again", Without::Stops),
            always(
                CHECKING,
                "ask the host of production for its state and for what it runs",
                Without::Less(BY_ITS_KEY),
            ),
            always(
                AFTERWARDS,
                "ask the host of production for its state and for what it runs",
                Without::Less(BY_ITS_KEY),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/publish/Action",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["SCM"],
        needs: &[
            always(SWAPPING, "read from its SCM site what production runs", Without::Stops),
            always(
                &[Stage, Check],
                "read from its SCM site what production runs",
                Without::Less("what production runs is known from its host alone"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Web/sites/resetSlotConfig/Action",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["POST Microsoft.Web/sites/*/resetSlotConfig"],
        needs: &[when(
            When::Preview,
            &[Release, Promote, Reconcile],
            "reset a prepared swap that is not made",
            Without::Stops,
        )],
    },
    Permission {
        action: "Microsoft.Web/sites/instances/Read",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["GET Microsoft.Web/sites/*/instances"],
        needs: &[when(
            When::Drain,
            PROMOTING,
            "know when every instance is drained",
            Without::Less(
                "`drain` cannot see on how many instances production runs, so executions on some of them may be cut",
            ),
        )],
    },
];
