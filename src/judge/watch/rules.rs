use std::time::Duration;

use time::OffsetDateTime;

use crate::record::{Baseline, Basis, EventExecutions, Tick, TrafficReading, WatchSpec};

/// The least time between the first and the last measurement of a fault.
pub(super) const SPAN: Duration = Duration::from_secs(30);
/// So much of the settle time counts for a fault that lasts beyond it.
const LEAD: Duration = Duration::from_secs(20);

/// How production is judged while it is watched.
#[derive(Debug, Clone)]
pub struct WatchRules {
    /// When the swap had ended.
    pub began: OffsetDateTime,
    /// How long to watch.
    pub window: Duration,
    /// The settle time: error bursts this soon after the swap are reported and not acted on.
    pub settle: Duration,
    /// The time between two measurements while all is well.
    pub interval: Duration,
    /// Whether critical probes are configured for production.
    pub has_critical_probes: bool,
    /// The rules and their thresholds.
    pub spec: WatchSpec,
}

/// All measurements and readings of production.
#[derive(Debug, Clone, Copy)]
pub struct Observations<'a> {
    /// The measurements, oldest first.
    pub ticks: &'a [Tick],
    /// The readings of the platform's metrics, oldest first.
    pub readings: &'a [TrafficReading],
    /// The baseline before the swap.
    pub baseline: Option<&'a Baseline>,
    /// The executions of functions that events start, as they are known; `None` where requests start all functions.
    pub executions: Option<&'a EventExecutions>,
}

impl WatchRules {
    /// The end of the settle time.
    pub(super) fn settled(&self) -> OffsetDateTime {
        self.began + self.settle_time()
    }

    /// A window shorter than the settle time would leave nothing to judge.
    fn settle_time(&self) -> Duration {
        self.settle.min(self.window / 2)
    }

    /// The measurements after the settle time.
    pub(super) fn counted<'a>(&self, ticks: &'a [Tick]) -> &'a [Tick] {
        since(self.settled(), ticks)
    }

    /// The measurements that can show a fault: one that lasts beyond the settle time may have begun in the last part of it.
    pub(super) fn before_and_after_settling<'a>(&self, ticks: &'a [Tick]) -> &'a [Tick] {
        since(self.settled() - LEAD.min(self.settle_time() / 3), ticks)
    }

    /// What a verdict about the measurements rests on.
    pub(super) fn basis(&self) -> Basis {
        if self.has_critical_probes { Basis::Probes } else { Basis::Host }
    }
}

fn since(at: OffsetDateTime, ticks: &[Tick]) -> &[Tick] {
    &ticks[ticks.partition_point(|tick| tick.at < at)..]
}
