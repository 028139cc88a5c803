//! The built-in roles for blob data and who has them on an account or a container (docs: Azure built-in roles, "Storage"; Role
//! Assignments, List For Scope, 2022-04-01: with `atScope()` the list has those at the scope and above it, without it those below too).

use serde_json::{Value, json};

use super::errors;
use super::role_assignment::assigned;
use crate::doors::{Incoming, Reply};
use crate::laws::blob::roles::{actions, data_actions};
use crate::pattern::pattern;
use crate::state::{DataRole, RoleAssignment, State, StorageAccount};

/// The account, and the container, that a path names as its scope.
pub(super) struct DataScope {
    account: String,
    container: Option<String>,
}

/// All assignments in storage accounts of a principal: a list for the subscription has those below it (docs: Role Assignments, List For
/// Subscription).
pub(super) fn below_the_subscription(state: &State, principal: &str) -> Vec<Value> {
    let of_account = |account: &StorageAccount| {
        let own = account.assignments.iter().filter(|one| one.principal.eq_ignore_ascii_case(principal));
        own.map(|one| shown(state, account, one)).collect::<Vec<_>>()
    };
    state.storage.values().flat_map(of_account).collect()
}

fn shown(state: &State, account: &StorageAccount, one: &RoleAssignment) -> Value {
    let scope = scope(state, account, one.container.as_deref());
    let key = key(&scope, one.role, &one.principal);
    let named = state.directory.assigned.iter().find(|(_, other)| **other == key).map(|(name, _)| name.clone());
    // Made from both ends, a name is the same each time.
    let name =
        named.unwrap_or_else(|| format!("{}{}", &id(one.role)[..24], one.principal.get(24..).unwrap_or_default()));
    assigned(&scope, &name, &role_id(state, one.role), [&one.principal, "ServicePrincipal"])
}

impl DataScope {
    /// The scope of such a path; `None` for any other.
    pub(super) fn of(path: &str) -> Option<Self> {
        let found = pattern(
            r"(?i)/providers/Microsoft\.Storage/storageAccounts/([^/]+)(?:/blobServices/default/containers/([^/]+))?/providers/",
        )?;
        let parts = found.captures(path)?;
        let text = |at: usize| parts.get(at).map(|part| part.as_str().to_owned());
        Some(Self { account: text(1)?, container: text(2) })
    }

    fn in_state<'a>(&self, state: &'a State) -> Option<&'a StorageAccount> {
        state.storage.get(&self.account)
    }

    /// Lists the assignments at the scope and above it, of one principal or of all, and unless only those are asked for those below it.
    pub(super) fn list(&self, state: &State, principal: Option<&str>, at_scope: bool) -> Reply {
        let Some(account) = self.in_state(state) else { return self.missing() };
        let is_asked = |one: &&RoleAssignment| {
            principal.is_none_or(|principal| one.principal.eq_ignore_ascii_case(principal))
                && (one.container.is_none() || one.container == self.container || self.container.is_none() && !at_scope)
        };
        let all: Vec<Value> =
            account.assignments.iter().filter(is_asked).map(|one| shown(state, account, one)).collect();
        Reply::json(200, &json!({"value": all}))
    }

    /// Assigns a built-in role here (facts: arm-calls has how it is listed then). The same request again finds its assignment; one that is there under another name is refused, and
    /// so is a name that another assignment has (docs: Role Assignments, Create, 2022-04-01: 200 and 201; Troubleshoot Azure RBAC:
    /// `RoleAssignmentExists`, `RoleAssignmentUpdateNotPermitted`).
    pub(super) fn assign(&self, state: &mut State, incoming: &Incoming, name: &str) -> Reply {
        let body = incoming.json().unwrap_or_default();
        let text = |name: &str| body["properties"][name].as_str().unwrap_or_default().to_owned();
        let (wanted, principal) = (text("roleDefinitionId"), text("principalId"));
        let Some(role) = ALL.into_iter().find(|role| wanted.to_lowercase().ends_with(id(*role))) else {
            let message = format!("The specified role definition with ID '{wanted}' does not exist.");
            return errors::gateway(404, "RoleDefinitionDoesNotExist", message);
        };
        let at = incoming.path.split("/providers/Microsoft.Authorization").next().unwrap_or_default();
        let shows = assigned(at, name, &wanted, [&principal, &text("principalType")]);
        let key = key(at, role, &principal);
        match state.directory.assigned.get(&name.to_lowercase()) {
            Some(known) if *known == key => return Reply::json(200, &shows),
            Some(_) => {
                let message = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
                return errors::gateway(400, "RoleAssignmentUpdateNotPermitted", message);
            }
            None => {}
        }
        let Some(account) = state.storage.get_mut(&self.account) else { return self.missing() };
        let is_same = |one: &RoleAssignment| {
            one.role == role && one.container == self.container && one.principal.eq_ignore_ascii_case(&principal)
        };
        if account.assignments.iter().any(is_same) {
            let message = "The role assignment already exists.".to_owned();
            return errors::gateway(409, "RoleAssignmentExists", message);
        }
        state.directory.assigned.insert(name.to_lowercase(), key);
        account.assignments.push(RoleAssignment {
            principal: principal.clone(),
            container: self.container.clone(),
            role,
        });
        Reply::json(201, &shows)
    }

    fn missing(&self) -> Reply {
        let message = format!("The Resource 'Microsoft.Storage/storageAccounts/{}' was not found.", self.account);
        errors::gateway(404, "ResourceNotFound", message)
    }
}

fn key(scope: &str, role: DataRole, principal: &str) -> [String; 3] {
    [scope.to_lowercase(), id(role).to_owned(), principal.to_lowercase()]
}

const ALL: [DataRole; 5] =
    [DataRole::Reader, DataRole::Contributor, DataRole::Owner, DataRole::Delegator, DataRole::QueueProcessor];

/// The ids are the same in every tenant.
fn id(role: DataRole) -> &'static str {
    match role {
        DataRole::Reader => "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        DataRole::Contributor => "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        DataRole::Owner => "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        DataRole::Delegator => "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
        DataRole::QueueProcessor => "8a0f0c08-91a1-4084-bc3d-661d67233fed",
    }
}

fn name(role: DataRole) -> &'static str {
    match role {
        DataRole::Reader => "Storage Blob Data Reader",
        DataRole::Contributor => "Storage Blob Data Contributor",
        DataRole::Owner => "Storage Blob Data Owner",
        DataRole::Delegator => "Storage Blob Delegator",
        DataRole::QueueProcessor => "Storage Queue Data Message Processor",
    }
}

fn role_id(state: &State, role: DataRole) -> String {
    let id = id(role);
    format!("/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{id}", state.subscription)
}

fn scope(state: &State, account: &StorageAccount, container: Option<&str>) -> String {
    let below = container.map(|name| format!("/blobServices/default/containers/{name}")).unwrap_or_default();
    let (subscription, group, name) = (&state.subscription, &account.group, &account.name);
    format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}{below}"
    )
}

/// The definition of the built-in role with this id or name.
pub(super) fn definition(state: &State, wanted: &str) -> Option<Value> {
    let role = ALL.into_iter().find(|role| id(*role).eq_ignore_ascii_case(wanted) || name(*role) == wanted)?;
    Some(json!({
        "properties": {
            "roleName": name(role), "type": "BuiltInRole", "description": "", "assignableScopes": ["/"],
            "permissions": [{
                "actions": actions(role), "notActions": [], "dataActions": data_actions(role), "notDataActions": [],
            }],
        },
        "id": role_id(state, role), "type": "Microsoft.Authorization/roleDefinitions", "name": id(role),
    }))
}
