use std::sync::Arc;

use crate::http::{Http, Pace};
use crate::runner::{Cancel, Console, Environment};

/// What a command works with: everything it would otherwise take from the process.
#[derive(Clone)]
pub struct Front {
    /// The environment.
    pub environment: Environment,
    /// Where people watch.
    pub console: Console,
    /// Whether somebody asked for the end.
    pub cancel: Cancel,
    /// The clock.
    pub pace: Pace,
    /// What requests go through; real sockets when `None`.
    pub transport: Option<Arc<dyn Http>>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// The process's exit code.
    pub exit_code: u8,
    /// What belongs on standard output.
    pub output: String,
    /// The record of a release.
    pub record: Option<Box<crate::record::ReleaseRecord>>,
}

impl Ending {
    /// Ended with this on standard output.
    pub fn with_output(exit_code: u8, output: impl Into<String>) -> Self {
        Self { exit_code, output: output.into(), record: None }
    }
}
