//! What every step stands on: what is asked for, the app and its two sides, and how a run ends early.

mod app;
mod key;
mod setup;
mod sides;
mod stop;
mod wait_until;

pub(super) use app::{App, side_named};
pub(super) use key::new_key;
pub use setup::{AskedArtifact, BusyMode, DeploymentChoice, GitHubSetup, Options, Setup, SignInWay, Source, SwapMode};
pub(super) use sides::{Sides, swap_command};
pub(super) use stop::{LOOK_AT_BOTH_SIDES, LOOK_AT_PRODUCTION, next_step_without_a_swap};
pub use stop::{Stop, in_the_phase};
pub(super) use wait_until::wait_until;
