//! Packages are read from addresses: from blob storage by a shared access signature or by an identity with a role
//! (azure-functions-host, `PackageDownloadHandler` and `ManagedIdentityTokenProvider`; facts: package-identity; facts: zip-deploy), or from a server of
//! somebody else.

use bytes::Bytes;
use http::HeaderMap;
use time::OffsetDateTime;
use url::{Host, Url};

use super::blob::roles;
use super::blob::sas::{Asked, Sas};
use crate::percent::decoded;
use crate::state::{BlobAddress, State};

/// Reads what is at `url`; `identity` is the object id that a managed identity reads with. The error is in words.
pub fn read(state: &State, url: &str, identity: Option<&str>, at: OffsetDateTime) -> Result<Bytes, String> {
    if let Some(bytes) = state.downloads.get(url) {
        return Ok(bytes.clone());
    }
    let url = Url::parse(url).map_err(|_| "Invalid url for the package".to_owned())?;
    let address = blob_address(&url).ok_or_else(|| status("404 (Not Found)"))?;
    let account = state.storage.get(&address.account).ok_or_else(|| status("404 (Not Found)"))?;
    if account.network_rules.shut_to_apps {
        return Err(status("403 (This request is not authorized to perform this operation.)"));
    }
    match (Sas::of(url.query().unwrap_or_default()), identity) {
        (Some(sas), _) => {
            let (container, blob) = (address.container.as_str(), address.blob.as_str());
            let headers = HeaderMap::new();
            let asked = Asked { account, tenant: &state.tenant, container, blob, headers: &headers };
            let grant = sas.verify(&asked, at).map_err(|_| status("403 (Forbidden)"))?;
            let of_blobs =
                grant.account_wide.is_none_or(|(services, kinds)| services.contains('b') && kinds.contains('o'));
            let delegated =
                grant.delegated_by.is_none_or(|object| roles::allow(account, &object, Some(container), "blobs/read"));
            if !(of_blobs && delegated && grant.permission.contains('r')) {
                return Err(status("403 (Forbidden)"));
            }
        }
        (None, None) => return Err("MSI is not enabled on the app. Failed to acquire ManagedIdentity token".to_owned()),
        (None, Some(object)) if roles::allow(account, object, Some(&address.container), "blobs/read") => {}
        (None, Some(_)) => return Err(status("403 (Forbidden)")),
    }
    let blob = state.blob(&address).ok_or_else(|| status("404 (Not Found)"))?;
    Ok(blob.content.bytes())
}

/// Whether anything is at `url` in this world, whoever may read it.
pub fn is_there(state: &State, url: &str) -> bool {
    let blob = || state.blob(&blob_address(&Url::parse(url).ok()?)?);
    state.downloads.contains_key(url) || blob().is_some()
}

/// As .NET puts it.
fn status(status: &str) -> String {
    format!("Response status code does not indicate success: {status}.")
}

/// Accounts are in the host's name, or, where this world is reached by paths, in the path.
fn blob_address(url: &Url) -> Option<BlobAddress> {
    let mut parts: Vec<String> = url.path().trim_start_matches('/').split('/').map(decoded).collect();
    let account = match url.host()? {
        Host::Domain(name) if name.contains(".blob.") => name.split('.').next()?.to_owned(),
        _ if parts.len() > 3 && parts[0] == "blob" => parts.drain(..2).nth(1)?,
        _ => return None,
    };
    let container = parts.first()?.clone();
    Some(BlobAddress { account, container, blob: parts[1..].join("/") })
}
