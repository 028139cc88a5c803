use std::collections::BTreeMap;

use serde::Deserialize;

use super::path::ApiPath;
use super::wire::Resource;
use super::{Arm, AzureError, Unreadable};
use crate::names::SubscriptionId;

/// The version of the authorization API (docs: Role Assignments, List For Scope).
const AUTHORIZATION_API: &str = "2022-04-01";
/// That of Cosmos DB (docs: SQL Resources, List SQL Role Assignments).
const COSMOS_API: &str = "2024-11-15";
/// The type of storage accounts.
pub(super) const STORAGE_ACCOUNTS: &str = "Microsoft.Storage/storageAccounts";

/// What an identity may do with the data of a resource, by roles on it and above it, and within it by roles on its parts. What a role
/// assignment's condition takes away is not seen.
#[derive(Debug, Clone)]
pub struct DataRights {
    /// The resource id.
    pub scope: String,
    /// The object id of the identity.
    identity: String,
    permissions: Vec<DataPermission>,
    /// By roles on parts of it, each with what follows the resource id.
    of_parts: Vec<(String, DataPermission)>,
}

/// The resources that were looked for and the roles that were read, each once.
#[derive(Default)]
pub struct KnownRoles {
    resources: BTreeMap<(&'static str, String), Option<String>>,
    roles: BTreeMap<String, Vec<DataPermission>>,
    of_cosmos: BTreeMap<String, Vec<AssignmentProperties>>,
}

#[derive(Deserialize)]
struct Assignment {
    properties: AssignmentProperties,
}

/// Of the authorization API, and of Cosmos DB alike (docs: Role Assignments; SqlRoleAssignmentGetResults).
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignmentProperties {
    role_definition_id: String,
    scope: String,
    principal_id: String,
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
    /// Asks for those of this identity on a resource of this type, which is looked for in the subscription. Needs
    /// Microsoft.Authorization/roleAssignments/read and …/roleDefinitions/read.
    pub async fn on_resource(
        arm: &Arm,
        subscription: &SubscriptionId,
        resource: (&'static str, &str),
        identity: &str,
        known: &mut KnownRoles,
    ) -> Result<Option<Self>, AzureError> {
        match known.find(arm, subscription, resource).await? {
            Some(scope) => Self::on(arm, &scope, identity, known).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same on an account of Cosmos DB, which keeps its data roles itself; those that a group has are not seen. Needs
    /// Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read and …/sqlRoleDefinitions/read.
    pub async fn on_cosmos(
        arm: &Arm,
        subscription: &SubscriptionId,
        resource: (&'static str, &str),
        identity: &str,
        known: &mut KnownRoles,
    ) -> Result<Option<Self>, AzureError> {
        let Some(scope) = known.find(arm, subscription, resource).await? else { return Ok(None) };
        let doing = format!("read the data roles of {scope}");
        if !known.of_cosmos.contains_key(&scope) {
            let path = resource_path(&scope, &doing)?.then("sqlRoleAssignments").with("api-version", COSMOS_API);
            let all: Vec<Assignment> = arm.list(&doing, &path).await?;
            known.of_cosmos.insert(scope.clone(), all.into_iter().map(|one| one.properties).collect());
        }
        let all = known.of_cosmos.get(&scope).cloned().unwrap_or_default();
        let mut rights = Self::none(&scope, identity);
        for one in all.into_iter().filter(|one| one.principal_id.eq_ignore_ascii_case(identity)) {
            let permissions = known.role(arm, &one.role_definition_id, COSMOS_API, &doing).await?;
            rights.take(&one.scope, permissions);
        }
        Ok(Some(rights))
    }

    /// Asks for those of this identity there.
    pub(super) async fn on(arm: &Arm, scope: &str, identity: &str, known: &mut KnownRoles) -> Result<Self, AzureError> {
        let mut rights = Self::none(scope, identity);
        rights.read(arm, format!("atScope() and assignedTo('{identity}')"), known).await?;
        Ok(rights)
    }

    /// Asks for those by roles on its parts too: without `atScope()` the list has those below (docs: Role Assignments, List For Scope).
    pub async fn with_parts(mut self, arm: &Arm, known: &mut KnownRoles) -> Result<Self, AzureError> {
        self.read(arm, format!("assignedTo('{}')", self.identity), known).await?;
        Ok(self)
    }

    async fn read(&mut self, arm: &Arm, filter: String, known: &mut KnownRoles) -> Result<(), AzureError> {
        let doing = format!("read the roles of the identity {} on {}", self.identity, self.scope);
        let assignments = resource_path(&self.scope, &doing)?
            .then("providers/Microsoft.Authorization/roleAssignments")
            .with("$filter", filter)
            .with("api-version", AUTHORIZATION_API);
        let assignments: Vec<Assignment> = arm.list(&doing, &assignments).await?;
        for Assignment { properties } in assignments {
            let permissions = known.role(arm, &properties.role_definition_id, AUTHORIZATION_API, &doing).await?;
            self.take(&properties.scope, permissions);
        }
        Ok(())
    }

    fn none(scope: &str, identity: &str) -> Self {
        let (scope, identity) = (scope.to_owned(), identity.to_owned());
        Self { scope, identity, permissions: Vec::new(), of_parts: Vec::new() }
    }

    fn take(&mut self, at: &str, permissions: Vec<DataPermission>) {
        match part_of(&self.scope, at) {
            Some(part) => self.of_parts.extend(permissions.into_iter().map(|one| (part.to_owned(), one))),
            None => self.permissions.extend(permissions),
        }
    }

    /// Whether they allow this data action everywhere in it.
    pub fn allow(&self, action: &str) -> bool {
        self.permissions.iter().any(|permission| permission.allows(action))
    }

    /// The parts in which they allow this data action, as `/queues/orders`.
    pub fn parts_for<'a>(&'a self, action: &'a str) -> impl Iterator<Item = &'a str> {
        let allowed = self.of_parts.iter().filter(move |(_, permission)| permission.allows(action));
        allowed.map(|(part, _)| part.as_str())
    }
}

impl KnownRoles {
    /// The resource id; names of these types are unique in the cloud. `None` when it is not in this subscription, or not seen.
    async fn find(
        &mut self,
        arm: &Arm,
        subscription: &SubscriptionId,
        (kind, name): (&'static str, &str),
    ) -> Result<Option<String>, AzureError> {
        let key = (kind, name.to_owned());
        if let Some(found) = self.resources.get(&key) {
            return Ok(found.clone());
        }
        let found = find_resource(arm, subscription, (kind, name)).await?;
        self.resources.insert(key, found.clone());
        Ok(found)
    }

    async fn role(
        &mut self,
        arm: &Arm,
        id: &str,
        version: &'static str,
        doing: &str,
    ) -> Result<Vec<DataPermission>, AzureError> {
        let key = id.to_lowercase();
        if let Some(known) = self.roles.get(&key) {
            return Ok(known.clone());
        }
        let role: Definition = arm.get(doing, &resource_path(id, doing)?.with("api-version", version)).await?;
        self.roles.insert(key, role.properties.permissions.clone());
        Ok(role.properties.permissions)
    }
}

fn resource_path(id: &str, doing: &str) -> Result<ApiPath, AzureError> {
    ApiPath::of_resource(id).map_err(|what: Unreadable| what.during(doing))
}

/// What follows a resource id in the id of a part of it.
fn part_of<'a>(scope: &str, at: &'a str) -> Option<&'a str> {
    let (head, rest) = (at.get(..scope.len())?, &at[scope.len()..]);
    (head.eq_ignore_ascii_case(scope) && rest.starts_with('/') && rest.len() > 1).then_some(rest)
}

/// The resource id of a resource of this type and name; `None` when it is not in this subscription, or not seen.
pub(super) async fn find_resource(
    arm: &Arm,
    subscription: &SubscriptionId,
    (kind, name): (&str, &str),
) -> Result<Option<String>, AzureError> {
    let path = ApiPath::new("subscriptions")
        .named(subscription)
        .then("resources")
        .with("$filter", format!("resourceType eq '{kind}' and name eq '{name}'"))
        .with("api-version", "2021-04-01");
    let found: Vec<Resource> = arm.list(&format!("look for {name} ({kind})"), &path).await?;
    Ok(found.into_iter().find(|one| one.name.eq_ignore_ascii_case(name)).map(|one| one.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_counts_within_the_part_that_it_is_assigned_on() {
        let permission = DataPermission { data_actions: vec!["x/*/read".into()], not_data_actions: Vec::new() };
        let on = |at: &str| {
            let mut rights = DataRights::none("/subscriptions/s/bus", "me");
            rights.take(at, vec![permission.clone()]);
            (rights.allow("x/y/read"), rights.parts_for("x/y/read").map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(on("/subscriptions/s"), (true, vec![]));
        assert_eq!(on("/"), (true, vec![]));
        assert_eq!(on("/Subscriptions/S/bus"), (true, vec![]));
        assert_eq!(on("/subscriptions/s/bus/queues/q"), (false, vec!["/queues/q".to_owned()]));
        assert_eq!(on("/subscriptions/s/bus/"), (true, vec![]));
    }
}
