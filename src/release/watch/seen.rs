use time::OffsetDateTime;

use crate::config::Probe;
use crate::record::{Heard, HostHealth, ProbePhase, ProbeResult, ProbeVerdict, Tick};

/// One part of a measurement.
pub(super) enum Part {
    /// The result of the critical probe of this number.
    Probe(usize, ProbeResult),
    /// What the host says, and whether it is the host itself that says so.
    Host(HostHealth, bool),
    /// The functions that are missing; `None`: they could not be listed.
    Functions(Option<Vec<String>>),
    /// Whether production runs the release.
    Content(Option<bool>),
}

/// What a measurement has seen so far.
pub(super) struct Seen {
    at: OffsetDateTime,
    /// The results of the critical probes, in their order.
    pub results: Vec<ProbeResult>,
    /// What the host says.
    pub host: HostHealth,
    /// Whether the host itself said so.
    pub by_itself: bool,
    functions_lost: Option<Vec<String>>,
    content_is_ours: Option<bool>,
    /// The results of probes that were down before the swap as well.
    pub as_before: Vec<usize>,
}

impl Seen {
    /// Nothing yet.
    pub(super) fn nothing(critical: &[&Probe], at: OffsetDateTime) -> Self {
        let unasked = |probe: &&Probe| {
            let late = "the measurement had ended by then".to_owned();
            ProbeResult::not_asked(&probe.name, ProbePhase::Production, probe.severity, late)
        };
        Self {
            at,
            results: critical.iter().map(unasked).collect(),
            host: HostHealth::Unknown("no answer in time".to_owned()),
            by_itself: false,
            functions_lost: None,
            content_is_ours: None,
            as_before: Vec::new(),
        }
    }

    /// Takes a part.
    pub(super) fn take(&mut self, part: Part) {
        match part {
            Part::Probe(number, result) => {
                if let Some(there) = self.results.get_mut(number) {
                    *there = result;
                }
            }
            Part::Host(health, by_itself) => (self.host, self.by_itself) = (health, by_itself),
            Part::Functions(lost) => self.functions_lost = lost,
            Part::Content(is_ours) => self.content_is_ours = is_ours,
        }
    }

    /// Whether something is wrong, or silent.
    pub(super) fn is_bad(&self) -> bool {
        let wrong = |result: &ProbeResult| result.verdict == ProbeVerdict::Failed || result.heard == Heard::Silence;
        self.results.iter().any(wrong)
            || matches!(self.host, HostHealth::Broken(_))
            || self.functions_lost.as_ref().is_some_and(|lost| !lost.is_empty())
            || self.content_is_ours == Some(false)
    }

    /// Whether some critical probe passed.
    pub(super) fn passed(&self) -> bool {
        self.results.iter().any(ProbeResult::is_good)
    }

    /// Whether the control plane, or the host through it, answered anything.
    pub(super) fn heard_of_azure(&self) -> bool {
        self.by_itself || self.functions_lost.is_some() || self.content_is_ours.is_some()
    }

    /// The measurement.
    pub(super) fn tick(&self) -> Tick {
        let mut tick = Tick {
            at: self.at,
            probes_passed: 0,
            probes_failed: Vec::new(),
            probes_unasked: Vec::new(),
            probes_as_before: Vec::new(),
            host: self.host.clone(),
            functions_lost: self.functions_lost.clone(),
            content_is_ours: self.content_is_ours,
        };
        for (number, result) in self.results.iter().enumerate() {
            match result.verdict {
                ProbeVerdict::Passed | ProbeVerdict::Slow => tick.probes_passed += 1,
                ProbeVerdict::Failed if self.as_before.contains(&number) => {
                    tick.probes_as_before.push(result.explanation());
                }
                ProbeVerdict::Failed => tick.probes_failed.push(result.explanation()),
                ProbeVerdict::CouldNotAsk => tick.probes_unasked.push(result.name.clone()),
            }
        }
        tick
    }
}
