//! slot-deploy

pub mod azure;
pub mod cli;
pub mod config;
pub mod deliver;
pub mod github;
pub mod http;
pub mod judge;
pub mod package;
pub mod preflight;
pub mod probe;
pub mod record;
pub mod rehearsal;
pub mod rehearse;
pub mod release;
pub mod report;
pub mod runner;
