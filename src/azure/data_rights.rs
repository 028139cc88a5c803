use std::collections::BTreeMap;

use serde::Deserialize;

use super::path::ApiPath;
use super::wire::Resource;
use super::{Arm, AzureError, Unreadable};
use crate::names::SubscriptionId;

/// The version of the authorization API (docs: Role Assignments, List For Scope).
const AUTHORIZATION_API: &str = "2022-04-01";

/// What an identity may do with the data of a storage account or of a container, by roles on it and above it. What a role assignment's
/// condition takes away is not seen.
#[derive(Debug, Clone)]
pub struct DataRights {
    /// The resource id.
    pub scope: String,
    permissions: Vec<DataPermission>,
}

/// The accounts that were looked for and the roles that were read, each once.
#[derive(Default)]
pub struct KnownRoles {
    accounts: BTreeMap<String, Option<String>>,
    roles: BTreeMap<String, Vec<DataPermission>>,
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

#[derive(Debug, Clone, Deserialize)]
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

impl DataRights {
    /// Asks for those of this identity on a storage account, which is looked for in the subscription. Needs
    /// Microsoft.Authorization/roleAssignments/read and …/roleDefinitions/read.
    pub async fn on_account(
        arm: &Arm,
        subscription: &SubscriptionId,
        account: &str,
        identity: &str,
        known: &mut KnownRoles,
    ) -> Result<Option<Self>, AzureError> {
        let found = match known.accounts.get(account) {
            Some(found) => found.clone(),
            None => find_account(arm, subscription, account).await?,
        };
        known.accounts.insert(account.to_owned(), found.clone());
        match found {
            Some(scope) => Self::on(arm, &scope, identity, known).await.map(Some),
            None => Ok(None),
        }
    }

    /// Asks for those of this identity there.
    pub(super) async fn on(arm: &Arm, scope: &str, identity: &str, known: &mut KnownRoles) -> Result<Self, AzureError> {
        let doing = format!("read the roles of the identity {identity} on {scope}");
        let path = |id: &str| ApiPath::of_resource(id).map_err(|what: Unreadable| what.during(&doing));
        let assignments = path(scope)?
            .then("providers/Microsoft.Authorization/roleAssignments")
            .with("$filter", format!("atScope() and assignedTo('{identity}')"))
            .with("api-version", AUTHORIZATION_API);
        let assignments: Vec<Assignment> = arm.list(&doing, &assignments).await?;
        let mut permissions = Vec::new();
        for assignment in assignments {
            let id = assignment.properties.role_definition_id.to_lowercase();
            if !known.roles.contains_key(&id) {
                let role = path(&assignment.properties.role_definition_id)?.with("api-version", AUTHORIZATION_API);
                let role: Definition = arm.get(&doing, &role).await?;
                known.roles.insert(id.clone(), role.properties.permissions);
            }
            permissions.extend(known.roles.get(&id).into_iter().flatten().cloned());
        }
        Ok(Self { scope: scope.to_owned(), permissions })
    }

    /// Whether they allow this data action.
    pub fn allow(&self, action: &str) -> bool {
        self.permissions.iter().any(|permission| permission.allows(action))
    }
}

/// The resource id of a storage account, whose name is unique in the cloud; `None` when it is not in this subscription, or not seen.
pub(super) async fn find_account(
    arm: &Arm,
    subscription: &SubscriptionId,
    name: &str,
) -> Result<Option<String>, AzureError> {
    let path = ApiPath::new("subscriptions")
        .named(subscription)
        .then("resources")
        .with("$filter", format!("resourceType eq 'Microsoft.Storage/storageAccounts' and name eq '{name}'"))
        .with("api-version", "2021-04-01");
    let found: Vec<Resource> = arm.list(&format!("look for the storage account {name}"), &path).await?;
    Ok(found.into_iter().find(|one| one.name.eq_ignore_ascii_case(name)).map(|one| one.id))
}
