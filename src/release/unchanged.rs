use super::app::Sides;
use super::probes::{asker, critical_failure};
use super::{Setup, Stop, Story};
use crate::package::Package;
use crate::preflight::Survey;
use crate::probe::run_all;
use crate::record::{ContentIdentity, Outcome, Phase, ProbePhase};

/// Whether production runs just this content.
pub fn is_unchanged(survey: &Survey, package: &Package) -> bool {
    let wanted = ContentIdentity::Ours { digest: package.digest.clone() };
    package.stamped && survey.production_identity.content == wanted
}

/// Nothing is deployed and nothing swapped; production is asked its critical probes.
pub async fn confirm(setup: &Setup, story: &Story, sides: &Sides) -> Result<Outcome, Stop> {
    story.begin(Phase::Probe);
    let asker = asker(setup, story, &sides.production)?;
    let results = run_all(&asker, &setup.options.probes.checks, ProbePhase::Production).await;
    let failure = critical_failure(&results);
    story.note(|record| {
        record.identity.production = record.identity.previous.clone();
        if let Some(evidence) = &record.identity.previous {
            record.identity.route = evidence.route;
        }
        record.functions.after = record.functions.before.clone();
        record.probes.extend(results);
    });
    match failure {
        Some(problem) => Err(Stop::new(Outcome::Aborted, problem)),
        None => {
            story.finish("production runs this content already and answers as expected");
            Ok(Outcome::Unchanged)
        }
    }
}
