//! Namespaces of Service Bus and Event Hubs, and accounts of Cosmos DB.

use serde::{Deserialize, Serialize};

use crate::default_world::GROUP;
use crate::state::{DataKind, DataResource, PartRole};

/// One of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct DataResourcePart {
    /// `service-bus`, `event-hubs` or `cosmos`; a Service Bus when not said.
    pub kind: DataKind,
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Who has which role for its data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<PartRole>,
}

/// The resource of this name.
pub(super) fn build(name: &str, part: &DataResourcePart) -> DataResource {
    let group = part.resource_group.clone().unwrap_or_else(|| GROUP.to_owned());
    DataResource { name: name.to_owned(), group, kind: part.kind, roles: part.roles.clone() }
}

/// Says one.
pub(super) fn say(resource: &DataResource) -> DataResourcePart {
    let group = Some(resource.group.clone());
    DataResourcePart { kind: resource.kind, resource_group: group, roles: resource.roles.clone() }
}
