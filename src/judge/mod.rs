//! The decisions, as pure functions from facts to a result with its reason.
//!
//! This room uses only the types of [`crate::record`]: no client, no clock, no await. The rooms that gather facts call it.

mod content;
mod contradiction;
mod drifted;
mod executions;
mod fence;
mod former;
mod former_commit;
mod functions;
mod hold;
mod lease;
mod migration;
mod mismatch;
mod origin;
mod packed_files;
mod plans;
mod reached;
#[cfg(test)]
mod reached_tests;
mod rollback;
mod running;
#[cfg(test)]
mod sample_content;
mod seal;
mod swap;
mod ticket_origin;
mod verified_there;
mod warm_up;
mod watch;
mod way_back;
mod who_stopped;

pub use content::{Comparison, compare};
pub use contradiction::{brought_by, contradictions};
pub use executions::executions_of_release;
pub use fence::{Fence, FenceFacts, judge_fence};
pub use former::{FormerFacts, WayBack, find_former};
pub use former_commit::find_former_commit;
pub use functions::{FunctionFacts, FunctionsVerdict, judge_functions};
pub use hold::{Holding, KnownFunctions, functions_to_hold, live_triggers, settings_to_hold, settings_to_hold_again};
pub use lease::{Lease, LeaseFacts, find_quarantine, has_recorded_end, judge_lease, may_be_at_work};
pub use migration::{HostFit, find_migration, judge_host};
pub use mismatch::Mismatch;
pub use origin::{OriginFacts, refuse_origin};
pub use packed_files::{FilesVerdict, choose_sample, judge_files};
pub use reached::{LeftBehind, Reached, left_behind};
pub use rollback::{
    RollbackFacts, RollbackPath, SettingsSince, TIME_FOR_A_START, TIME_FOR_A_SWAP_BACK, judge_rollback,
};
pub use running::{RunningVerdict, judge_running};
pub use seal::SealReading;
pub use swap::{SwapFacts, judge_swap};
pub use ticket_origin::{TicketOrigin, refuse_ticket};
pub use verified_there::{There, ThereFacts, judge_there};
pub use warm_up::{PingAnswer, WarmUpCause, WarmUpFacts, diagnose_warm_up};
pub use watch::{LOOK_INTERVAL, Observations, WatchRules, judge_watch, next_look, watch_findings};
pub use way_back::no_way_back;
pub use who_stopped::{StoppedBy, who_stopped};
