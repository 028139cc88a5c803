use time::OffsetDateTime;

use super::authorize::Requester;
use super::target::Target;
use crate::World;
use crate::doors::Incoming;
use crate::state::BlobAddress;

/// A request that was let in.
pub(super) struct Call<'a> {
    /// The world.
    pub world: &'a World,
    /// The request.
    pub incoming: &'a Incoming,
    /// The storage account.
    pub account: &'a str,
    /// What its path names.
    pub target: &'a Target,
    /// Who asks.
    pub requester: Requester,
    /// The time.
    pub now: OffsetDateTime,
}

impl Call<'_> {
    /// The container of the path; operations on containers have one.
    pub(super) fn container(&self) -> &str {
        self.target.container.as_deref().unwrap_or_default()
    }

    /// The blob of the path; operations on blobs have one.
    pub(super) fn address(&self) -> BlobAddress {
        BlobAddress {
            account: self.account.to_owned(),
            container: self.container().to_owned(),
            blob: self.target.blob.clone().unwrap_or_default(),
        }
    }
}

/// Where an account is reached.
pub(super) fn endpoint(world: &World, account: &str) -> String {
    format!("{}/blob/{account}", world.origin())
}
