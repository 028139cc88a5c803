//! Whether somebody else is at work on the app, and how others learn that we are.

mod claim;
mod deployment;
mod history;

pub(super) use claim::Claim;
pub(super) use deployment::About;
