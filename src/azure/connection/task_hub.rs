use super::configuration::{Configuration, Sharing, sharing};
use crate::record::DurableHost;

/// Settings of this name count before `host.json`.
const OVERRIDE: &str = "AzureFunctionsJobHost__extensions__durableTask__";
/// What is stored in by default, and the connection to it.
const AZURE_STORAGE: &str = "azurestorage";
const DEFAULT_CONNECTION: &str = "AzureWebJobsStorage";

/// The task hub of Durable Functions on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskHub {
    /// The one that is named after the site, with which no slot starts.
    Default,
    /// One of this name.
    Named(String),
    /// That cannot be seen from here; why.
    Untold(String),
}

impl Configuration<'_> {
    /// The task hub that content with this `host.json` has here, on a site of this name (facts: task-hubs).
    pub fn task_hub(&self, host: &DurableHost, site: &str) -> TaskHub {
        let Some(given) = self.overriding("hubName").or(host.hub.as_deref()) else { return TaskHub::Default };
        let Some(name) = self.resolved(given) else {
            return TaskHub::Untold(format!("`{given}` names a setting that is not set here, or is a reference"));
        };
        match plain(&name) {
            same if same == plain(site) => TaskHub::Default,
            empty if empty.is_empty() => TaskHub::Untold(format!("`{given}` is not a name")),
            _ => TaskHub::Named(name),
        }
    }

    /// Whether the task hubs of two sides lie in one storage.
    pub fn shares_hub_storage(&self, host: &DurableHost, other: &Self, other_host: &DurableHost) -> Sharing {
        match (self.hub_connection(host), other.hub_connection(other_host)) {
            (Some(mine), Some(others)) => sharing(self.place(mine, ""), other.place(others, ""), mine),
            _ => Sharing::Untold("`host.json` names no connection to the storage of its task hub".to_owned()),
        }
    }

    fn hub_connection<'a>(&'a self, host: &'a DurableHost) -> Option<&'a str> {
        let overriding = ["storageProvider__connectionName", "storageProvider__connectionStringName"];
        let named = overriding.iter().find_map(|name| self.overriding(name)).or(host.connection.as_deref());
        let is_default = host.provider.as_deref().is_none_or(|kind| kind == AZURE_STORAGE);
        named.or(is_default.then_some(DEFAULT_CONNECTION))
    }

    fn overriding(&self, name: &str) -> Option<&str> {
        let name = format!("{OVERRIDE}{name}");
        self.settings.value(&name).or_else(|| self.settings.value(&name.replace("__", ":")))
    }
}

/// A hub has a name of letters and digits; others of the site's name are left out of its default.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
