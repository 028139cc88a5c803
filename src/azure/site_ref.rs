use std::fmt;

use super::path::ApiPath;
use crate::names::{AppName, GroupName, SlotName, SubscriptionId};
use crate::record::shell_line;

/// An app on the control plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppId {
    /// The subscription's id.
    pub subscription: SubscriptionId,
    /// The resource group.
    pub group: GroupName,
    /// The app's name.
    pub name: AppName,
}

/// One side of an app: production, or a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteRef {
    /// The app.
    pub app: AppId,
    /// The slot; `None` is production.
    pub slot: Option<SlotName>,
}

impl SiteRef {
    /// The side that is called `slot`; `production` has no resource of its own.
    pub fn new(app: AppId, slot: &SlotName) -> Self {
        Self { app, slot: (!slot.is_production()).then(|| slot.clone()) }
    }

    /// Its path on the control plane.
    pub fn path(&self) -> ApiPath {
        match &self.slot {
            Some(slot) => self.app.path().then("slots").named(slot),
            None => self.app.path(),
        }
    }

    /// What the swap calls it.
    pub fn slot_name(&self) -> &str {
        self.slot.as_ref().map_or("production", SlotName::as_str)
    }
}

impl SiteRef {
    /// The Azure CLI's command `az {verb} … {rest}` for this side.
    pub fn command(&self, verb: &str, rest: &[&str]) -> String {
        let slot = self.slot.iter().flat_map(|slot| ["--slot", slot.as_str()]);
        self.app.command(verb, slot.chain(rest.iter().copied()))
    }

    /// The command that sets these, each as `NAME=value`, as slot settings.
    pub fn command_for_slot_settings(&self, settings: &[String]) -> String {
        let settings = settings.iter().map(String::as_str);
        let rest: Vec<&str> = ["--slot-settings"].into_iter().chain(settings).collect();
        self.command("functionapp config appsettings set", &rest)
    }
}

impl AppId {
    /// The Azure CLI's command `az {verb} --name … --resource-group … {rest}`.
    pub fn command<'a>(&'a self, verb: &'a str, rest: impl IntoIterator<Item = &'a str>) -> String {
        let app = ["--name", self.name.as_str(), "--resource-group", self.group.as_str()];
        shell_line(["az"].into_iter().chain(verb.split(' ')).chain(app).chain(rest))
    }

    /// Its path on the control plane.
    pub fn path(&self) -> ApiPath {
        let group = ApiPath::new("subscriptions").named(&self.subscription).then("resourceGroups").named(&self.group);
        group.then("providers/Microsoft.Web/sites").named(&self.name)
    }
}

impl fmt::Display for SiteRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.slot {
            Some(slot) => write!(f, "slot `{slot}` of {}", self.app.name),
            None => write!(f, "production of {}", self.app.name),
        }
    }
}
