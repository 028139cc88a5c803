//! Which operation a request asks for, and what that needs (REST reference: the URI of each operation, "Permissions for
//! Blob service operations", and the permission tables of the shared access signatures).

use super::target::Target;
use crate::doors::Incoming;
use crate::laws::blob::Refusal;

/// An operation of the blob service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) enum Operation {
    ListContainers,
    ServiceProperties,
    AccountInformation,
    DelegationKey,
    CreateContainer,
    ContainerProperties,
    SetContainerMetadata,
    GetPolicies,
    SetPolicies,
    DeleteContainer,
    ListBlobs,
    PutBlob,
    PutBlobFromUrl,
    GetBlob,
    BlobProperties,
    DeleteBlob,
    SetMetadata,
    SetHeaders,
    SetTier,
    Lease,
    PutBlock,
    PutBlockFromUrl,
    PutBlockList,
    GetBlockList,
    Copy,
    CopyFromUrl,
    AbortCopy,
}

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// The action of roles, below `…/containers`.
    pub action: &'static str,
    /// The letters of shared access signatures; one of them suffices. Empty: no signature of a service suffices.
    pub letters: &'static str,
    /// The type of resource in an account's signature: `s`, `c` or `o`.
    pub resource: char,
}

impl Operation {
    /// The operation that a request asks for; one that is not simulated is refused by its name.
    pub(super) fn asked(incoming: &Incoming, target: &Target) -> Result<Self, Refusal> {
        Self::of(incoming, target).ok_or_else(|| {
            let parameters = ["restype", "comp"].into_iter().filter_map(|name| {
                let value = incoming.parameter(name).filter(|value| !value.is_empty())?;
                Some(format!(" {name}={value}"))
            });
            let what = match target {
                Target { blob: Some(_), .. } => "a blob",
                Target { container: Some(_), .. } => "a container",
                Target { .. } => "the account",
            };
            let asked = parameters.collect::<String>();
            Refusal::not_simulated(format!("the operation {}{asked} on {what}", incoming.method))
        })
    }

    fn of(incoming: &Incoming, target: &Target) -> Option<Self> {
        let parameter = |name: &str| incoming.parameter(name).unwrap_or_default().to_lowercase();
        let (kind, comp) = (parameter("restype"), parameter("comp"));
        let method = incoming.method.as_str();
        let has = |name: &str| incoming.header(name).is_some();
        let is_container = target.blob.is_none() && target.container.is_some();
        Some(match (method, kind.as_str(), comp.as_str()) {
            ("GET", "", "list") if target.container.is_none() => Self::ListContainers,
            ("GET", "service", "properties") => Self::ServiceProperties,
            ("GET" | "HEAD", "account", "properties") => Self::AccountInformation,
            ("POST", "service", "userdelegationkey") => Self::DelegationKey,
            ("PUT", "container", "") if is_container => Self::CreateContainer,
            ("GET" | "HEAD", "container", "" | "metadata") if is_container => Self::ContainerProperties,
            ("PUT", "container", "metadata") if is_container => Self::SetContainerMetadata,
            ("GET" | "HEAD", "container", "acl") if is_container => Self::GetPolicies,
            ("PUT", "container", "acl") if is_container => Self::SetPolicies,
            ("DELETE", "container", "") if is_container => Self::DeleteContainer,
            ("GET", "container", "list") if is_container => Self::ListBlobs,
            _ if target.blob.is_none() || !kind.is_empty() => return None,
            ("PUT", _, "") if has("x-ms-copy-source") && has("x-ms-blob-type") => Self::PutBlobFromUrl,
            ("PUT", _, "") if has("x-ms-copy-source") && has("x-ms-requires-sync") => Self::CopyFromUrl,
            ("PUT", _, "") if has("x-ms-copy-source") => Self::Copy,
            ("PUT", _, "") => Self::PutBlob,
            ("GET", _, "") => Self::GetBlob,
            ("HEAD", _, "") | ("GET" | "HEAD", _, "metadata") => Self::BlobProperties,
            ("DELETE", _, "") => Self::DeleteBlob,
            ("PUT", _, "metadata") => Self::SetMetadata,
            ("PUT", _, "properties") => Self::SetHeaders,
            ("PUT", _, "tier") => Self::SetTier,
            ("PUT", _, "lease") => Self::Lease,
            ("PUT", _, "block") if has("x-ms-copy-source") => Self::PutBlockFromUrl,
            ("PUT", _, "block") => Self::PutBlock,
            ("PUT", _, "blocklist") => Self::PutBlockList,
            ("GET", _, "blocklist") => Self::GetBlockList,
            ("PUT", _, "copy") => Self::AbortCopy,
            _ => return None,
        })
    }

    /// What it needs.
    pub(super) fn need(self) -> Need {
        let need = |action, letters, resource| Need { action, letters, resource };
        match self {
            Self::ListContainers => need("read", "l", 's'),
            Self::ServiceProperties | Self::AccountInformation => need("read", "r", 's'),
            Self::DelegationKey => need("delegate", "", 's'),
            Self::CreateContainer => need("write", "cw", 'c'),
            Self::ContainerProperties => need("read", "r", 'c'),
            Self::SetContainerMetadata => need("write", "w", 'c'),
            Self::GetPolicies => need("getAcl/action", "", 'c'),
            Self::SetPolicies => need("setAcl/action", "", 'c'),
            Self::DeleteContainer => need("delete", "d", 'c'),
            Self::ListBlobs => need("blobs/read", "l", 'c'),
            Self::GetBlob | Self::BlobProperties | Self::GetBlockList => need("blobs/read", "r", 'o'),
            Self::PutBlob | Self::PutBlobFromUrl | Self::Copy | Self::CopyFromUrl => need("blobs/write", "wc", 'o'),
            Self::DeleteBlob => need("blobs/delete", "d", 'o'),
            Self::Lease => need("blobs/write", "wd", 'o'),
            Self::SetMetadata
            | Self::SetHeaders
            | Self::SetTier
            | Self::PutBlock
            | Self::PutBlockFromUrl
            | Self::PutBlockList
            | Self::AbortCopy => need("blobs/write", "w", 'o'),
        }
    }

    /// Whether it is one on the service or on a container, which no signature of a service covers.
    pub(super) fn is_beyond_a_service_signature(self) -> bool {
        self.need().resource != 'o' && self != Self::ListBlobs
    }
}
