//! Storage accounts with their blobs. What is under way there is not described: leases, copies, and blocks that nobody has
//! committed; a blob's blocks are one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::blob_part::BlobPart;
use super::content;
use super::unsaid::is_false;
use crate::default_world::GROUP;
use crate::state::{Blob, Container, NetworkRules, Pieces, RoleAssignment, State, StorageAccount, StoredPolicy};

/// A storage account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct StoragePart {
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Whether only private endpoints lead to it.
    #[serde(skip_serializing_if = "is_false")]
    pub private: bool,
    /// Whom its network rules shut out.
    #[serde(skip_serializing_if = "NetworkRules::is_open")]
    pub network_rules: NetworkRules,
    /// Its keys, in Base64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Containers by name, each with its blobs.
    pub containers: BTreeMap<String, BTreeMap<String, BlobPart>>,
    /// Metadata of containers, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, BTreeMap<String, String>>,
    /// Stored access policies of containers, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, BTreeMap<String, StoredPolicy>>,
    /// Who may do what with its data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleAssignment>,
}

/// The account of this name.
pub(super) fn build(state: &mut State, name: &str, part: &StoragePart, now: OffsetDateTime) -> StorageAccount {
    let mut containers = BTreeMap::new();
    for (container, blobs) in &part.containers {
        let mut made = Container::new(state.new_etag(), now);
        made.metadata = part.metadata.get(container).cloned().unwrap_or_default();
        made.policies = part.policies.get(container).cloned().unwrap_or_default();
        made.blobs = blobs.iter().map(|(blob, part)| (blob.clone(), build_blob(state, part, now))).collect();
        containers.insert(container.clone(), made);
    }
    StorageAccount {
        name: name.to_owned(),
        group: part.resource_group.clone().unwrap_or_else(|| GROUP.to_owned()),
        keys: part.keys.clone(),
        containers,
        is_private: part.private,
        network_rules: part.network_rules,
        assignments: part.roles.clone(),
    }
}

fn build_blob(state: &mut State, part: &BlobPart, now: OffsetDateTime) -> Blob {
    Blob {
        content: Pieces::whole(content::bytes(&part.content)),
        etag: state.new_etag(),
        created: now,
        modified: now,
        headers: part.headers.clone(),
        metadata: part.metadata.clone(),
        lease: None,
        copied: None,
        tier: part.tier.clone(),
    }
}

/// Says one.
pub(super) fn say(account: &StorageAccount) -> StoragePart {
    let containers = || account.containers.iter();
    let blobs =
        |container: &Container| container.blobs.iter().map(|(name, blob)| (name.clone(), say_blob(blob))).collect();
    StoragePart {
        resource_group: Some(account.group.clone()),
        private: account.is_private,
        network_rules: account.network_rules,
        keys: account.keys.clone(),
        containers: containers().map(|(name, container)| (name.clone(), blobs(container))).collect(),
        metadata: containers()
            .filter(|(_, container)| !container.metadata.is_empty())
            .map(|(name, container)| (name.clone(), container.metadata.clone()))
            .collect(),
        policies: containers()
            .filter(|(_, container)| !container.policies.is_empty())
            .map(|(name, container)| (name.clone(), container.policies.clone()))
            .collect(),
        roles: account.assignments.clone(),
    }
}

fn say_blob(blob: &Blob) -> BlobPart {
    BlobPart {
        content: content::text_of(blob.content.bytes()),
        headers: blob.headers.clone(),
        metadata: blob.metadata.clone(),
        tier: blob.tier.clone(),
    }
}

/// What cannot be.
pub(super) fn check(at: &str, part: &StoragePart, problems: &mut Vec<String>) {
    for (container, blobs) in &part.containers {
        for (blob, said) in blobs {
            super::well_formed::check_content(&format!("{at}.containers.{container}.{blob}"), &said.content, problems);
        }
    }
    for container in part.metadata.keys().chain(part.policies.keys()) {
        if !part.containers.contains_key(container) {
            problems.push(format!("{at}: no container `{container}` is described"));
        }
    }
}
