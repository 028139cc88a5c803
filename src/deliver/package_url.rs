use async_trait::async_trait;

use super::{Consignment, DeliverError, Ready, Receipt, Sent, Strategy, Switch, Trace};
use crate::azure::{BlobName, PackageSetting, Side};
use crate::record::Digest;
use crate::store::{Parcel, ReleaseMeta, Store};

/// Puts the package into a blob container, of which only the blocks are sent that no other package there has, and switches the
/// side to it (facts: block-blobs; facts: run-from-package).
pub struct PackageUrl {
    /// The container.
    pub store: Store,
    /// What is noted of where the package comes from.
    pub meta: ReleaseMeta,
    /// The release that holds the dependencies which are not on this machine.
    pub base: Option<Digest>,
    /// The packages that share most with it, as settings of the app name them.
    pub likely: Vec<PackageSetting>,
}

#[async_trait]
impl Strategy for PackageUrl {
    fn name(&self) -> &'static str {
        "package-url"
    }

    async fn prepare(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Box<dyn Ready>, DeliverError> {
        let package = consignment.package;
        let parcel = Parcel { file: &package.path, release: &package.release_id, blocks: &package.blocks };
        let container = self.store.container();
        let base = self.base.as_ref().map(|base| self.store.release_name(base));
        let of_sides = self.likely.iter().filter_map(|setting| setting.blob_in(container));
        let likely: Vec<BlobName> = base.into_iter().chain(of_sides).collect();
        let uploaded = self.store.upload(parcel, &self.meta, &likely).await?;
        let sent = Sent { bytes: uploaded.uploaded_bytes, reused: uploaded.reused_bytes, requests: uploaded.requests };
        let from = PackageSetting::of(&side.settings().await?);
        Ok(Box::new(ReadyToSwitch { from, to: uploaded.url.to_string(), sent }))
    }
}

/// A package that lies in the container.
struct ReadyToSwitch {
    from: PackageSetting,
    to: String,
    sent: Sent,
}

#[async_trait]
impl Ready for ReadyToSwitch {
    fn switch(&self) -> Option<Switch> {
        Some(Switch::Setting { from: self.from.clone(), to: self.to.clone() })
    }

    async fn deliver(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Receipt, DeliverError> {
        let Self { from, to, .. } = self;
        consignment.last_look.look().await?;
        let pace = consignment.pace;
        let earliest = pace.wall();
        let wanted = PackageSetting::url(to);
        if *from == wanted {
            // Nothing is written, so nothing restarts: what runs may be older than the package.
            side.restart().await?;
        } else {
            side.write_package_setting(&wanted).await?;
        }
        Ok(Receipt {
            trace: Trace::PackageUrl(to.clone()),
            ended: pace.wall(),
            ended_earliest: earliest,
            sent: self.sent,
        })
    }
}
