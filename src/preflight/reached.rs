use std::time::Duration;

use crate::azure::{ApiPath, Arm, Site};
use crate::http::{Policy, Request};

/// Whether the host of a side can be reached from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It answered.
    Yes,
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
            Ok(_) => Self::Yes,
            Err(error) => Self::No(error.to_string()),
        }
    }
}
