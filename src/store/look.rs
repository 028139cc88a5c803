use bytes::Bytes;

use super::denied::Denied;
use super::{Store, StoreError, layout};
use crate::azure::{AzureError, Blobs};
use crate::http::Kind;
use crate::record::Digest;

/// What the identity of this run can do with a container that is there, readable and writable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Whether nobody can read it without signing in; `None` when that could not be read.
    pub is_private: Option<bool>,
}

impl Store {
    /// Looks whether the container is there, private, readable and writable; says which of it is not. Nothing is changed: a block
    /// that nobody commits is invisible, and gone after a week (facts: block-blobs).
    pub async fn look(&self) -> Result<Access, StoreError> {
        let blobs = &self.blobs;
        let is_private = match blobs.public_access().await {
            Ok(None) => Some(true),
            Ok(Some(level)) => {
                let (account, container) = names(blobs);
                return Err(StoreError::Public { account, container, level });
            }
            // A role may permit reading blobs and not looking at their container.
            Err(error) if error.said("AuthorizationPermissionMismatch") => None,
            Err(error) => return Err(told_apart(blobs, error)),
        };
        let trial = layout::trial();
        match blobs.properties(&trial).await {
            Ok(_) => {}
            Err(error) if lacks_a_role(&error) => return Err(StoreError::NotReadable(Denied::of(blobs, &error))),
            Err(error) => return Err(told_apart(blobs, error)),
        }
        match blobs.stage(&trial, &Digest::of(b"?"), Bytes::from_static(b"?")).await {
            Ok(()) => Ok(Access { is_private }),
            Err(error) if lacks_a_role(&error) => Err(StoreError::NotWritable(Denied::of(blobs, &error))),
            Err(error) => Err(told_apart(blobs, error)),
        }
    }
}

fn names(blobs: &Blobs) -> (String, String) {
    (blobs.container().account().to_owned(), blobs.container().container().to_owned())
}

/// A HEAD has no body, and its code comes in a header.
fn lacks_a_role(error: &AzureError) -> bool {
    error.status() == Some(403) && !error.said("AuthorizationFailure")
}

/// What is wrong with the store as a whole, by the answer to any request (facts: storage-access).
pub(super) fn told_apart(blobs: &Blobs, error: AzureError) -> StoreError {
    let (account, container) = names(blobs);
    match &error {
        AzureError::Http { source, .. } if source.kind == Kind::Dns => StoreError::NoAccount { account },
        error if error.said("ContainerNotFound") => StoreError::NoContainer { account, container },
        error if error.is_not_found() && !error.said("BlobNotFound") => StoreError::NoAccount { account },
        error if error.said("AuthorizationFailure") => StoreError::Shut(Denied::of(blobs, error)),
        error if error.status() == Some(401) => StoreError::TokenRefused(Denied::of(blobs, error)),
        error if error.said("AuthorizationPermissionMismatch") => StoreError::NotReadable(Denied::of(blobs, error)),
        _ => error.into(),
    }
}
