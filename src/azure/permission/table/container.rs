//! Actions on the container of packages.

use super::commands::{AFTERWARDS, ALL, CHECKING, when};
use crate::azure::permission::RoleFor::Gc;
use crate::azure::permission::{On, Permission, When, Without};

pub(super) const ACTIONS: &[Permission] = &[
    Permission {
        action: "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        is_of_data: false,
        on: On::Container,
        instead: None,
        asked_by: &["GET container", "HEAD container"],
        needs: &[when(
            When::Container,
            CHECKING,
            "know that packages cannot be read without signing in",
            Without::Less("whether the container can be read without signing in is not known"),
        )],
    },
    Permission {
        action: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
        is_of_data: true,
        on: On::Container,
        instead: None,
        asked_by: &["LIST blobs", "GET blob", "HEAD blob"],
        needs: &[when(When::Container, ALL, "read packages and the records of releases", Without::Stops)],
    },
    Permission {
        action: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        is_of_data: true,
        on: On::Container,
        instead: None,
        asked_by: &["PUT blob"],
        needs: &[
            when(When::Container, CHECKING, "upload packages, and write down what is released", Without::Stops),
            when(
                When::Container,
                AFTERWARDS,
                "write down what is swapped back",
                Without::Less("the record of releases does not show it"),
            ),
        ],
    },
    Permission {
        action: "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
        is_of_data: true,
        on: On::Container,
        instead: None,
        asked_by: &["DELETE blob"],
        needs: &[when(When::Container, &[Gc], "delete packages that nothing needs", Without::Stops)],
    },
];
