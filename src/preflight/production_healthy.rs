use super::{About, Check, Fact, PreflightOptions, Reading, Survey, Unread, Weight};
use crate::record::{Explanation, Finding, HostHealth, RuleMode, TrafficSum};

/// Production is healthy before it is changed: otherwise an old fault would cause a rollback of the new release (facts:
/// watch-rules).
pub(super) struct ProductionHealthy;

/// From this share of errors on production is unhealthy, whatever its baseline.
const UNWELL: f64 = 0.2;
/// Fewer requests are not judged.
const FEWEST: u64 = 50;

const ABOUT: About = About {
    explanation: Explanation {
        id: "production-healthy",
        title: "Production is healthy before it is changed",
        why: "An older fault would be attributed to the new release, which would be rolled back for it. Production \
              counts as unhealthy when its Functions host reports an error, or when at least 20 % of at least 50 \
              requests in the last ten minutes failed with 5xx.",
        fix: "Repair production first. When this release is the repair, set `watch: { unhealthy_before: observe }` in \
              slot-deploy.yml.",
        rights: &["Microsoft.Insights/Metrics/Read"],
    },
    reads: &[Fact::ProductionHost, Fact::ProductionTraffic],
    weight: Weight::StopsUnless("`watch.unhealthy_before` is `observe` or `off`"),
};

impl Check for ProductionHealthy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.unhealthy_before != RuleMode::Off
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let users = survey.production_traffic.as_ref().map(TrafficSum::of);
        let wrong = match (&survey.production_host, &users) {
            (Ok(HostHealth::Broken(detail)), _) => Some(format!("the Functions host of production is {detail}")),
            (_, Ok(sum)) if sum.requests >= FEWEST && sum.rate() >= UNWELL => {
                let (percent, minutes) = (sum.rate() * 100.0, sum.minutes);
                Some(format!("{percent:.0} % of production's requests failed with 5xx in the last {minutes} minutes"))
            }
            _ => None,
        };
        let Some(wrong) = wrong else {
            return Some(Finding::fine(self.id(), well(&survey.production_host, &users)));
        };
        let says = format!("production is unhealthy already, before anything was changed: {wrong}");
        let fix = "fix production first; if this release is the fix, set `watch: { unhealthy_before: observe }` in \
                    slot-deploy.yml";
        Some(if survey.options.unhealthy_before == RuleMode::Enforce {
            Finding::error(self.id(), says, fix)
        } else {
            Finding::warning(self.id(), says, fix)
        })
    }
}

/// What cannot be read blocks no release: metrics need a right of their own, and a host may be starting. It is said.
fn well(host: &Reading<HostHealth>, users: &Result<TrafficSum, &Unread>) -> String {
    let says = match users {
        Ok(sum) if sum.requests >= FEWEST => {
            format!("production is healthy: {} of its last {} requests failed with 5xx", sum.errors, sum.requests)
        }
        _ => "no fault of production is visible".to_owned(),
    };
    let unknown_host = match host {
        Ok(HostHealth::Unknown(why)) => Some(why.clone()),
        Ok(_) => None,
        Err(unread) => Some(unread.to_string()),
    };
    let of_host = unknown_host.map(|why| format!("; the state of its host is unknown ({why})"));
    let of_users = users.as_ref().err().map(|unread| format!("; its requests are unknown ({unread})"));
    says + &of_host.unwrap_or_default() + &of_users.unwrap_or_default()
}
