//! The context of a run, and what can be done with it before anything is read.

mod context;
mod mark_key;
mod sign_in;

pub use context::Run;
pub(super) use context::{RunOnApp, RunOnSides};
