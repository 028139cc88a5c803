use std::time::Duration;

use super::{Check, Survey};
use crate::record::{Finding, HostHealth, RuleMode, TrafficSum};

/// Production is well before it is touched: else an old fault would be blamed on the new release, which would be taken back
/// for it (release-safety §3.5).
pub struct ProductionHealthy;

/// The newest minutes that are looked at.
pub const RECENT: Duration = Duration::from_secs(10 * 60);
/// From this share of errors on production is not well, however it was before.
const UNWELL: f64 = 0.2;
/// Fewer requests say nothing.
const FEWEST: u64 = 50;

impl Check for ProductionHealthy {
    fn id(&self) -> &'static str {
        "production-healthy"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        if survey.unhealthy_before == RuleMode::Off {
            return None;
        }
        let users = survey.production_traffic.as_ref().map(TrafficSum::of);
        let wrong = match (&survey.production_host, &users) {
            (HostHealth::Broken(detail), _) => Some(format!("the Functions host of production is {detail}")),
            (_, Ok(sum)) if sum.requests >= FEWEST && sum.rate() >= UNWELL => {
                let (percent, minutes) = (sum.rate() * 100.0, sum.minutes);
                Some(format!("{percent:.0} % of production's requests failed with 5xx in the last {minutes} minutes"))
            }
            _ => None,
        };
        let Some(wrong) = wrong else {
            return Some(Finding::fine(self.id(), well(&users)));
        };
        let says = format!("production is unhealthy already, before anything was changed: {wrong}");
        let mend = "mend production first; when this release is to mend it, set `watch: { unhealthy_before: observe }` in \
                    slot-deploy.yml";
        Some(match survey.unhealthy_before {
            RuleMode::Enforce => Finding::error(self.id(), says, mend),
            RuleMode::Observe | RuleMode::Off => Finding::warning(self.id(), says, mend),
        })
    }
}

fn well<E>(users: &Result<TrafficSum, E>) -> String {
    match users {
        Ok(sum) if sum.requests >= FEWEST => {
            format!("production is well: {} of its last {} requests failed with 5xx", sum.errors, sum.requests)
        }
        _ => "nothing speaks against production being well".to_owned(),
    }
}
