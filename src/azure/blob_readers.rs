use std::collections::BTreeMap;

use serde::Deserialize;

use super::path::ApiPath;
use super::wire::Resource;
use super::{Arm, AzureError, Unreadable};
use crate::names::SubscriptionId;

/// The version of the authorization API (docs: Role Assignments, List For Scope).
const AUTHORIZATION_API: &str = "2022-04-01";
/// What the platform does with a package's blob (docs: Azure built-in roles, "Storage Blob Data Reader").
const READ: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

/// Who may read the blobs of a container, by roles on it and above it. Needs Microsoft.Authorization/roleAssignments/read and
/// …/roleDefinitions/read.
#[derive(Debug, Clone)]
pub struct BlobReaders {
    /// The container's resource id.
    pub scope: String,
    principals: Vec<String>,
}

#[derive(Deserialize)]
struct Assignment {
    properties: AssignmentProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignmentProperties {
    role_definition_id: String,
}

#[derive(Deserialize)]
struct Definition {
    properties: DefinitionProperties,
}

#[derive(Deserialize)]
struct DefinitionProperties {
    permissions: Vec<DataPermission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataPermission {
    #[serde(default)]
    data_actions: Vec<String>,
    #[serde(default)]
    not_data_actions: Vec<String>,
}

impl DataPermission {
    fn allows(&self, action: &str) -> bool {
        let one_of = |patterns: &[String]| patterns.iter().any(|pattern| super::rights::matches(pattern, action));
        one_of(&self.data_actions) && !one_of(&self.not_data_actions)
    }
}

impl BlobReaders {
    /// Asks which of these identities may read the blobs of a container; its account is looked for in the subscription. What a
    /// role assignment's condition takes away is not seen.
    pub async fn read(
        arm: &Arm,
        subscription: &SubscriptionId,
        [account, container]: [&str; 2],
        identities: &[String],
    ) -> Result<Option<Self>, AzureError> {
        let Some(account) = find_account(arm, subscription, account).await? else { return Ok(None) };
        let scope = format!("{account}/blobServices/default/containers/{container}");
        let (mut principals, mut known) = (Vec::new(), BTreeMap::new());
        for identity in identities {
            if may_read(arm, &scope, identity, &mut known).await? {
                principals.push(identity.clone());
            }
        }
        Ok(Some(Self { scope, principals }))
    }

    /// Whether this identity may.
    pub fn include(&self, identity: &str) -> bool {
        self.principals.iter().any(|principal| principal.eq_ignore_ascii_case(identity))
    }
}

/// The resource id of a storage account, whose name is unique in the cloud; `None` when it is not in this subscription, or not seen.
async fn find_account(arm: &Arm, subscription: &SubscriptionId, name: &str) -> Result<Option<String>, AzureError> {
    let path = ApiPath::new("subscriptions")
        .named(subscription)
        .then("resources")
        .with("$filter", format!("resourceType eq 'Microsoft.Storage/storageAccounts' and name eq '{name}'"))
        .with("api-version", "2021-04-01");
    let found: Vec<Resource> = arm.list(&format!("look for the storage account {name}"), &path).await?;
    Ok(found.into_iter().find(|one| one.name.eq_ignore_ascii_case(name)).map(|one| one.id))
}

/// Whether this identity may read there; of the roles that are `known` it is remembered whether they allow it.
async fn may_read(
    arm: &Arm,
    scope: &str,
    identity: &str,
    known: &mut BTreeMap<String, bool>,
) -> Result<bool, AzureError> {
    let doing = format!("read the roles of the identity {identity} on {scope}");
    let path = |id: &str| ApiPath::of_resource(id).map_err(|what: Unreadable| what.during(&doing));
    let assignments = path(scope)?
        .then("providers/Microsoft.Authorization/roleAssignments")
        .with("$filter", format!("atScope() and assignedTo('{identity}')"))
        .with("api-version", AUTHORIZATION_API);
    let assignments: Vec<Assignment> = arm.list(&doing, &assignments).await?;
    for assignment in assignments {
        let id = assignment.properties.role_definition_id.to_lowercase();
        let allows = match known.get(&id) {
            Some(allows) => *allows,
            None => {
                let role = path(&assignment.properties.role_definition_id)?.with("api-version", AUTHORIZATION_API);
                let role: Definition = arm.get(&doing, &role).await?;
                role.properties.permissions.iter().any(|permission| permission.allows(READ))
            }
        };
        known.insert(id, allows);
        if allows {
            return Ok(true);
        }
    }
    Ok(false)
}
