use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::StrictMap;
use super::config_stores::ConfigStorePart;
use super::data_resources::DataResourcePart;
use super::either::either;
use super::identity_part::{GitHubPart, PrincipalPart};
use super::insights::InsightsPart;
use super::side_part::SidePart;
use super::storage::StoragePart;
use super::unsaid::{is_default, is_false};
use super::users::UsersPart;
use super::vaults::VaultPart;
use crate::faults::Fault;
use crate::state::{Lock, Races, ScopeLock};

/// A world as it is written down. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Description {
    /// The tenant's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The subscription's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// What is released; the first app and its slot `staging` when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Target>,
    /// Who releases: repository, branch, environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub github: Option<GitHubPart>,
    /// Whom the workflow signs in as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<PrincipalPart>,
    /// Others that can sign in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_principals: Vec<PrincipalPart>,
    /// Plans by name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub plans: StrictMap<PlanPart>,
    /// Apps by name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub apps: StrictMap<SiteApp>,
    /// Storage queues by `account/queue`, each with its messages; those of a Service Bus by `namespace/queue` and
    /// `namespace/topic/subscription`, the namespace being a whole host name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub queues: StrictMap<Vec<String>>,
    /// Key Vaults by name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub vaults: StrictMap<VaultPart>,
    /// Stores of App Configuration by name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub config_stores: StrictMap<ConfigStorePart>,
    /// Storage accounts by name; the one of the default world when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<StrictMap<StoragePart>>,
    /// Namespaces of Service Bus and Event Hubs and accounts of Cosmos DB by name.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub data_resources: StrictMap<DataResourcePart>,
    /// Application Insights components by name; the one of the default world when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insights: Option<StrictMap<InsightsPart>>,
    /// Users that come by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<UsersPart>,
    /// Management locks of groups and other scopes, by their ids; that of an app may be said with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<ScopeLock>,
    /// Resource providers that the subscription has not registered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unregistered: Vec<String>,
    /// Whether the control plane keeps to itself which operation goes on: `inProgressOperationId` stays null.
    #[serde(skip_serializing_if = "is_false")]
    pub hides_operations: bool,
    /// Whether `slotSwapStatus` is written only when the whole operation is over.
    #[serde(skip_serializing_if = "is_false")]
    pub stamps_swaps_at_the_end: bool,
    /// How the platform's own work overlaps.
    #[serde(skip_serializing_if = "is_default")]
    pub races: Races,
    /// What goes wrong on purpose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// What is released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The app.
    pub app: String,
    /// Its slot.
    pub slot: String,
}

/// A plan: its SKU alone, or more of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanPart {
    /// `EP1`, `S1`, `Y1`, …
    pub sku: String,
    /// Whether its machines run Windows.
    pub windows: bool,
}

impl Default for PlanPart {
    fn default() -> Self {
        Self { sku: "EP1".to_owned(), windows: false }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanInFull {
    sku: String,
    #[serde(default)]
    windows: bool,
}

impl Serialize for PlanPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.windows {
            serializer.serialize_str(&self.sku)
        } else {
            PlanInFull { sku: self.sku.clone(), windows: true }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PlanPart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |sku: &str| Ok(Self { sku: sku.to_owned(), windows: false });
        either(deserializer, "a SKU, or `sku` and `windows`", short, |full: PlanInFull| Self {
            sku: full.sku,
            windows: full.windows,
        })
    }
}

/// An app.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SiteApp {
    /// Its resource group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Its region, as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The name of its plan; one of SKU EP1 of its own when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// `kind` of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `linuxFxVersion`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// `functionAppConfig` of an app on Flex Consumption; the platform's own when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_app_config: Option<serde_json::Value>,
    /// A management lock: `CanNotDelete` or `ReadOnly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
    /// Names of settings that stay with their slot; never written yet when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sticky: Option<Vec<String>>,
    /// The same for connection strings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticky_connection_strings: Vec<String>,
    /// The same for mounted storage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sticky_storage: Vec<String>,
    /// The side that serves users.
    pub production: SidePart,
    /// The others, by name. What a slot does not say is as in production.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub slots: StrictMap<SidePart>,
}
