use std::time::Duration;

use super::Fact;
use super::reading::{Reading, Wanted};
use super::seen_packages::SeenPackages;
use crate::azure::{ApiPath, AppSettings, Arm, Rights, Side, Site, WebConfig, has_site_auth};
use crate::http::{Policy, Request};
use crate::record::{DurableHost, FunctionSet};

/// The facts of a slot that is there.
pub struct SlotSurvey {
    /// Its resource.
    pub site: Site,
    /// Its functions.
    pub functions: Reading<FunctionSet>,
    /// Its settings.
    pub settings: Reading<AppSettings>,
    /// Its connection strings.
    pub connection_strings: Reading<AppSettings>,
    /// What its `host.json` says of Durable Functions; `None` where none is listed.
    pub durable: Reading<Option<DurableHost>>,
    /// Its configuration.
    pub config: Reading<WebConfig>,
    /// Whether this machine can reach it.
    pub reach: Reading<Reach>,
    /// Whether the platform signs its users in.
    pub sign_in: Reading<bool>,
    /// What this identity may do with it.
    pub rights: Reading<Rights>,
    /// What its SCM site says of the packages on its share; `None` where it does not run from one.
    pub packages: Reading<Option<SeenPackages>>,
}

/// Whether the slot's host can be reached from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It answered.
    Yes,
    /// It refused this machine.
    Forbidden,
    /// It did not answer; the reason in words.
    No(String),
}

impl SlotSurvey {
    pub(super) async fn read(
        wanted: &Wanted,
        side: &Side,
        site: &Site,
        (settings, connection_strings): (Reading<AppSettings>, Reading<AppSettings>),
    ) -> Self {
        let (functions, config, reach, sign_in, rights, packages) = tokio::join!(
            wanted.read(Fact::SlotFunctions, side.functions()),
            wanted.read(Fact::SlotConfig, side.web_config()),
            wanted.read(Fact::SlotReach, async { Ok(reach(side.arm(), site).await) }),
            wanted.read(Fact::SlotSignIn, has_site_auth(side.arm(), side.at())),
            wanted.read(Fact::SlotRights, Rights::read(side.arm(), side.at())),
            Box::pin(SeenPackages::read(wanted, side, &settings)),
        );
        let durable = wanted.read_durable(Fact::SlotDurable, side, &functions).await;
        let site = site.clone();
        Self { functions, durable, settings, connection_strings, config, reach, sign_in, rights, packages, site }
    }
}

/// `/admin/host/ping` answers 200 to anyone in any state of the host, which shows whether it is reachable.
async fn reach(arm: &Arm, site: &Site) -> Reach {
    let Ok(url) = ApiPath::new("admin/host/ping").at_host(&site.hosts.site) else {
        return Reach::No(format!("`{}` is not a host name", site.hosts.site));
    };
    let policy = Policy::safe().within(Duration::from_secs(90)).attempt(Duration::from_secs(40));
    match arm.http().send(Request::get(url).policy(policy)).await {
        // A stopped app answers 403 as well; whether it runs is another check's question.
        Ok(response) if response.status == 403 && site.is_running() => Reach::Forbidden,
        Ok(_) => Reach::Yes,
        Err(error) => Reach::No(error.to_string()),
    }
}
