use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use super::app::Sides;
use super::{Setup, Stop, Story};
use crate::azure::Side;
use crate::deliver::Delivered;
use crate::http::{Moment, Pace};
use crate::judge::{FunctionFacts, FunctionsVerdict, RunningVerdict, judge_functions, judge_running};
use crate::package::Package;
use crate::preflight::{Survey, find_live_triggers};
use crate::record::{
    ContentIdentity, FunctionSet, HostHealth, IdentityEvidence, Instance, Outcome, Phase, Problem, RunningEvidence,
    Severity,
};
use crate::runner::PROGRESS;

/// The host of the slot has this long to run the package.
const LIMIT: Duration = Duration::from_secs(15 * 60);
const POLL: Duration = Duration::from_secs(5);
/// A process that started before the delivery ended is given this long to be replaced by the
/// platform before we restart.
const PATIENCE: Duration = Duration::from_secs(40);
/// An error of the host counts when it stays this long: a host that is being replaced shows all
/// sorts of things.
const ERROR_STAYS: Duration = Duration::from_secs(45);
/// More answers than one, since a load balancer may lead to several instances.
const ANSWERS: usize = 3;
/// Triggers are synced and the functions listed again this often.
const SYNCS: u32 = 6;

/// What the slot was proved to hold.
pub struct Proof {
    /// The slot's content, as it was read back.
    pub slot: IdentityEvidence,
    /// The functions of the release.
    pub functions: FunctionSet,
}

/// Proves that the slot runs the package: the host is Running without errors, every instance that
/// answers started after the delivery ended, the content read back is the package's, and its
/// functions are there.
pub async fn prove(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    survey: &Survey,
    package: &Package,
    delivered: &Delivered,
) -> Result<Proof, Stop> {
    story.begin(Phase::Prove);
    let running = wait_until_running(setup, story, &sides.slot, delivered.ended).await?;
    let slot = wait_for_content(setup, &sides.slot, package, delivered).await?;
    let functions = wait_for_functions(setup, story, &sides.slot, survey, package).await?;
    look_for_live_triggers(story, survey, &functions)?;
    story.note(|record| {
        record.identity.slot = Some(slot.clone());
        record.identity.running = Some(running.clone());
        record.functions.after = Some(functions.clone());
    });
    story.finish(&format!(
        "the host runs {} with {} functions on {} instance(s)",
        slot.content,
        functions.len(),
        running.instances.len()
    ));
    Ok(Proof { slot, functions })
}

/// Waits until the host runs and each instance that answers started after `delivery_ended`; restarts it when the platform
/// does not.
pub async fn wait_until_running(
    setup: &Setup,
    story: &Story,
    slot: &Side,
    delivery_ended: OffsetDateTime,
) -> Result<RunningEvidence, Stop> {
    let pace = setup.pace;
    let began = pace.now();
    let mut stale_since: Option<Moment> = None;
    let mut broken_since: Option<Moment> = None;
    let mut restarted = false;
    loop {
        let (health, instance) = match slot.host.status().await {
            Ok(status) => (status.health(), status.instance),
            Err(error) => (HostHealth::Starting(error.to_string()), None),
        };
        let what = match &health {
            HostHealth::Running => {
                broken_since = None;
                let evidence = gather(slot, pace, instance, delivery_ended).await;
                match judge_running(&evidence) {
                    RunningVerdict::Runs => return Ok(evidence),
                    RunningVerdict::NoneSeen => "the host does not say which instance it is".to_owned(),
                    RunningVerdict::Stale { instances } => {
                        let since = *stale_since.get_or_insert(pace.now());
                        if pace.now() - since > PATIENCE && !std::mem::replace(&mut restarted, true) {
                            restart(story, slot, &instances).await?;
                        }
                        "the host still runs as it did before the delivery".to_owned()
                    }
                }
            }
            HostHealth::Broken(detail) => {
                let since = *broken_since.get_or_insert(pace.now());
                if pace.now() - since > ERROR_STAYS {
                    return Err(host_broken(detail));
                }
                format!("the host is {detail}")
            }
            HostHealth::Starting(detail) | HostHealth::Unknown(detail) => {
                broken_since = None;
                format!("the host is not up yet: {detail}")
            }
        };
        let waited = pace.now() - began;
        if waited > LIMIT {
            let sentence = format!("the slot did not run the package within {} s: {what}", LIMIT.as_secs());
            let problem = Problem::new("host-not-running", sentence)
                .hint("look at the slot's log stream in the portal: the app may fail while it starts");
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        tracing::info!(target: PROGRESS, "{what} ({} s)", waited.as_secs());
        pace.sleep(POLL).await;
    }
}

/// Asks a few times, so that more than one instance has a chance to answer.
async fn gather(slot: &Side, pace: Pace, first: Option<Instance>, delivery_ended: OffsetDateTime) -> RunningEvidence {
    let mut instances: Vec<Instance> = first.into_iter().collect();
    for _ in 1..ANSWERS {
        pace.sleep(Duration::from_secs(1)).await;
        let answered = slot.host.status().await.ok().and_then(|status| status.instance);
        if let Some(instance) = answered.filter(|new| instances.iter().all(|known| known.id != new.id)) {
            instances.push(instance);
        }
    }
    RunningEvidence { delivery_ended, instances }
}

async fn restart(story: &Story, slot: &Side, instances: &[String]) -> Result<(), Stop> {
    story.say(&format!("the platform did not restart {} after the deployment; restarting it", slot.at()));
    story.intend("restart", json!({"instances": instances}))?;
    slot.restart().await?;
    story.did("restart", json!({}));
    Ok(())
}

fn host_broken(detail: &str) -> Stop {
    let problem = Problem::new("host-error", format!("the Functions host of the slot is {detail}"))
        .hint("the host could not load the app: mend what it says and release again; production was not touched");
    Stop::new(Outcome::Aborted, problem)
}

async fn wait_for_content(
    setup: &Setup,
    slot: &Side,
    package: &Package,
    delivered: &Delivered,
) -> Result<IdentityEvidence, Stop> {
    const TRIES: u32 = 8;
    let mut last = None;
    for _ in 0..TRIES {
        let found = slot.identity().await;
        let is_ours = match &found.content {
            ContentIdentity::Ours { digest } => package.stamped && *digest == package.digest,
            ContentIdentity::Foreign(foreign) => {
                !package.stamped && foreign.active_scm_deployment.as_ref() == Some(&delivered.deployment_id)
            }
            ContentIdentity::Unknown { .. } => false,
        };
        if is_ours {
            return Ok(found);
        }
        last = Some(found.content);
        setup.pace.sleep(POLL).await;
    }
    let found = last.map(|content| content.to_string()).unwrap_or_default();
    let sentence = format!("the slot was to hold release {}, but runs {found}", package.digest.short());
    let problem = Problem::new("slot-content-differs", sentence)
        .hint("something else may be deploying to this slot; let one workflow at a time do so");
    Err(Stop::new(Outcome::Aborted, problem))
}

async fn wait_for_functions(
    setup: &Setup,
    story: &Story,
    slot: &Side,
    survey: &Survey,
    package: &Package,
) -> Result<FunctionSet, Stop> {
    let on_slot = survey.on_slot.as_ref();
    let mut verdict = FunctionsVerdict::Empty;
    for attempt in 0..SYNCS {
        if attempt > 0 {
            setup.pace.sleep(POLL * 2).await;
        }
        story.intend("sync-triggers", json!({"slot": setup.options.slot}))?;
        if let Err(error) = slot.sync_triggers().await {
            tracing::debug!("{error}");
        }
        let listed = slot.functions().await?;
        let facts = FunctionFacts {
            listed: listed.clone(),
            packaged: package.functions.clone(),
            slot_before: on_slot.and_then(|slot| slot.functions.as_ref().ok().cloned()),
            production: survey.production_functions.as_ref().ok().cloned(),
        };
        verdict = judge_functions(&facts);
        match &verdict {
            FunctionsVerdict::Complete => return Ok(listed),
            FunctionsVerdict::Fewer(names) if attempt + 1 == SYNCS => {
                story.warn(&format!("no longer among the functions: {}", names.join(", ")));
                return Ok(listed);
            }
            _ => tracing::info!(target: PROGRESS, "the functions are not all listed yet"),
        }
    }
    let (code, sentence) = match verdict {
        FunctionsVerdict::Missing(names) => {
            ("functions-missing", format!("the host is up, but does not list {} of the package", names.join(", ")))
        }
        _ => ("no-functions", "the host is up, but it found no function in the package".to_owned()),
    };
    let problem = Problem::new(code, sentence).hint(
        "the host could not index the functions: look for `No job functions found` or an import error in the slot's log",
    );
    Err(Stop::new(Outcome::Aborted, problem))
}

/// The package may bring functions that preflight could not know.
fn look_for_live_triggers(story: &Story, survey: &Survey, functions: &FunctionSet) -> Result<(), Stop> {
    let settings = survey.on_slot.as_ref().and_then(|slot| slot.settings.as_ref().ok());
    let (Ok(production), Some(staging)) = (&survey.production_settings, settings) else {
        return Ok(());
    };
    let finding = find_live_triggers(functions, production, staging, survey);
    let known = story.snapshot().findings.contains(&finding);
    if known || finding.severity == Severity::Fine {
        return Ok(());
    }
    story.note(|record| {
        record.findings.retain(|other| other.check != finding.check);
        record.findings.push(finding.clone());
    });
    match finding.severity {
        Severity::Error => {
            let problem = Problem::new(&finding.check, finding.says.clone()).hint(finding.mend);
            Err(Stop::new(Outcome::Aborted, problem))
        }
        _ => {
            story.say(&format!("warning: {}\n    mend: {}", finding.says, finding.mend));
            Ok(())
        }
    }
}
