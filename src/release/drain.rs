use std::time::Duration;

use serde_json::json;

use super::app::Sides;
use super::patience::wait_until;
use super::{Setup, Stop, Story};
use crate::config::show_duration;
use crate::record::{Outcome, Phase, Problem};
use crate::runner::PROGRESS;

/// What runs longer is not waited for.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// A host that was told to go on says so within this time.
const RESUMES: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_secs(5);

/// Lets what runs in production come to its end, since a swap cuts it (azure-wire §5.1): production takes no new events until
/// it is swapped or resumed, and goes on answering requests. What does not end in time keeps the swap from being made.
pub async fn drain(setup: &Setup, story: &Story, sides: &Sides) -> Result<(), Stop> {
    story.begin(Phase::Drain);
    story.intend("drain", json!({"target": setup.options.target_slot}))?;
    story.reach(|reached| reached.drained = true);
    warn_of_instances(story, sides).await;
    sides.production.host.drain().await?;
    let limit = LIMIT.min(setup.options.timeout);
    let end = setup.pace.now() + limit;
    loop {
        let what = match sides.production.host.drain_status().await {
            Ok(status) if status.is_complete() => {
                story.did("drain", json!({"reading": "drained"}));
                story.finish("nothing runs in production any more, and it takes no new events until the swap");
                return Ok(());
            }
            // Another process answers: a restart, or another instance, which is to drain as well.
            Ok(status) if status.is_off() => {
                sides.production.host.drain().await?;
                "one more instance of production drains".to_owned()
            }
            Ok(status) => format!("{} executions go on in production", status.outstanding),
            Err(error) => error.to_string(),
        };
        if setup.pace.now() > end {
            let sentence = format!("production was not drained within {}: {what}", show_duration(limit));
            let problem = Problem::new("drain-unfinished", sentence).hint(
                "release when less runs, or without `drain`: the swap then cuts what runs, and queues deliver it again",
            );
            return Err(Stop::new(Outcome::Aborted, problem));
        }
        tracing::info!(target: PROGRESS, "draining: {what}");
        setup.pace.sleep(POLL).await;
    }
}

/// Whoever asks reaches one instance, and nothing says which.
async fn warn_of_instances(story: &Story, sides: &Sides) {
    if let Ok(instances @ 2..) = sides.production.instances().await {
        story.warn(&format!(
            "production runs on {instances} instances, and only those that answer are drained: the swap may cut what runs on \
             the others"
        ));
    }
}

/// Lets production take events again, and reads back that it does.
pub async fn resume(setup: &Setup, story: &Story, sides: &Sides) -> Result<(), Stop> {
    story.intend("resume", json!({"target": setup.options.target_slot}))?;
    // The status is asked first: a process that never drained is not started anew for nothing.
    let takes_events = async || {
        let is_off = sides.production.host.drain_status().await?.is_off();
        if !is_off {
            sides.production.host.resume().await?;
        }
        Ok(is_off)
    };
    let still = || Problem::new("still-draining", "production does not take events again");
    wait_until(setup.pace, RESUMES, takes_events, still).await?;
    story.did("resume", json!({"reading": "as-before"}));
    story.reach(|reached| reached.drained = false);
    story.say("production takes events again");
    Ok(())
}
