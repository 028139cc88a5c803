//! Storage accounts with their containers and blobs.

mod blob;
mod container;
mod lease;
mod network_rules;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use blob::{ARCHIVE, Blob, ContentHeaders, Copied, CopyStatus, Piece, Pieces};
pub use container::{Container, Staged, StoredPolicy};
pub use lease::Lease;
pub use network_rules::NetworkRules;

/// A storage account, of which there is only the blob service.
#[derive(Debug, Clone, Default)]
pub struct StorageAccount {
    /// Its name.
    pub name: String,
    /// The resource group.
    pub group: String,
    /// Its keys, in Base64.
    pub keys: Vec<String>,
    /// Containers by name.
    pub containers: BTreeMap<String, Container>,
    /// Whether only private endpoints lead to it; requests of this world never come from there.
    pub is_private: bool,
    /// Whom its network rules shut out.
    pub network_rules: NetworkRules,
    /// Who may do what with its data.
    pub assignments: Vec<RoleAssignment>,
}

/// Where a blob is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobAddress {
    /// The storage account.
    pub account: String,
    /// The container.
    pub container: String,
    /// Its name.
    pub blob: String,
}

/// A role assigned on an account, or on one of its containers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignment {
    /// The object id of the principal.
    pub principal: String,
    /// Only within this container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The role.
    pub role: DataRole,
}

/// The built-in roles for blob data, and one for queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataRole {
    /// Storage Blob Data Reader
    Reader,
    /// Storage Blob Data Contributor
    Contributor,
    /// Storage Blob Data Owner
    Owner,
    /// Storage Blob Delegator
    Delegator,
    /// Storage Queue Data Message Processor
    QueueProcessor,
}

impl StorageAccount {
    /// A blob.
    pub fn blob(&self, container: &str, name: &str) -> Option<&Blob> {
        self.containers.get(container)?.blobs.get(name)
    }

    /// A blob, to be changed.
    pub fn blob_mut(&mut self, container: &str, name: &str) -> Option<&mut Blob> {
        self.containers.get_mut(container)?.blobs.get_mut(name)
    }
}
