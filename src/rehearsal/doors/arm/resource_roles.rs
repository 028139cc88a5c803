//! The built-in roles for the data of Service Bus and Event Hubs, and who has them on a namespace or a part of it (docs: Azure built-in
//! roles, "Integration" and "Analytics"; Role Assignments, List For Scope, 2022-04-01: with `atScope()` the list has those at the scope
//! and above it, without it those below too).

use serde_json::{Value, json};

use super::errors;
use super::role_assignment::assigned;
use crate::doors::Reply;
use crate::pattern::pattern;
use crate::state::{DataKind, DataResource, PartRole, ResourceRole, State};

/// The namespace that a path names as its scope.
pub(super) struct NamespaceScope {
    kind: DataKind,
    name: String,
}

impl NamespaceScope {
    /// The scope of such a path; `None` for any other.
    pub(super) fn of(path: &str) -> Option<Self> {
        let found = pattern(r"(?i)/providers/Microsoft\.(ServiceBus|EventHub)/namespaces/([^/]+)/providers/")?;
        let parts = found.captures(path)?;
        let kind = if parts[1].eq_ignore_ascii_case("ServiceBus") { DataKind::ServiceBus } else { DataKind::EventHubs };
        Some(Self { kind, name: parts[2].to_owned() })
    }

    /// Lists the assignments at the scope and, unless only those are asked for, below it, of one principal or of all.
    pub(super) fn list(&self, state: &State, principal: Option<&str>, at_scope: bool) -> Reply {
        let Some(resource) = find(state, self.kind, &self.name) else {
            let message = format!("The Resource '{}/{}' was not found.", self.kind.resource_type(), self.name);
            return errors::gateway(404, "ResourceNotFound", message);
        };
        let is_asked = |one: &&PartRole| {
            principal.is_none_or(|principal| one.principal.eq_ignore_ascii_case(principal))
                && (one.part.is_none() || !at_scope)
        };
        let shown = |one: &PartRole| {
            let scope = scope(state, resource, one.part.as_deref());
            let id = id(self.kind, one.role);
            let name = format!("{}{}", &id[..24], one.principal.get(24..).unwrap_or_default());
            assigned(&scope, &name, &role_id(state, id), [&one.principal, "ServicePrincipal"])
        };
        let all: Vec<Value> = resource.roles.iter().filter(is_asked).map(shown).collect();
        Reply::json(200, &json!({"value": all}))
    }
}

/// The resource of this kind and name.
pub(super) fn find<'a>(state: &'a State, kind: DataKind, name: &str) -> Option<&'a DataResource> {
    state.data_resources.values().find(|one| one.kind == kind && one.name.eq_ignore_ascii_case(name))
}

/// The resource id of it, or of a part.
pub(super) fn scope(state: &State, resource: &DataResource, part: Option<&str>) -> String {
    let below = part.map(|part| format!("/{part}")).unwrap_or_default();
    let (subscription, group, name) = (&state.subscription, &resource.group, &resource.name);
    let kind = resource.kind.resource_type();
    format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}{below}")
}

/// How these are listed among the resources.
pub(super) fn listed(state: &State, group: Option<&str>) -> Vec<Value> {
    let of_group = |one: &&DataResource| group.is_none_or(|group| one.group.eq_ignore_ascii_case(group));
    let shown = |one: &DataResource| {
        json!({
            "id": scope(state, one, None), "name": one.name, "type": one.kind.resource_type(), "location": "West Europe",
            "tags": {},
        })
    };
    state.data_resources.values().filter(of_group).map(shown).collect()
}

const ALL: [(DataKind, ResourceRole); 6] = [
    (DataKind::ServiceBus, ResourceRole::Owner),
    (DataKind::ServiceBus, ResourceRole::Receiver),
    (DataKind::ServiceBus, ResourceRole::Sender),
    (DataKind::EventHubs, ResourceRole::Owner),
    (DataKind::EventHubs, ResourceRole::Receiver),
    (DataKind::EventHubs, ResourceRole::Sender),
];

/// The ids are the same in every tenant. Cosmos DB keeps its roles itself.
fn id(kind: DataKind, role: ResourceRole) -> &'static str {
    match (kind, role) {
        (DataKind::EventHubs, ResourceRole::Owner) => "f526a384-b230-433a-b45c-95f59c4a2dec",
        (DataKind::EventHubs, ResourceRole::Receiver) => "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
        (DataKind::EventHubs, ResourceRole::Sender) => "2b629674-e913-4c01-ae53-ef4638d8f975",
        (_, ResourceRole::Owner) => "090c5cfd-751d-490a-894a-3ce6f1109419",
        (_, ResourceRole::Receiver) => "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
        (_, ResourceRole::Sender) => "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
    }
}

fn role_id(state: &State, id: &str) -> String {
    format!("/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{id}", state.subscription)
}

/// The definition of the built-in role with this id or name.
pub(super) fn definition(state: &State, wanted: &str) -> Option<Value> {
    let name = |(kind, role): (DataKind, ResourceRole)| {
        let service = if kind == DataKind::EventHubs { "Azure Event Hubs" } else { "Azure Service Bus" };
        format!("{service} Data {role:?}")
    };
    let is_wanted =
        |one: &(DataKind, ResourceRole)| id(one.0, one.1).eq_ignore_ascii_case(wanted) || name(*one) == wanted;
    let (kind, role) = ALL.into_iter().find(is_wanted)?;
    let provider = if kind == DataKind::EventHubs { "Microsoft.EventHub" } else { "Microsoft.ServiceBus" };
    let (actions, data): (&[&str], &str) = match (kind, role) {
        (_, ResourceRole::Owner) => (&["*"], "*"),
        (DataKind::EventHubs, ResourceRole::Receiver) => (&["*/eventhubs/consumergroups/read"], "*/receive/action"),
        (DataKind::EventHubs, ResourceRole::Sender) => (&["*/eventhubs/read"], "*/send/action"),
        (_, ResourceRole::Receiver) => {
            (&["*/queues/read", "*/topics/read", "*/topics/subscriptions/read"], "*/receive/action")
        }
        (_, ResourceRole::Sender) => {
            (&["*/queues/read", "*/topics/read", "*/topics/subscriptions/read"], "*/send/action")
        }
    };
    let actions: Vec<String> = actions.iter().map(|action| format!("{provider}/{action}")).collect();
    Some(json!({
        "properties": {
            "roleName": name((kind, role)), "type": "BuiltInRole", "description": "", "assignableScopes": ["/"],
            "permissions": [{
                "actions": actions, "notActions": [], "dataActions": [format!("{provider}/{data}")], "notDataActions": [],
            }],
        },
        "id": role_id(state, id(kind, role)), "type": "Microsoft.Authorization/roleDefinitions", "name": id(kind, role),
    }))
}
