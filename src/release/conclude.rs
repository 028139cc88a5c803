use std::time::Duration;

use super::{Setup, Story};
use crate::config::show_duration;
use crate::record::{Basis, Outcome, Problem, WatchVerdict};

/// What the verdict of the watch means for the release; the problem when production has to be given back what it served.
pub fn conclude(setup: &Setup, story: &Story, verdict: WatchVerdict) -> Result<Outcome, Problem> {
    let watched = story.snapshot().watch.map_or(Duration::ZERO, |watch| Duration::from_secs(watch.watched_seconds));
    match verdict {
        WatchVerdict::Healthy { basis, with_traffic } => {
            story.note(|record| {
                record.basis = Some(basis);
                record.next_command = None;
            });
            let rests_on = rests_on(basis, with_traffic);
            if watched + Duration::from_secs(1) < setup.options.watch {
                story.note(|record| record.reason = "the watch was cut short by `timeout`".to_owned());
                story.finish(&format!("healthy {rests_on}, but only watched for {}", show_duration(watched)));
                return Ok(Outcome::PromotedUnverified);
            }
            story.finish(&format!("healthy for {} {rests_on}", show_duration(watched)));
            Ok(Outcome::Verified)
        }
        WatchVerdict::Inconclusive { reason } => {
            story.note(|record| record.reason = reason.clone());
            story.finish(&format!("inconclusive: {reason}"));
            Ok(Outcome::PromotedUnverified)
        }
        WatchVerdict::Error { reason } => {
            story.note(|record| record.reason = format!("production could not be measured: {reason}"));
            story.finish(&format!("not measured: {reason}"));
            Ok(Outcome::PromotedUnverified)
        }
        WatchVerdict::Unhealthy { reason, .. } => {
            story.fail(&format!("unhealthy: {reason}"));
            Err(Problem::new("production-unhealthy", format!("production was unhealthy after the swap: {reason}")))
        }
    }
}

/// What "healthy" rests on. That users were answered well adds to it; alone it is never enough.
fn rests_on(basis: Basis, with_traffic: bool) -> String {
    let by = match basis {
        Basis::Probes => "by its critical probes",
        Basis::Host | Basis::Traffic => "by host, functions and content; no critical probe is configured",
    };
    match with_traffic {
        true => format!("{by}, and users were answered well"),
        false => by.to_owned(),
    }
}
