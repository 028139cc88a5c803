use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::functions::{list_functions, list_if_there, sync_triggers};
use super::wire::{self, Resource};
use super::{AppSettings, Arm, AzureError, Host, Scm, Site, SiteRef, Unreadable, WebConfig};
use crate::record::FunctionSet;

/// One side of an app, with everything that can be asked of it. Its hosts are those that ARM named.
#[derive(Clone)]
pub struct Side {
    arm: Arm,
    at: SiteRef,
    /// Its SCM site.
    pub scm: Scm,
    /// Its Functions host.
    pub host: Host,
    site_host: String,
}

impl Side {
    /// The side at `at`, as `site` describes it.
    pub fn new(arm: Arm, at: SiteRef, site: &Site) -> Self {
        Self {
            scm: Scm::new(arm.clone(), at.clone(), site.hosts.scm.clone()),
            host: Host::new(arm.clone(), at.clone(), site.hosts.site.clone()),
            site_host: site.hosts.site.clone(),
            arm,
            at,
        }
    }

    /// Reads the resource of a side.
    pub async fn read_site(arm: &Arm, at: &SiteRef) -> Result<Site, AzureError> {
        let doing = format!("read {at}");
        let answer: wire::Site = arm.get(&doing, &at.path()).await?;
        Site::of(answer).and_then(|site| site.about(at)).map_err(|what| what.during(&doing))
    }

    /// The same for repeated reads: without a long wait for a single answer.
    pub async fn glance(&self) -> Result<Site, AzureError> {
        let doing = format!("read {}", self.at);
        let answer: wire::Site = self.arm.measure(&doing, &self.at.path()).await?;
        Site::of(answer).and_then(|site| site.about(&self.at)).map_err(|what| what.during(&doing))
    }

    /// The same side for looks, of which none is worth a wait: every question is asked once, with this much time for its
    /// answer.
    pub fn glancing(&self, patience: Duration) -> Self {
        let arm = self.arm.glancing(patience);
        Self { scm: self.scm.by(&arm), host: self.host.by(&arm), arm, ..self.clone() }
    }

    /// The same side for one of several readings: no question takes longer than this.
    pub fn hurried(&self, limit: Duration) -> Self {
        let arm = self.arm.hurried(limit);
        Self { scm: self.scm.by(&arm), host: self.host.by(&arm), arm, ..self.clone() }
    }

    /// The names of the app's slots; production is not among them.
    pub async fn slots(arm: &Arm, at: &SiteRef) -> Result<Vec<String>, AzureError> {
        Ok(Self::listed(arm, at).await?.into_iter().map(|(name, _)| name).collect())
    }

    /// The same, each with what GET on it would answer, as far as that can be read: the list has whole resources (facts:
    /// arm-calls).
    pub async fn listed(arm: &Arm, at: &SiteRef) -> Result<Vec<(String, Option<Site>)>, AzureError> {
        let path = at.app.path().then("slots");
        let slots: Vec<Value> = arm.list("list the slots", &path).await?;
        let read = |slot: Value| {
            let name = Resource::deserialize(&slot).ok()?.own_name().to_owned();
            let own = name.parse().ok().map(|slot| SiteRef { slot: Some(slot), ..at.clone() });
            let site = own.and_then(|own| Site::of(serde_json::from_value(slot).ok()?).ok()?.about(&own).ok());
            Some((name, site))
        };
        let count = slots.len();
        let named: Vec<_> = slots.into_iter().filter_map(read).collect();
        if named.len() < count {
            return Err(Unreadable::missing("name").during("list the slots"));
        }
        Ok(named)
    }

    /// The control plane.
    pub fn arm(&self) -> &Arm {
        &self.arm
    }

    /// Which side it is.
    pub fn at(&self) -> &SiteRef {
        &self.at
    }

    /// Its URL for users and probes.
    pub fn url(&self) -> String {
        format!("https://{}", self.site_host)
    }

    /// Its resource, read anew.
    pub async fn site(&self) -> Result<Site, AzureError> {
        Self::read_site(&self.arm, &self.at).await
    }

    /// Its functions.
    pub async fn functions(&self) -> Result<FunctionSet, AzureError> {
        list_functions(&self.arm, &self.at).await
    }

    /// The same; an answer that there is no such list is an error.
    pub async fn functions_that_are_listed(&self) -> Result<FunctionSet, AzureError> {
        list_if_there(&self.arm, &self.at).await
    }

    /// On how many instances it runs.
    pub async fn instances(&self) -> Result<usize, AzureError> {
        let doing = format!("list the instances of {}", self.at);
        let instances: Vec<Resource> = self.arm.list(&doing, &self.at.path().then("instances")).await?;
        Ok(instances.len())
    }

    /// Its settings.
    pub async fn settings(&self) -> Result<AppSettings, AzureError> {
        AppSettings::read(&self.arm, &self.at).await
    }

    /// Its connection strings, as settings.
    pub async fn connection_strings(&self) -> Result<AppSettings, AzureError> {
        AppSettings::read_connection_strings(&self.arm, &self.at).await
    }

    /// Its configuration.
    pub async fn web_config(&self) -> Result<WebConfig, AzureError> {
        WebConfig::read(&self.arm, &self.at).await
    }

    /// Makes the control plane ask the host for its functions.
    pub async fn sync_triggers(&self) -> Result<(), AzureError> {
        sync_triggers(&self.arm, &self.at).await
    }

    /// Starts it. Returns before it runs.
    pub async fn start(&self) -> Result<(), AzureError> {
        self.power("start").await
    }

    /// Stops it.
    pub async fn stop(&self) -> Result<(), AzureError> {
        self.power("stop").await
    }

    /// Restarts it. Returns before the restart is through.
    pub async fn restart(&self) -> Result<(), AzureError> {
        self.power("restart").await
    }

    /// Each of them may arrive twice (facts: arm-calls).
    async fn power(&self, what: &'static str) -> Result<(), AzureError> {
        let doing = format!("{what} {}", self.at);
        let path = self.at.path().then(what);
        self.arm.post_when_free(&doing, &path, Duration::from_secs(180)).await?;
        Ok(())
    }
}
