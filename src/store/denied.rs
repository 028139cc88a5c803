use crate::azure::{AzureError, Blobs};
use crate::record::{Explain, ServiceAnswer};

/// Who was refused what, with all that a command needs that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The storage account.
    pub account: String,
    /// The container.
    pub container: String,
    /// The client id of the identity; empty where it has none that is known here.
    pub identity: String,
    /// The tenant that the identity signed in to; may be empty.
    pub tenant: String,
    /// The data action that was missing.
    pub action: Option<&'static str>,
    /// What the service said.
    pub answer: Option<ServiceAnswer>,
}

impl Denied {
    /// What `error` says of a request to this container.
    pub(super) fn of(blobs: &Blobs, error: &AzureError) -> Self {
        let (container, credential) = (blobs.container(), blobs.credential());
        Self {
            account: container.account().to_owned(),
            container: container.container().to_owned(),
            identity: credential.client_id().to_owned(),
            tenant: credential.tenant_id().to_owned(),
            action: error.needs(),
            answer: error.service(),
        }
    }
}
