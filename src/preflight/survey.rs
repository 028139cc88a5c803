use std::time::Duration;

use crate::azure::{
    AppSettings, Arm, AzureError, Plan, Side, Site, SiteRef, SlotConfigNames, WebConfig, has_site_auth, read_traffic,
};
use crate::http::{Policy, Request};
use crate::record::{Explain, Finding, FunctionSet, HostHealth, IdentityEvidence, Minute, RuleMode};

use super::production_healthy::RECENT;

/// Everything that the checks look at, read once.
pub struct Survey {
    /// The side that serves users.
    pub target: SiteRef,
    /// The slot that is deployed to.
    pub slot: SiteRef,
    /// Its resource.
    pub production: Site,
    /// The plan; an error when it could not be read.
    pub plan: Result<Plan, AzureError>,
    /// The names of all slots; an error when they could not be listed.
    pub slots: Result<Vec<String>, AzureError>,
    /// The slot, when it is there.
    pub on_slot: Option<SlotSurvey>,
    /// What production runs.
    pub production_identity: IdentityEvidence,
    /// Production's functions.
    pub production_functions: Result<FunctionSet, AzureError>,
    /// Production's settings.
    pub production_settings: Result<AppSettings, AzureError>,
    /// The names of the settings that stay with their slot.
    pub sticky: Result<SlotConfigNames, AzureError>,
    /// Production's configuration.
    pub production_config: Result<WebConfig, AzureError>,
    /// How production's host is.
    pub production_host: HostHealth,
    /// Production's users in the last minutes; an error when the metrics could not be read.
    pub production_traffic: Result<Vec<Minute>, AzureError>,
    /// What a production that is unhealthy already means.
    pub unhealthy_before: RuleMode,
    /// Whether what is only a warning stops the release.
    pub strict: bool,
    /// What only a swap with preview depends on; `None` when none is asked for.
    pub preview: Option<PreviewSurvey>,
}

/// What a swap with preview depends on besides.
pub struct PreviewSurvey {
    /// Whether the platform signs users in on production or on the slot.
    pub site_auth: Result<bool, AzureError>,
}

/// What was read of the slot.
pub struct SlotSurvey {
    /// Its resource.
    pub site: Site,
    /// Its functions.
    pub functions: Result<FunctionSet, AzureError>,
    /// Its settings.
    pub settings: Result<AppSettings, AzureError>,
    /// Its configuration.
    pub config: Result<WebConfig, AzureError>,
    /// Whether this machine can reach it.
    pub reach: Reach,
}

/// Whether the slot's host can be reached from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It answered.
    Yes,
    /// It answered that this machine may not come in.
    Forbidden,
    /// It did not answer; the reason in words.
    No(String),
}

impl Survey {
    /// Reads everything. Only a production that cannot be read at all is an error; the rest is for
    /// the checks to judge.
    pub async fn read(
        arm: &Arm,
        target: SiteRef,
        slot: SiteRef,
        strict: bool,
        unhealthy_before: RuleMode,
    ) -> Result<Self, AzureError> {
        let now = arm.pace().wall();
        let production = Side::read_site(arm, &target).await?;
        let side = Side::new(arm.clone(), target.clone(), &production);
        let on_slot = match Side::read_site(arm, &slot).await {
            Ok(site) => Some(SlotSurvey::read(arm, &slot, site).await),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            plan: Plan::read(arm, &production.plan_id).await,
            slots: Side::slots(arm, &target).await,
            production_identity: side.identity().await,
            production_functions: side.functions().await,
            production_settings: side.settings().await,
            production_config: side.web_config().await,
            production_host: side.host.health().await,
            production_traffic: read_traffic(arm, &target, now - RECENT, now).await,
            unhealthy_before,
            sticky: SlotConfigNames::read(arm, &target.app).await,
            on_slot,
            target,
            slot,
            production,
            strict,
            preview: None,
        })
    }

    /// The same, for a swap with preview.
    pub async fn with_preview(mut self, arm: &Arm) -> Self {
        let production = has_site_auth(arm, &self.target).await;
        let site_auth = match production {
            Ok(false) => has_site_auth(arm, &self.slot).await,
            known => known,
        };
        self.preview = Some(PreviewSurvey { site_auth });
        self
    }
}

impl Survey {
    /// The settings of production and of the slot; when they could not be read, the finding that says so. `None` without
    /// a slot.
    pub fn both_settings(&self, check: &str, what: &str) -> Option<Result<(&AppSettings, &AppSettings), Finding>> {
        let slot = self.on_slot.as_ref()?;
        Some(match (&self.production_settings, &slot.settings) {
            (Ok(production), Ok(slot)) => Ok((production, slot)),
            (Err(error), _) | (_, Err(error)) => Err(Finding::warning(
                check,
                format!("{what} could not be read ({error})"),
                // A lock forbids it as well as a missing right does, and each has its own mend.
                error.hints().into_iter().next().unwrap_or_default(),
            )),
        })
    }
}

impl SlotSurvey {
    async fn read(arm: &Arm, at: &SiteRef, site: Site) -> Self {
        let side = Side::new(arm.clone(), at.clone(), &site);
        Self {
            functions: side.functions().await,
            settings: side.settings().await,
            config: side.web_config().await,
            reach: reach(arm, &site).await,
            site,
        }
    }
}

/// `/admin/host/ping` answers anyone with 200 whatever the host does: just right to learn whether
/// one can get there.
async fn reach(arm: &Arm, site: &Site) -> Reach {
    let Ok(url) = format!("https://{}/admin/host/ping", site.hosts.site).parse() else {
        return Reach::No(format!("`{}` is no host name", site.hosts.site));
    };
    let policy = Policy::safe().within(Duration::from_secs(90)).attempt(Duration::from_secs(40));
    match arm.http().send(Request::get(url).policy(policy)).await {
        // A stopped app answers 403 as well; whether it runs is another check's question.
        Ok(response) if response.status == 403 && site.is_running() => Reach::Forbidden,
        Ok(_) => Reach::Yes,
        Err(error) => Reach::No(error.to_string()),
    }
}
