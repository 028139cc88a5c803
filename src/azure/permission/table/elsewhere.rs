//! Actions on what is neither side, and on both.

use super::commands::{AFTERWARDS, CHECKING, EVERYBODY, PROMOTING, STAGING, always, when};
use crate::azure::permission::RoleFor::{Check, Release, Stage};
use crate::azure::permission::need::GIVES_RIGHTS;
use crate::azure::permission::{On, Permission, When, Without};

pub(super) const ACTIONS: &[Permission] = &[
    Permission {
        action: "Microsoft.Web/serverfarms/Read",
        is_of_data: false,
        on: On::Plan,
        instead: None,
        asked_by: &["GET Microsoft.Web/serverfarms/*"],
        needs: &[
            when(
                When::SitePackage,
                &[Release, Stage],
                "see that the plan lets the slot run a package of its share",
                Without::Stops,
            ),
            when(When::CreateSlot, &[Release, Stage], "see that the plan has room for another slot", Without::Stops),
            always(CHECKING, "read how many slots the plan gives", Without::Less("the plan could not be read")),
        ],
    },
    Permission {
        action: "Microsoft.Insights/Metrics/Read",
        is_of_data: false,
        on: On::Production,
        instead: None,
        asked_by: &["GET Microsoft.Insights/metrics"],
        needs: &[always(
            CHECKING,
            "see whether users of production meet errors",
            Without::Less("whether users of production meet errors is not known"),
        )],
    },
    Permission {
        action: "Microsoft.Insights/components/read",
        is_of_data: false,
        on: On::Component,
        instead: None,
        asked_by: &["GET Microsoft.Insights/components", "GET Microsoft.Insights/components/*"],
        needs: &[when(
            When::Events,
            PROMOTING,
            "find the executions of functions that events start",
            Without::Less("executions of functions that events start are not seen"),
        )],
    },
    Permission {
        action: "Microsoft.Insights/logs/AppRequests/read",
        is_of_data: false,
        on: On::Component,
        instead: None,
        asked_by: &["POST Microsoft.Insights/logs"],
        needs: &[when(
            When::Events,
            PROMOTING,
            "count the executions of functions that events start",
            Without::Less("executions of functions that events start are not seen"),
        )],
    },
    Permission {
        action: "Microsoft.Insights/eventtypes/values/Read",
        is_of_data: false,
        on: On::Group,
        instead: None,
        asked_by: &["GET Microsoft.Insights/eventtypes/management/values"],
        needs: &[always(
            &[Check],
            "see what another tool changed since the last release",
            Without::Less("what another tool changed since the last release is not known"),
        )],
    },
    Permission {
        action: "Microsoft.Authorization/permissions/read",
        is_of_data: false,
        on: On::BothSides,
        instead: None,
        asked_by: &["GET Microsoft.Authorization/permissions"],
        needs: &[
            always(
                CHECKING,
                "know before anything is changed that an action is missing",
                Without::Less("whether an action is missing shows only when it is needed"),
            ),
            always(
                AFTERWARDS,
                "know before anything is changed that an action is missing",
                Without::Less("whether an action is missing shows only when it is needed"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Authorization/roleAssignments/read",
        is_of_data: false,
        on: On::Container,
        instead: None,
        asked_by: &["GET Microsoft.Authorization/roleAssignments"],
        needs: &[
            when(
                When::PackageUrl,
                CHECKING,
                "know that both sides may read the package",
                Without::Less("whether both sides may read the package is not known"),
            ),
            when(
                When::CreateSlot,
                STAGING,
                "say which roles the identity of a new slot lacks",
                Without::Less("which roles the identity of a new slot lacks is not known"),
            ),
        ],
    },
    Permission {
        action: GIVES_RIGHTS,
        is_of_data: false,
        on: On::Container,
        instead: None,
        asked_by: &["PUT Microsoft.Authorization/roleAssignments/*"],
        needs: &[when(
            When::CreateSlot,
            STAGING,
            "give the identity of a new slot the roles that production's has",
            Without::Less("the identity of a new slot gets no roles: they are said with the commands that give them"),
        )],
    },
    Permission {
        action: "Microsoft.Authorization/roleDefinitions/read",
        is_of_data: false,
        on: On::Container,
        instead: None,
        asked_by: &["GET Microsoft.Authorization/roleDefinitions/*"],
        needs: &[when(
            When::PackageUrl,
            CHECKING,
            "know that both sides may read the package",
            Without::Less("whether both sides may read the package is not known"),
        )],
    },
    Permission {
        action: "Microsoft.Resources/subscriptions/resources/read",
        is_of_data: false,
        on: On::Subscription,
        instead: None,
        asked_by: &["GET subscriptions/*/resources"],
        needs: &[
            when(When::GroupNotGiven, EVERYBODY, "find the app without `resource-group`", Without::Stops),
            when(
                When::PackageUrl,
                CHECKING,
                "find the storage account of the container",
                Without::Less("whether both sides may read the package is not known"),
            ),
        ],
    },
];
