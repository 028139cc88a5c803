//! The words that all rooms share: outcomes, phases, what Azure runs, what was found, and the
//! record of a release.
//!
//! Plain values only. They serialise to `release.json`, and every surface that a person reads is
//! drawn from them.

mod digest;
mod finding;
mod functions;
mod identity;
mod memory;
mod outcome;
mod phase;
mod probe;
mod problem;
mod release;
mod ticket;
mod traffic;
mod watch;
mod watch_rules;

pub use digest::Digest;
pub use finding::{Finding, Severity};
pub use functions::{Function, FunctionSet};
pub use identity::{ContentIdentity, Foreign, IdentityEvidence, Instance, Route, RunningEvidence};
pub use memory::{Groundwork, Memo, Remembered};
pub use outcome::{OUTCOMES, Outcome, OutcomeRow, Tone};
pub use phase::{Phase, PhaseEntry, PhaseState};
pub use probe::{Assertion, ProbePhase, ProbeResult, ProbeVerdict};
pub use problem::{Explain, Problem, ServiceAnswer};
pub use release::{Basis, FunctionsEntry, IdentityEntry, PackageEntry, ReleaseRecord, Urls};
pub use ticket::{SettingsMark, Ticket, TicketProbes, TicketSites};
pub use traffic::{Baseline, BaselineEntry, BaselineWindow, Blip, Minute, TrafficEntry, TrafficReading, TrafficSum};
pub use watch::{HostHealth, RuleEntry, RuleSeen, Tick, WatchEntry, WatchVerdict};
pub use watch_rules::{Budgets, ErrorsRule, LatencyRule, RuleMode, SilenceRule, WatchSpec};
