use super::reading::Wanted;
use super::{Answer, Fact, Reading, Survey};
use crate::azure::{AppSettings, Arm, BlobReaders, PackageReader, READER_SETTING, Site, SiteRef};
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
        let access = async {
            match wanted.0.contains(&Fact::PackageAccess) {
                true => store.look().await.map_err(NoAccess::Store),
                false => Err(NoAccess::NotAsked(Fact::PackageAccess)),
            }
        };
        let (access, readers) = tokio::join!(Box::pin(access), Box::pin(readers));
        Self { access, readers }
    }

    /// The readers of production after the swap and of the slot; when the facts that name them are unknown, the answer that says
    /// so. `None` without a slot.
    pub(super) fn readers_of_both(&self, survey: &Survey) -> Option<Result<[PackageReader; 2], Answer>> {
        let what = "whether both sides may read the package";
        let slot = survey.on_slot.as_ref()?;
        let (production, of_slot) = match survey.both_settings(what)? {
            Ok(settings) => settings,
            Err(unread) => return Some(Err(unread)),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Err(Answer::unread(what, error))),
        };
        // The setting moves, and the identities stay.
        let after: &AppSettings = if sticky.is_sticky(READER_SETTING) { production } else { of_slot };
        Some(Ok([
            PackageReader::of(after, &survey.production.identities),
            PackageReader::of(of_slot, &slot.site.identities),
        ]))
    }
}
