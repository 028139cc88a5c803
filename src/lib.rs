//! slot-deploy

pub mod azure;
pub mod config;
pub mod deliver;
pub mod github;
pub mod http;
pub mod judge;
pub mod package;
pub mod preflight;
pub mod probe;
pub mod record;
pub mod runner;
