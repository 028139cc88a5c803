use std::time::Duration;

use crate::record::HostHealth;

/// An answer that took longer than this belongs to an app that was still starting.
const SLOW: Duration = Duration::from_secs(20);

/// The facts about a slot that did not answer the platform's warm-up (417; facts: swap-warm-up).
#[derive(Debug, Clone)]
pub struct WarmUpFacts {
    /// Whether the slot runs; `None` when that could not be read.
    pub slot_runs: Option<bool>,
    /// What its host says.
    pub host: HostHealth,
    /// Whether the platform refuses the request before the app sees it, by the sign-in settings of the slot, or of production,
    /// which the slot has by then; `None` when that could not be read.
    pub site_auth: Option<bool>,
    /// Whether the front end redirects HTTP to HTTPS; `None` when that could not be read.
    pub https_only: Option<bool>,
    /// The path that is requested.
    pub path: String,
    /// The accepted statuses; empty means all.
    pub statuses: Vec<u16>,
    /// The slot's answer to the same request over HTTP.
    pub http: PingAnswer,
    /// Its answer over HTTPS, when HTTP redirects there.
    pub https: Option<PingAnswer>,
}

/// An answer to a ping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PingAnswer {
    /// There was one.
    Answered {
        /// Its status.
        status: u16,
        /// Where it redirects to.
        location: Option<String>,
        /// How long it took.
        took: Duration,
    },
    /// No answer, with the reason.
    None(String),
}

/// One possible cause of the failed warm-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarmUpCause {
    /// Its name, for tests: people read `says`.
    pub name: &'static str,
    /// The cause and its fix.
    pub says: String,
}

impl PingAnswer {
    /// Whether it redirects to HTTPS.
    pub fn leads_to_https(&self) -> bool {
        matches!(self, Self::Answered { status: 301..=308, location: Some(to), .. } if to.starts_with("https:"))
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(*status),
            Self::None(_) => None,
        }
    }
}

/// The possible causes of a failed warm-up, the most certain first. Empty: none is visible from outside.
pub fn diagnose_warm_up(facts: &WarmUpFacts) -> Vec<WarmUpCause> {
    CAUSES.iter().filter_map(|cause| Some(WarmUpCause { name: cause.name, says: (cause.says)(facts)? })).collect()
}

struct Cause {
    name: &'static str,
    says: fn(&WarmUpFacts) -> Option<String>,
}

const CAUSES: &[Cause] = &[
    Cause {
        name: "slot-stopped",
        says: |facts| {
            let stopped = facts.slot_runs == Some(false);
            stopped.then(|| "the slot is stopped: start it, since Azure swaps only slots that run".to_owned())
        },
    },
    Cause {
        name: "host-broken",
        says: |facts| match &facts.host {
            HostHealth::Broken(what) => Some(format!("the Functions host of the slot is {what}")),
            _ => None,
        },
    },
    Cause {
        name: "site-auth",
        says: |facts| {
            let asks_for_sign_in = facts.site_auth == Some(true) || last(facts).status() == Some(401);
            asks_for_sign_in.then(|| {
                "the slot asks for sign-in before the app sees a request (Azure gives it the authentication settings of \
                 production for the warm-up), and the platform's warm-up has none: exclude the path of \
                 `WEBSITE_SWAP_WARMUP_PING_PATH` from App Service authentication of both sides, or allow anonymous requests"
                    .to_owned()
            })
        },
    },
    Cause {
        name: "status-not-accepted",
        says: |facts| {
            let status = last(facts).status().filter(|status| !facts.statuses.contains(status))?;
            let accepted: Vec<String> = facts.statuses.iter().map(u16::to_string).collect();
            (!accepted.is_empty()).then(|| {
                format!(
                    "`GET {}` in the slot answers {status}, and `WEBSITE_SWAP_WARMUP_PING_STATUSES` accepts only {}",
                    facts.path,
                    accepted.join(", ")
                )
            })
        },
    },
    Cause {
        name: "slow-start",
        says: |facts| {
            let why = match (last(facts), &facts.host) {
                (_, HostHealth::Starting(what)) => format!("its host is still starting ({what})"),
                (PingAnswer::Answered { took, .. }, _) if *took > SLOW => {
                    format!("`GET {}` took {} s", facts.path, took.as_secs())
                }
                (PingAnswer::Answered { status: status @ (502..=504), .. }, _) => {
                    format!("`GET {}` answers {status}", facts.path)
                }
                (PingAnswer::None(reason), _) => format!("`GET {}` was not answered ({reason})", facts.path),
                _ => return None,
            };
            Some(format!(
                "the slot starts slowly: {why}; Azure waits 90 s for an answer, five times, after it has restarted the slot"
            ))
        },
    },
    Cause {
        name: "https-redirect",
        says: |facts| {
            let by = match (facts.http.leads_to_https(), facts.https_only) {
                (false, _) => return None,
                (true, Some(true)) => "`httpsOnly` is on, and the app itself may redirect as well",
                (true, Some(false)) => "the app itself redirects",
                (true, None) => "`httpsOnly` may be on, or the app itself redirects",
            };
            Some(format!(
                "the slot leads HTTP to HTTPS ({by}), and the platform warms up over plain HTTP: exempt `GET {}`, or the user \
                 agent `SiteWarmup`, from redirects in the app",
                facts.path
            ))
        },
    },
];

/// The answer behind a redirect to HTTPS, or the only one.
fn last(facts: &WarmUpFacts) -> &PingAnswer {
    facts.https.as_ref().unwrap_or(&facts.http)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, seconds: u64) -> PingAnswer {
        PingAnswer::Answered { status, location: None, took: Duration::from_secs(seconds) }
    }

    fn redirected() -> PingAnswer {
        let location = Some("https://app.test/".to_owned());
        PingAnswer::Answered { status: 301, location, took: Duration::ZERO }
    }

    fn causes(change: impl FnOnce(&mut WarmUpFacts)) -> Vec<&'static str> {
        let mut facts = WarmUpFacts {
            slot_runs: Some(true),
            host: HostHealth::Running,
            site_auth: Some(false),
            https_only: Some(false),
            path: "/".to_owned(),
            statuses: Vec::new(),
            http: answered(200, 0),
            https: None,
        };
        change(&mut facts);
        diagnose_warm_up(&facts).iter().map(|cause| cause.name).collect()
    }

    #[test]
    fn each_cause_of_a_failed_warm_up_is_found_by_its_symptom() {
        assert_eq!(causes(|_| ()), [""; 0], "a slot that answers at once shows none");
        assert_eq!(causes(|facts| facts.slot_runs = Some(false)), ["slot-stopped"]);
        assert_eq!(causes(|facts| facts.host = HostHealth::Broken("in state Error".into())), ["host-broken"]);
        assert_eq!(causes(|facts| facts.site_auth = Some(true)), ["site-auth"]);
        assert_eq!(causes(|facts| facts.http = answered(401, 0)), ["site-auth"]);
        assert_eq!(causes(|facts| facts.statuses = vec![204]), ["status-not-accepted"]);
        assert_eq!(causes(|facts| facts.statuses = vec![200, 204]), [""; 0]);
        assert_eq!(causes(|facts| facts.host = HostHealth::Starting("Default".into())), ["slow-start"]);
        assert_eq!(causes(|facts| facts.http = answered(200, 60)), ["slow-start"]);
        assert_eq!(causes(|facts| facts.http = answered(200, SLOW.as_secs())), [""; 0], "just in time");
        assert_eq!(causes(|facts| facts.http = answered(503, 0)), ["slow-start"]);
        assert_eq!(causes(|facts| facts.http = PingAnswer::None("timeout".into())), ["slow-start"]);
        assert_eq!(causes(|facts| facts.http = redirected()), ["https-redirect"]);
    }

    #[test]
    fn after_a_redirect_the_second_answer_counts() {
        let redirecting = |status: u16| {
            causes(move |facts| {
                (facts.http, facts.https) = (redirected(), Some(answered(status, 0)));
                facts.statuses = vec![200];
            })
        };
        assert_eq!(redirecting(200), ["https-redirect"]);
        assert_eq!(redirecting(404), ["status-not-accepted", "https-redirect"]);
    }
}
