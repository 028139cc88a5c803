//! The container of packages, and what runs of it.

use super::{Row, prove};
use crate::support::platform::runs_from_packages;
use crate::support::{Rehearsal, container};
use rehearsal::default_world::{APP, STORAGE};
use rehearsal::state::State;
use slot_deploy::record::Severity;

fn by_url() -> Rehearsal {
    Rehearsal::new().input("storage-container", &container())
}

fn keeps_its_package(state: &mut State) {
    let names = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
    names.app_settings.push("WEBSITE_RUN_FROM_PACKAGE".to_owned());
}

pub const ROWS: &[Row] = &[
    Row {
        id: "package-setting-moves",
        fires: || by_url().world(keeps_its_package),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        WEBSITE_RUN_FROM_PACKAGE is a slot setting: the swap would leave the package behind in the slot
        fix: let it move: take WEBSITE_RUN_FROM_PACKAGE from the slot settings of the app
        ")
        },
        with: &[],
        silent: by_url,
    },
    Row {
        id: "package-store",
        fires: || Rehearsal::new().input("storage-container", &format!("{}x", container())),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the storage account `shopdata` has no container `packagesx`
        fix: make the container:
        az storage container create --account-name shopdata --name packagesx --auth-mode login
        ")
        },
        with: &["package-readable"],
        silent: by_url,
    },
    Row {
        id: "package-readable",
        fires: || by_url().world(|state| state.storage.get_mut(STORAGE).unwrap().assignments.truncate(1)),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the identity of production of shop-orders (1de00000-1b2c-4d3e-8f90-0d4f6b1f0008) may not read the container of packages
        fix: give it the role Storage Blob Data Reader: az role assignment create --role 'Storage Blob Data Reader' --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --assignee-principal-type ServicePrincipal --scope /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Storage/storageAccounts/shopdata/blobServices/default/containers/packages
        ")
        },
        with: &[],
        silent: by_url,
    },
    Row {
        id: "scm-takes-packages",
        fires: || {
            Rehearsal::new().slot(|slot| {
                let url = "https://example.test/package.zip".to_owned();
                slot.settings.insert("WEBSITE_RUN_FROM_PACKAGE".to_owned(), url);
            })
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        WEBSITE_RUN_FROM_PACKAGE of the slot names a URL, so its SCM site refuses the package
        fix: Give the container of packages with `storage-container`, or take WEBSITE_RUN_FROM_PACKAGE from the slot's settings, or set it to `1`.
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "site-packages-possible",
        fires: || Rehearsal::new().input("strategy", "site-package"),
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        WEBSITE_RUN_FROM_PACKAGE of the slot is not `1`, so it would not run the package from its share
        fix: set it: az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings WEBSITE_RUN_FROM_PACKAGE=1
        ")
        },
        with: &[],
        silent: || {
            let world = Rehearsal::new().input("strategy", "site-package");
            world.production(runs_from_packages).slot(runs_from_packages)
        },
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}
