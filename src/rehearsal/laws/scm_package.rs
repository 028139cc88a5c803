//! On Linux Consumption a deployment ends as a zip in the site's own storage account, from which the platform starts it:
//! `SCM_RUN_FROM_PACKAGE` (azure-functions-host, `RunFromPackageContext`; KuduLite, `LinuxConsumptionDeploymentHelper`;
//! facts: plans). The setting is the platform's own and gives way to `WEBSITE_RUN_FROM_PACKAGE`.

use bytes::Bytes;
use time::OffsetDateTime;

use super::blob::write::{self, NewBlob};
use super::connection;
use crate::state::{BlobAddress, Container, Pieces, Place, Side, State, StorageAccount};

const CONTAINER: &str = "scm-releases";

/// Puts a zip there; the account that the site's settings name is there since the site is. The error is a line for the log.
pub fn put(state: &mut State, place: &Place, zip: Bytes, at: OffsetDateTime) -> Result<(), String> {
    let address = state.side(place).and_then(address).ok_or("AzureWebJobsStorage names no storage account.")?;
    let group = state.app(&place.app).map(|app| app.group.clone()).unwrap_or_default();
    let etag = state.new_etag();
    let name = address.account.clone();
    let fresh = StorageAccount { name: name.clone(), group, ..StorageAccount::default() };
    let account = state.storage.entry(name).or_insert(fresh);
    account.containers.entry(CONTAINER.to_owned()).or_insert_with(|| Container::new(etag, at));
    let new = NewBlob { content: Pieces::whole(zip), ..NewBlob::default() };
    write::put(state, &address, new, "put", at).map_err(|refusal| refusal.code.to_owned())
}

/// The zip that the last deployment left, if there was one.
pub fn latest(state: &State, side: &Side) -> Option<Bytes> {
    Some(state.blob(&address(side)?)?.content.bytes())
}

fn address(side: &Side) -> Option<BlobAddress> {
    let account = connection::account(&side.settings, None)?;
    let blob = format!("scm-latest-{}.zip", side.moving.deployment_id);
    Some(BlobAddress { account, container: CONTAINER.to_owned(), blob })
}
