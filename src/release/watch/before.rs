use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;

use super::control::{PATIENCE, ask_plainly};
use super::executions::EventFunctions;
use crate::azure::measured;
use crate::config::Probe;
use crate::preflight::Survey;
use crate::probe::{Asker, ask_once};
use crate::record::{Baseline, FunctionSet, Heard, HostHealth, ProbePhase, ProbeResult, ProbeVerdict, Severity};
use crate::release::run::{RunOnSides, looks_refused};
use crate::runner::contained;

/// The wait before what was down is asked again.
const ONCE_MORE: Duration = Duration::from_secs(1);

/// What is usual for production: its users' requests, how it answered right before the swap, and where executions are reported.
pub struct Usual {
    /// Users' requests, by the platform's metrics.
    pub traffic: Baseline,
    /// How it answered.
    pub before: Before,
    /// Where the release's functions on events report their executions; `None` without such functions.
    pub events: Option<EventFunctions>,
}

/// How production answered right before the swap: a fault that it had then is not the release's, and what could be asked then and
/// cannot be asked now is a fault.
#[derive(Debug, Clone)]
pub struct Before {
    host: HostHealth,
    plain: Heard,
    probes: BTreeMap<String, (Heard, Option<u64>)>,
    /// The critical probes, by name, that were answered as callers are who are not signed in.
    pub refused: Vec<String>,
}

impl RunOnSides {
    /// Asks production right before a swap, everything side by side. Nothing here stops a release.
    pub async fn usual(&self, functions: &FunctionSet, survey: &Survey) -> Usual {
        let events = self.event_functions(functions, survey);
        let (traffic, before, events) = tokio::join!(self.baseline(), self.ask_before(), events);
        Usual { traffic, before, events }
    }

    /// What is down is asked about once more: a single bad answer must not take from the watch what it goes by.
    async fn ask_before(&self) -> Before {
        let before = self.ask_once_before().await;
        if !before.shows_a_fault() {
            return before;
        }
        self.setup.pace.sleep(ONCE_MORE).await;
        before.or_better(self.ask_once_before().await)
    }

    async fn ask_once_before(&self) -> Before {
        let production = self.sides.production.glancing(PATIENCE);
        let probes = &self.setup.options.probes.checks;
        // The former release can answer those that only the new one passes, too; what changes something is not sent to it.
        let critical = probes.iter().filter(|probe| {
            probe.severity == Severity::Error
                && probe.on.contains(&ProbePhase::Production)
                && probe.request.method.is_safe()
        });
        let Ok(asker) = self.asker(&production) else { return Before::unknown() };
        let asking = join_all(critical.map(async |probe: &Probe| ask(&asker, probe).await));
        let host = async {
            match measured(production.host.status()).await {
                Ok(status) => status.health(),
                Err(error) => HostHealth::Unknown(error.to_string()),
            }
        };
        let (results, plain, host) = tokio::join!(asking, ask_plainly(&asker), host);
        let results: Vec<ProbeResult> = results.into_iter().flatten().collect();
        let is_refused = |one: &&ProbeResult| one.verdict == ProbeVerdict::Failed && looks_refused(one.heard);
        let refused = results.iter().filter(is_refused).map(|one| one.name.clone()).collect();
        let probes = results.into_iter().map(|one| (one.name, (one.heard, one.latency_ms))).collect();
        Before { host, plain, probes, refused }
    }
}

async fn ask(asker: &Asker, probe: &Probe) -> Option<ProbeResult> {
    contained(ask_once(asker, probe, ProbePhase::Production)).await.ok()
}

impl Before {
    /// Nobody asked: what went before is taken to have been well, since a release does not begin before a production that is not.
    pub fn unknown() -> Self {
        Self { host: HostHealth::Running, plain: Heard::Answer(200), probes: BTreeMap::new(), refused: Vec::new() }
    }

    fn shows_a_fault(&self) -> bool {
        self.host_was_broken() || self.probes.values().any(|(heard, _)| heard.is_down())
    }

    /// What was well in either reading.
    fn or_better(mut self, again: Self) -> Self {
        if matches!(self.host, HostHealth::Broken(_)) {
            self.host = again.host;
        }
        if self.plain.is_down() {
            self.plain = again.plain;
        }
        for (name, answer) in again.probes {
            if self.was_down(&name) {
                self.probes.insert(name, answer);
            }
        }
        self
    }

    /// Whether the host was broken then.
    pub fn host_was_broken(&self) -> bool {
        matches!(self.host, HostHealth::Broken(_)) || self.plain.is_down()
    }

    /// Whether production itself answered then, and not by being down.
    pub fn answered(&self) -> bool {
        matches!(self.plain, Heard::Answer(status) if status < 500)
    }

    /// Whether this probe was not answered, or with 500 and more.
    pub fn was_down(&self, probe: &str) -> bool {
        self.probes.get(probe).is_some_and(|(heard, _)| heard.is_down())
    }

    /// Whether this probe, or at least production itself, could be asked from here.
    pub fn could_ask(&self, probe: &str) -> bool {
        match self.probes.get(probe) {
            Some((heard, _)) => matches!(heard, Heard::Answer(_)) || self.answered(),
            None => self.answered(),
        }
    }

    /// How long the answer to this probe took, in milliseconds.
    pub fn latency(&self, probe: &str) -> Option<u64> {
        self.probes.get(probe).filter(|(heard, _)| !heard.is_down())?.1
    }
}
