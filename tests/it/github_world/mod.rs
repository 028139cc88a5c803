//! The simulated GitHub answers as GitHub's description and documentation say.

mod access;
mod client;
mod comments;
mod contract;
mod deployments;
mod rules;
mod runs;
mod scene;
mod shape;
mod tokens;
mod with_octocrab;
