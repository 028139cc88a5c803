//! The delicate decisions, as pure functions from observed facts to a decision with its reason.
//!
//! This room sees nothing but the words in [`crate::record`]: no client, no clock, no await.
//! Whoever gathers the facts asks here what they mean.

mod content;
#[cfg(test)]
mod contents;
mod cut_short;
mod fence;
mod former;
mod functions;
mod running;
mod swap;
mod vacancy;
mod warm_up;
mod watch;
mod way_back;

pub use content::{Comparison, compare};
pub use cut_short::{LeftBehind, Reached, left_behind};
pub use fence::{Fence, FenceFacts, Mismatch, judge_fence};
pub use former::{FormerFacts, find_former};
pub use functions::{FunctionFacts, FunctionsVerdict, judge_functions};
pub use running::{RunningVerdict, judge_running};
pub use swap::{Sides, SwapFacts, SwapReading, judge_swap};
pub use vacancy::{Vacancy, VacancyFacts, find_quarantine, has_last_word, judge_vacancy};
pub use warm_up::{PingAnswer, WarmUpCause, WarmUpFacts, diagnose_warm_up};
pub use watch::{Seen, WatchRules, judge_watch, next_look, watch_findings};
pub use way_back::{TIME_FOR_A_SWAP_BACK, WayBack, WayBackFacts, judge_way_back};
