//! Whether somebody else is at work on the app, and how others learn that we are.

mod announced_watch;
mod claim;
mod deployment;
mod elsewhere;
mod follow;
mod history;
mod served_again;
mod stored;
mod way_on;
mod word;

pub(super) use announced_watch::{WATCH_SECONDS, watch_at_least};
pub(super) use claim::Claim;
pub(super) use deployment::About;
pub(super) use way_on::WayOn;
