use std::time::Duration;

use crate::azure::{ApiPath, Arm, Side, Site};
use crate::config::show_duration;
use crate::http::{Policy, Request};

/// An SCM site that sleeps takes half a minute to answer, and is waited for so long.
const WAKES: Duration = Duration::from_secs(45);

/// Whether a host of a side can be reached from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It answered, after this time.
    Yes(Duration),
    /// It refused this machine.
    Forbidden,
    /// It did not answer; the reason in words.
    No(String),
}

impl Reach {
    /// `/admin/host/ping` answers 200 to anyone in any state of the host, which shows whether it is reachable.
    pub(super) async fn measure(arm: &Arm, site: &Site) -> Self {
        let Ok(url) = ApiPath::new("admin/host/ping").at_host(&site.hosts.site) else {
            return Self::No(format!("`{}` is not a host name", site.hosts.site));
        };
        let policy = Policy::safe().within(Duration::from_secs(90)).attempt(Duration::from_secs(40));
        match arm.http().send(Request::get(url).policy(policy)).await {
            // A stopped app answers 403 as well; whether it runs is another check's question.
            Ok(response) if response.status == 403 && site.is_running() => Self::Forbidden,
            Ok(response) => Self::Yes(response.observed.first_byte),
            Err(error) => Self::No(error.to_string()),
        }
    }

    /// The same of the SCM site, which this wakes: it is needed soon. It answers 401 to who may not use it, and 403 to an address that
    /// its access restrictions keep out (facts: scm-access).
    pub(super) async fn measure_scm(side: &Side, site: &Site) -> Self {
        let pace = side.arm().pace();
        let asked = pace.now();
        match pace.within(WAKES, side.scm.warm_up()).await {
            None => Self::No(format!("there was no answer within {}", show_duration(WAKES))),
            Some(Ok(())) => Self::Yes(pace.now() - asked),
            Some(Err(error)) if error.status() == Some(403) && site.is_running() => Self::Forbidden,
            Some(Err(error)) if error.status().is_some() => Self::Yes(pace.now() - asked),
            Some(Err(error)) => Self::No(error.to_string()),
        }
    }
}
