//! The context of a run, and what can be done with it before anything is read.

mod asked_to_sign_in;
mod context;
mod mark_key;
mod migration;
mod sign_in;
mod stored;

pub(super) use asked_to_sign_in::looks_refused;
pub use context::Run;
pub(super) use context::{RunOnApp, RunOnSides};
