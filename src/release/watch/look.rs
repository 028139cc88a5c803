use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, FuturesUnordered};
use futures_util::{FutureExt, Stream, StreamExt};

use super::before::Before;
use super::control::ask_plainly;
use super::expected::Expected;
use super::seen::{Part, Seen};
use super::slower::Times;
use super::traffic::Traffic;
use crate::azure::{Side, measured};
use crate::config::Probe;
use crate::http::{Moment, Pace};
use crate::judge::{Comparison, LOOK_INTERVAL, compare};
use crate::probe::{Asker, ask_once};
use crate::record::{Heard, HostHealth, ProbePhase, ProbeResult, ProbeVerdict, Tick};
use crate::runner::contained;

/// So long all answers are waited for; after it, only until one is bad.
const SOON: Duration = Duration::from_secs(5);
/// A host that says for so long that it starts does not start.
const STARTS: Duration = Duration::from_secs(180);

/// Measures production: everything is asked side by side and once, so that nothing that hangs delays what is seen besides.
pub(super) struct Look<'a> {
    pub production: Side,
    /// Asks production.
    pub asker: &'a Asker,
    /// Asks the slot, to tell a silent production from a runner that reaches nothing.
    pub control: &'a Asker,
    pub critical: &'a [&'a Probe],
    pub expected: &'a Expected,
    pub before: &'a Before,
    pub traffic: &'a Traffic,
    pub memory: Mutex<Memory>,
}

/// What is kept from one measurement to the next.
#[derive(Default)]
pub(super) struct Memory {
    /// Since when the host says that it starts.
    starts_since: Option<Moment>,
    /// How long the answers took.
    pub times: Times,
    /// The last results of the critical probes.
    pub last: Vec<ProbeResult>,
}

impl Look<'_> {
    /// One measurement.
    pub(super) async fn once(&self) -> Tick {
        let mut seen = Seen::nothing(self.critical, self.pace().wall());
        {
            let mut parts = pin!(self.parts());
            let all = self.pace().within(SOON, fill(&mut parts, &mut seen, |_| false)).await;
            if all.is_none() && !seen.is_bad() {
                let rest = self.longest().saturating_sub(SOON);
                self.pace().within(rest, fill(&mut parts, &mut seen, Seen::is_bad)).await;
            }
        }
        self.weigh(&mut seen).await;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for result in &seen.results {
            memory.times.note(result);
        }
        memory.last = seen.results.clone();
        seen.tick()
    }

    fn pace(&self) -> Pace {
        self.production.arm().pace()
    }

    /// A measurement ends within its interval; only a probe may be given more time than that.
    fn longest(&self) -> Duration {
        let of_probes = self.critical.iter().map(|probe| probe.timeout + SOON).max();
        LOOK_INTERVAL.max(of_probes.unwrap_or_default())
    }

    /// Everything that is asked. What changes something is sent in the order in which it is written.
    fn parts(&self) -> impl Stream<Item = Part> {
        let (safe, changing): (Vec<_>, Vec<_>) =
            self.critical.iter().copied().enumerate().partition(|(_, probe)| probe.request.method.is_safe());
        let parts: FuturesUnordered<BoxFuture<'_, Part>> = FuturesUnordered::new();
        for (number, probe) in safe {
            parts.push(self.probed(number, probe).boxed());
        }
        parts.push(self.host().boxed());
        parts.push(self.functions().boxed());
        parts.push(self.content().boxed());
        let in_order = stream::iter(changing).then(|(number, probe)| self.probed(number, probe).boxed());
        stream::select(parts, in_order)
    }

    async fn probed(&self, number: usize, probe: &Probe) -> Part {
        let at = self.pace().wall();
        let result = contained(ask_once(self.asker, probe, ProbePhase::Production)).await;
        let result = result.unwrap_or_else(|panicked| {
            ProbeResult::not_asked(&probe.name, ProbePhase::Production, probe.severity, panicked.to_string())
        });
        self.traffic.asked(at, 1, u64::from(result.verdict == ProbeVerdict::Failed || result.heard.is_down()));
        Part::Probe(number, result)
    }

    async fn host(&self) -> Part {
        match measured(self.production.host.status()).await {
            Ok(status) => Part::Host(status.health(), true),
            Err(error) if error.is_transient() => Part::Host(HostHealth::Starting(error.to_string()), false),
            Err(error) => Part::Host(HostHealth::Unknown(error.to_string()), false),
        }
    }

    async fn functions(&self) -> Part {
        Part::Functions(self.lost().await)
    }

    /// The functions that production lacks, and those that the swap left switched off; `None` where that cannot be told.
    async fn lost(&self) -> Option<Vec<String>> {
        let listed = measured(self.production.functions()).await.ok()?;
        let mut lost = self.expected.functions.missing_from(&listed);
        let left_off = self.expected.left_off(&listed);
        if !left_off.is_empty() {
            // One that its own code switches off is as it is meant to be.
            let settings = measured(self.production.settings()).await.ok()?;
            let by_settings = left_off.into_iter().filter(|name| settings.disables(name));
            lost.extend(by_settings.map(|name| format!("{name} (a setting left it switched off)")));
        }
        Some(lost)
    }

    async fn content(&self) -> Part {
        let content = self.production.identity().await.content;
        Part::Content(match compare(&content, &self.expected.content) {
            Comparison::Same => Some(true),
            Comparison::Different => Some(false),
            Comparison::CannotTell => None,
        })
    }

    /// Judges what was silent by what else answers, and what is wrong by what was wrong before.
    async fn weigh(&self, seen: &mut Seen) {
        let is_silent = seen.results.iter().any(|result| result.heard == Heard::Silence);
        let starts = matches!(seen.host, HostHealth::Starting(_) | HostHealth::Unknown(_)) && !seen.passed();
        if is_silent || starts {
            let directly = async { if starts { ask_plainly(self.asker).await } else { Heard::Nothing } };
            let (slot, directly) = tokio::join!(ask_plainly(self.control), directly);
            let others = match slot {
                Heard::Answer(_) => Some("the slot answers"),
                // What the control plane cannot reach either is not silent to this runner alone.
                _ if seen.heard_of_azure() && starts => Some("Azure answers"),
                _ => None,
            };
            if let Some(others) = others {
                self.blame_silence(seen, others);
            }
            if starts && self.before.answered() {
                self.blame_host(seen, directly, others.is_some());
            }
        }
        let is_as_before = |result: &ProbeResult| {
            result.verdict == ProbeVerdict::Failed && result.heard.is_down() && self.before.was_down(&result.name)
        };
        seen.as_before =
            (0..).zip(&seen.results).filter(|(_, one)| is_as_before(one)).map(|(number, _)| number).collect();
        if self.before.host_was_broken()
            && let HostHealth::Broken(what) | HostHealth::Starting(what) = &seen.host
        {
            seen.host = HostHealth::AsBefore(what.clone());
        }
    }

    /// A connection that gives no answer, where others give one, is a wrong answer.
    fn blame_silence(&self, seen: &mut Seen, others: &str) {
        for result in &mut seen.results {
            if result.heard == Heard::Silence && self.before.could_ask(&result.name) {
                *result = result.clone().unanswered(others);
            }
        }
    }

    /// A host that ran before the swap, and neither says that it runs nor answers, is down. One that goes on starting is, too.
    fn blame_host(&self, seen: &mut Seen, directly: Heard, others_answer: bool) {
        let down = match directly {
            Heard::Answer(status) if status >= 500 => Some(format!("not running: it answers {status}")),
            Heard::Silence if others_answer => Some("not running: it gives no answer".to_owned()),
            Heard::Answer(_) | Heard::Silence | Heard::Nothing => None,
        };
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.pace().now();
        let starts_for = match &seen.host {
            HostHealth::Starting(_) if seen.by_itself => Some(now - *memory.starts_since.get_or_insert(now)),
            _ => {
                memory.starts_since = None;
                None
            }
        };
        let stuck = starts_for.filter(|since| *since >= STARTS);
        let stuck = stuck.map(|since| format!("not running: it has been starting for {} s", since.as_secs()));
        if let Some(what) = down.or(stuck) {
            seen.host = HostHealth::Broken(what);
        }
    }
}

/// Takes each part as it comes, until `enough`.
async fn fill(parts: &mut (impl Stream<Item = Part> + Unpin), seen: &mut Seen, enough: fn(&Seen) -> bool) {
    while !enough(seen) {
        match parts.next().await {
            Some(part) => seen.take(part),
            None => return,
        }
    }
}
