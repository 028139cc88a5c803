use crate::preflight::{
    About, Answer, Check, Fact, Lowers, PreflightOptions, Reading, SideFact, Survey, Unread, Weight,
};
use crate::record::{Explanation, HostHealth, RuleMode, TrafficSum};

/// Production is healthy before it is changed: otherwise an old fault would cause a rollback of the new release (facts:
/// watch-rules).
pub(in crate::preflight) struct ProductionHealthy;

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
    reads: &[Fact::Production(SideFact::Host), Fact::Production(SideFact::Traffic)],
    weight: Weight::StopsUnless("`watch.unhealthy_before` is `observe` or `off`"),
    lowers: Lowers::Yes,
};

impl Check for ProductionHealthy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.unhealthy_before != RuleMode::Off
    }

    fn stops(&self, options: &PreflightOptions) -> bool {
        options.unhealthy_before == RuleMode::Enforce
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let users = survey.production.traffic.as_ref().map(TrafficSum::of);
        let wrong = match (&survey.production.host, &users) {
            (Ok(HostHealth::Broken(detail)), _) => Some(format!("the Functions host of production is {detail}")),
            (_, Ok(sum)) if sum.requests >= FEWEST && sum.rate() >= UNWELL => {
                let (percent, minutes) = (sum.rate() * 100.0, sum.minutes);
                Some(format!("{percent:.0} % of production's requests failed with 5xx in the last {minutes} minutes"))
            }
            _ => None,
        };
        let Some(wrong) = wrong else {
            return Some(well(&survey.production.host, &users));
        };
        let says = format!("production is unhealthy already, before anything was changed: {wrong}");
        let fix = "fix production first; if this release is the fix, set `watch: { unhealthy_before: observe }` in \
                    slot-deploy.yml";
        Some(Answer::wrong(says, fix))
    }
}

/// A measurement that cannot be made blocks no release: metrics need a right of their own, and a host may be starting. It is
/// said, and is not called healthy.
fn well(host: &Reading<HostHealth>, users: &Result<TrafficSum, &Unread>) -> Answer {
    let of_host = match host {
        Ok(HostHealth::Unknown(why)) => Some((format!("the state of its host is unknown ({why})"), String::new())),
        Ok(_) => None,
        Err(unread) => Some((format!("the state of its host is unknown ({unread})"), unread.fix())),
    };
    let of_users = users.as_ref().err().map(|unread| (format!("its requests are unknown ({unread})"), unread.fix()));
    let unknown: Vec<(String, String)> = of_host.into_iter().chain(of_users).collect();
    if !unknown.is_empty() {
        let (says, fixes): (Vec<String>, Vec<String>) = unknown.into_iter().unzip();
        let fix = fixes.into_iter().find(|fix| !fix.is_empty()).unwrap_or_default();
        return Answer::untold(format!("whether production is healthy could not be told: {}", says.join("; ")), fix);
    }
    Answer::fine(match users {
        Ok(sum) if sum.requests >= FEWEST => {
            format!("production is healthy: {} of its last {} requests failed with 5xx", sum.errors, sum.requests)
        }
        _ => "no fault of production is visible".to_owned(),
    })
}
