//! The types that all rooms share: outcomes, phases, content identities, findings, and the record of a release.
//!
//! Plain values only. They serialise to `release.json`, and every report is drawn from them.

mod announcement;
mod basis;
mod came;
mod code;
mod codes;
mod content_proof;
mod digest;
mod durable_host;
mod event;
mod executions;
mod file_list;
mod files_mark;
mod finding;
mod functions;
mod held;
mod identity;
mod json_net;
mod memo;
mod nearest;
mod outcome;
mod phase;
mod plausible_time;
mod probe;
mod probe_source;
mod problem;
mod release;
mod seal;
mod settings_mark;
mod shell;
mod shown;
mod ticket;
mod ticket_text;
mod traffic;
mod utc;
mod watch;
mod watch_spec;

pub use announcement::{Change, SwapPlan};
pub use basis::Basis;
pub use came::{Accepted, By, Came, Deployed, ReadBack, Standing, SwapCame, Tried};
pub use code::{Code, Explanation};
pub use codes::{CodeRoom, ROOMS};
pub use content_proof::{ContentProof, PackedFile, StampOnly};
pub use digest::Digest;
pub use durable_host::DurableHost;
pub use event::{Event, Inheritance, Opening};
pub use executions::{EventExecutions, ExecutionCount, FunctionExecutions};
pub use file_list::{FileList, ListedFile};
pub use files_mark::FilesMark;
pub use finding::{Finding, Severity};
pub use functions::{Function, FunctionSet};
pub use held::{Held, SwapReading};
pub use identity::{ContentIdentity, Foreign, IdentityEvidence, Instance, RELEASE_JSON, Route, RunningEvidence};
pub use json_net::{JsonNetError, read_json_net};
pub use memo::{Groundwork, HistoryEntry, Memo};
pub use nearest::nearest;
pub use outcome::{OUTCOMES, Outcome, OutcomeRow, Tone};
pub use phase::{Phase, PhaseEntry, PhaseState};
pub use plausible_time::plausible_time;
pub use probe::{Assertion, Heard, ProbePhase, ProbeResult, ProbeVerdict, WrongAnswer};
pub use probe_source::{ProbeInput, ProbeSource};
pub use problem::{Explain, Problem, ServiceAnswer};
pub use release::{FunctionsEntry, IdentityEntry, PackageEntry, ReleaseRecord, Urls};
pub use seal::Seal;
pub use settings_mark::{Covers, KeyedBy, SettingsMark};
pub use shell::{Word, shell_capture, shell_line};
pub use shown::{brief, is_invisible, message, visible};
pub use ticket::{Ticket, TicketProbes, TicketSites};
pub use ticket_text::TicketError;
pub use traffic::{
    Baseline, BaselineEntry, BaselineWindow, FirstMinute, Minute, TrafficEntry, TrafficReading, TrafficSum,
};
pub use utc::{clock, day_and_time};
pub use watch::{HostHealth, RuleEntry, RuleSeen, Tick, WatchEntry, WatchVerdict};
pub use watch_spec::{Budgets, ErrorsRule, ExecutionsRule, LatencyRule, RuleMode, SilenceRule, WatchSpec};
