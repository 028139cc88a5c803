//! The simulated GitHub answers as the real one describes itself and behaves as it says, whoever asks.
#![allow(clippy::unwrap_used)]

mod access;
mod client;
mod comments;
mod contract;
mod deployments;
mod runs;
mod scene;
mod shape;
#[path = "../support/shared.rs"]
mod shared;
mod tokens;
mod with_octocrab;
