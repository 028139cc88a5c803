/// A service whose data functions read and write by an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataService {
    /// Azure Storage.
    Storage,
    /// Service Bus.
    ServiceBus,
    /// Event Hubs.
    EventHubs,
    /// Cosmos DB, which has data roles of its own.
    Cosmos,
}

/// What is done with the data of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataUse {
    /// Blobs are read and written.
    Blobs,
    /// Blobs are read.
    ReadBlobs,
    /// Messages are taken from queues of a storage account.
    Queues,
    /// Messages are added to such queues.
    AddToQueues,
    /// Entities of tables are read and written.
    Tables,
    /// Entities of tables are read.
    ReadTables,
    /// Messages of a Service Bus are received.
    ReceiveMessages,
    /// Messages are sent to one.
    SendMessages,
    /// Events of Event Hubs are received.
    ReceiveEvents,
    /// Events are sent to them.
    SendEvents,
    /// Items of Cosmos DB are read and written.
    Items,
    /// Items of Cosmos DB are read.
    ReadItems,
}

/// Which part of a resource's data is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// No part that is named: all of it.
    Whole,
    /// The queue, topic, hub, container or table of this name.
    Named(String),
    /// A part whose name is not seen.
    Unseen,
}

impl DataService {
    /// The type of its resources.
    pub fn resource_type(self) -> &'static str {
        match self {
            Self::Storage => "Microsoft.Storage/storageAccounts",
            Self::ServiceBus => "Microsoft.ServiceBus/namespaces",
            Self::EventHubs => "Microsoft.EventHub/namespaces",
            Self::Cosmos => "Microsoft.DocumentDB/databaseAccounts",
        }
    }
}

impl DataUse {
    /// Of which service.
    pub fn service(self) -> DataService {
        match self {
            Self::Blobs | Self::ReadBlobs | Self::Queues | Self::AddToQueues | Self::Tables | Self::ReadTables => {
                DataService::Storage
            }
            Self::ReceiveMessages | Self::SendMessages => DataService::ServiceBus,
            Self::ReceiveEvents | Self::SendEvents => DataService::EventHubs,
            Self::Items | Self::ReadItems => DataService::Cosmos,
        }
    }

    /// The data actions of which one is enough (docs: Azure permissions for Storage, Integration and Analytics; Put Message; Cosmos DB
    /// for NoSQL, data plane roles and actions).
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Blobs => &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"],
            Self::ReadBlobs => &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
            Self::Queues => &["Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action"],
            Self::AddToQueues => &[
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action",
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
            ],
            Self::Tables => &["Microsoft.Storage/storageAccounts/tableServices/tables/entities/write"],
            Self::ReadTables => &["Microsoft.Storage/storageAccounts/tableServices/tables/entities/read"],
            Self::ReceiveMessages => &["Microsoft.ServiceBus/namespaces/messages/receive/action"],
            Self::SendMessages => &["Microsoft.ServiceBus/namespaces/messages/send/action"],
            Self::ReceiveEvents => &["Microsoft.EventHub/namespaces/messages/receive/action"],
            Self::SendEvents => &["Microsoft.EventHub/namespaces/messages/send/action"],
            Self::Items => &["Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/create"],
            Self::ReadItems => &["Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read"],
        }
    }

    /// The built-in role that is recommended for it (facts: identity-connections).
    pub fn role(self) -> &'static str {
        match self {
            Self::Blobs => "Storage Blob Data Owner",
            Self::ReadBlobs => "Storage Blob Data Reader",
            Self::Queues | Self::AddToQueues => "Storage Queue Data Contributor",
            Self::Tables => "Storage Table Data Contributor",
            Self::ReadTables => "Storage Table Data Reader",
            Self::ReceiveMessages => "Azure Service Bus Data Receiver",
            Self::SendMessages => "Azure Service Bus Data Sender",
            Self::ReceiveEvents => "Azure Event Hubs Data Receiver",
            Self::SendEvents => "Azure Event Hubs Data Sender",
            Self::Items => "Cosmos DB Built-in Data Contributor",
            Self::ReadItems => "Cosmos DB Built-in Data Reader",
        }
    }
}
