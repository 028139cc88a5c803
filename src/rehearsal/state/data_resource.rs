use serde::{Deserialize, Serialize};

/// A namespace of Service Bus or Event Hubs, or an account of Cosmos DB: only that it is there, and who has roles for its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataResource {
    /// Its name.
    pub name: String,
    /// The resource group.
    pub group: String,
    /// What it is.
    pub kind: DataKind,
    /// Who has which role for its data.
    pub roles: Vec<PartRole>,
}

/// What such a resource is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// A namespace of Service Bus.
    #[default]
    ServiceBus,
    /// A namespace of Event Hubs.
    EventHubs,
    /// An account of Cosmos DB.
    Cosmos,
}

/// A built-in role for the data of such a resource, assigned on it or on a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartRole {
    /// The object id of the principal.
    pub principal: String,
    /// Only within this part: `queues/orders`, `topics/sold/subscriptions/mail`, `eventhubs/clicks`, `dbs/shop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The role.
    pub role: ResourceRole,
}

/// What a built-in role is for; with the kind of the resource it is one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResourceRole {
    /// Data Owner; Cosmos DB Built-in Data Contributor.
    Owner,
    /// Data Receiver; Cosmos DB Built-in Data Reader.
    Receiver,
    /// Data Sender.
    Sender,
}

impl DataKind {
    /// The type of the resource.
    pub fn resource_type(self) -> &'static str {
        match self {
            Self::ServiceBus => "Microsoft.ServiceBus/namespaces",
            Self::EventHubs => "Microsoft.EventHub/namespaces",
            Self::Cosmos => "Microsoft.DocumentDB/databaseAccounts",
        }
    }
}
