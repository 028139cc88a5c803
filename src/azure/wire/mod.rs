//! What the services write, as they document it: one file per resource.
//!
//! A field is optional here only where the service documents that it may be absent; any other that is absent, or of another
//! type, makes the answer [`Unreadable`](super::Unreadable), which names it. Fields that this program does not use are not
//! looked at. The documents: the OpenAPI definitions of Microsoft.Web 2023-12-01
//! (<https://github.com/Azure/azure-rest-api-specs/tree/main/specification/web>), of Microsoft.Insights 2024-02-01
//! (<https://github.com/Azure/azure-rest-api-specs/tree/main/specification/monitor>), and the sources of Kudu
//! (<https://github.com/projectkudu/kudu>) and of the Functions host (<https://github.com/Azure/azure-functions-host>).

mod auth_settings;
mod command_end;
mod component;
mod deploying;
mod deployment;
mod deployment_log;
mod drain_status;
mod endpoints;
mod folder_entry;
mod function;
mod host_status;
mod keys;
mod metrics;
mod moving_config;
mod network_access;
mod number;
mod page;
mod permission;
mod plan;
mod query_result;
mod read;
#[cfg(test)]
mod recordings;
mod refusal;
mod resource;
mod setting_reference;
mod settings;
mod site;
mod site_config;
mod slot_config_names;
mod stamp;
mod strict;
#[cfg(test)]
mod tests;
mod text;

pub(super) use auth_settings::AuthSettings;
pub(super) use command_end::CommandEnd;
pub(super) use component::Component;
pub(super) use deploying::Deploying;
pub(super) use deployment::Deployment;
pub(super) use deployment_log::LogEntry;
pub(super) use drain_status::DrainStatus;
pub(super) use endpoints::Endpoints;
pub(super) use folder_entry::FolderEntry;
pub(super) use function::{Binding, Function};
pub(super) use host_status::HostStatus;
pub(super) use keys::{FunctionKeys, HostKeys};
pub(super) use metrics::{Metric, Metrics, Point};
pub(super) use moving_config::MovingConfig;
pub(super) use network_access::{AccessProperties, AccessRule, NetworkAccess};
pub(super) use page::Page;
pub(super) use permission::Permission;
pub(super) use plan::Plan;
pub(super) use query_result::{QueryResult, Table};
pub(super) use read::{parse, read};
pub(super) use refusal::{ProviderRefusal, Refusal};
pub(super) use resource::Resource;
pub(super) use setting_reference::SettingReference;
pub(super) use settings::{ConnectionStrings, Settings};
pub(super) use site::{HostNameSslState, ManagedIdentity, Site};
pub(super) use site_config::SiteConfig;
pub(super) use slot_config_names::SlotConfigNames;
pub(super) use stamp::Stamp;
