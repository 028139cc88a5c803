use std::time::Duration;

use super::wanted::Wanted;
use super::{Fact, Reading};
use crate::azure::{Arm, BlobReaders, Site, SiteRef};
use crate::store::{Access, Store, StoreError};

/// Why it is not known what this identity may do with the container.
#[derive(Debug, Clone)]
pub enum NoAccess {
    /// The container could not be used.
    Store(StoreError),
    /// No check that was made declares it.
    NotAsked(Fact),
}

/// What was read of the container that packages are delivered by.
pub struct PackageSurvey {
    /// What this identity may do there.
    pub access: Result<Access, NoAccess>,
    /// How long it took to learn that.
    pub took: Duration,
    /// Which of the identities of both sides may read it; `None` where its account is not seen.
    pub readers: Reading<Option<BlobReaders>>,
}

impl PackageSurvey {
    /// Reads what is wanted: what this identity may do with the container, and which of the identities of these sides may read it.
    pub(super) async fn read(wanted: &Wanted, arm: &Arm, store: &Store, at: &SiteRef, sides: [&Site; 2]) -> Self {
        let mut identities: Vec<String> = Vec::new();
        for side in sides {
            identities.extend(side.identities.own.iter().chain(side.identities.given.values()).cloned());
        }
        identities.sort();
        identities.dedup();
        let container = store.container();
        let named = [container.account(), container.container()];
        let readers =
            wanted.read(Fact::PackageReaders, BlobReaders::read(arm, &at.app.subscription, named, &identities));
        let asked = arm.pace().now();
        let access = async {
            let access = if wanted.wants(Fact::PackageAccess) {
                store.look().await.map_err(NoAccess::Store)
            } else {
                Err(NoAccess::NotAsked(Fact::PackageAccess))
            };
            (access, arm.pace().now() - asked)
        };
        let ((access, took), readers) = tokio::join!(Box::pin(access), Box::pin(readers));
        Self { access, took, readers }
    }
}
