use std::time::Duration;

use super::functions::{list_functions, sync_triggers};
use super::identity::read_identity;
use super::{AppSettings, Arm, AzureError, Host, Scm, Site, SiteRef, WebConfig};
use crate::record::{FunctionSet, IdentityEvidence};

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
        let value = arm.get(&doing, &at.path()).await?;
        Site::parse(&doing, &value)
    }

    /// The same for who looks again and again: no single answer is waited for long.
    pub async fn glance(&self) -> Result<Site, AzureError> {
        let doing = format!("read {}", self.at);
        let value = self.arm.measure(&doing, &self.at.path()).await?;
        Site::parse(&doing, &value)
    }

    /// The names of the app's slots; production is not among them.
    pub async fn slots(arm: &Arm, at: &SiteRef) -> Result<Vec<String>, AzureError> {
        let path = format!("{}/slots", at.app.path());
        let slots = arm.list("list the slots", &path).await?;
        let name = |slot: &serde_json::Value| slot["name"].as_str()?.rsplit('/').next().map(str::to_owned);
        Ok(slots.iter().filter_map(name).collect())
    }

    /// The control plane it is asked through.
    pub fn arm(&self) -> &Arm {
        &self.arm
    }

    /// Which side it is.
    pub fn at(&self) -> &SiteRef {
        &self.at
    }

    /// Where users, or probes, find it.
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

    /// On how many instances it runs.
    pub async fn instances(&self) -> Result<usize, AzureError> {
        let doing = format!("list the instances of {}", self.at);
        Ok(self.arm.list(&doing, &format!("{}/instances", self.at.path())).await?.len())
    }

    /// Its settings.
    pub async fn settings(&self) -> Result<AppSettings, AzureError> {
        AppSettings::read(&self.arm, &self.at).await
    }

    /// Its configuration.
    pub async fn web_config(&self) -> Result<WebConfig, AzureError> {
        WebConfig::read(&self.arm, &self.at).await
    }

    /// What it runs. Never an error: what cannot be read is `Unknown`, with the reason.
    pub async fn identity(&self) -> IdentityEvidence {
        read_identity(self).await
    }

    /// Makes the control plane ask the host for its functions.
    pub async fn sync_triggers(&self) -> Result<(), AzureError> {
        sync_triggers(&self.arm, &self.at).await
    }

    /// Restarts it. Returns before the restart is through.
    pub async fn restart(&self) -> Result<(), AzureError> {
        let doing = format!("restart {}", self.at);
        let path = format!("{}/restart", self.at.path());
        self.arm.post_when_free(&doing, &path, Duration::from_secs(180)).await?;
        Ok(())
    }
}
