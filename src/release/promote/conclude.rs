use std::time::Duration;

use crate::config::show_duration;
use crate::record::{Basis, Code, Outcome, Problem, ReleaseRecord, WatchVerdict};
use crate::release::run::Run;
use crate::report::EventWork;

impl Run {
    /// What the verdict of the watch means for the release; the problem when production has to be rolled back.
    pub fn conclude(&self, verdict: WatchVerdict) -> Result<Outcome, Problem> {
        let watched = self.recorder.read(|record| record.watch.as_ref().map_or(0, |watch| watch.watched_seconds));
        let watched = Duration::from_secs(watched);
        match verdict {
            WatchVerdict::Healthy { basis, with_traffic } => {
                let work = self.recorder.read(EventWork::of);
                let basis = match (basis, &work) {
                    (Basis::Host, Some(EventWork::Seen(_))) => Basis::Executions,
                    (basis, _) => basis,
                };
                self.recorder.note(|record| {
                    record.basis = Some(basis);
                    record.next_command = None;
                    if let Some(slower) = record.watch.as_ref().and_then(|watch| watch.slower.clone()) {
                        record.reason = slower;
                    }
                });
                // Host and list look well also where every execution fails, and so do probes where events start functions.
                let is_healthy = basis == Basis::Probes && work.is_none();
                let found = if is_healthy { "healthy" } else { "no fault was seen" };
                let of_work = work.as_ref().map(|work| format!("; {}", work.words())).unwrap_or_default();
                let rests_on = format!("{}{of_work}", rests_on(basis, with_traffic));
                if watched + Duration::from_secs(1) < self.setup.options.watch {
                    self.recorder.note(|record| record.reason = "the watch was cut short by `timeout`".to_owned());
                    self.recorder
                        .end_phase(&format!("{found} {rests_on}, but only watched for {}", show_duration(watched)));
                    return Ok(Outcome::PromotedUnverified);
                }
                self.recorder.end_phase(&format!("{found} for {} {rests_on}", show_duration(watched)));
                let is_strict = self.setup.options.strict && self.recorder.read(has_only_events);
                match work {
                    Some(EventWork::Unseen(unseen)) if is_strict => {
                        self.recorder.note(|record| {
                            record.reason = format!("`strict` asks for executions of functions on events: {unseen}")
                        });
                        Ok(Outcome::PromotedUnverified)
                    }
                    _ => Ok(Outcome::Verified),
                }
            }
            WatchVerdict::Inconclusive { reason } => {
                self.recorder.note(|record| record.reason = reason.clone());
                self.recorder.end_phase(&format!("inconclusive: {reason}"));
                Ok(Outcome::PromotedUnverified)
            }
            WatchVerdict::Error { reason } => {
                self.recorder.note(|record| record.reason = format!("production could not be measured: {reason}"));
                self.recorder.end_phase(&format!("not measured: {reason}"));
                Ok(Outcome::PromotedUnverified)
            }
            WatchVerdict::Unhealthy { reason, .. } => {
                self.recorder.fail_phase(&format!("unhealthy: {reason}"));
                Err(Problem::new(
                    Code::PRODUCTION_UNHEALTHY,
                    format!("production was unhealthy after the swap: {reason}"),
                ))
            }
        }
    }
}

/// Whether no request starts a function of the release: then probes show nothing of the app, and only an execution shows that it
/// works.
fn has_only_events(record: &ReleaseRecord) -> bool {
    record.functions.after.as_ref().is_none_or(|functions| functions.by_events().count() == functions.len())
}

/// The basis of "healthy". Healthy traffic is added to it and never suffices alone.
fn rests_on(basis: Basis, with_traffic: bool) -> String {
    let by = match basis {
        Basis::Probes => "by its critical probes",
        Basis::Executions => "by host, functions, content and executions; no critical probe is configured",
        Basis::Host | Basis::Traffic => "by host, functions and content; no critical probe is configured",
    };
    if with_traffic { format!("{by}, and user traffic was healthy") } else { by.to_owned() }
}
