use std::sync::Arc;

use time::OffsetDateTime;

use crate::attestation::Roots;
use crate::http::{Http, Pace};
use crate::release::{JournalPlace, Locks};
use crate::runner::{Cancel, Console, Environment};

/// The surroundings of a command: everything that it would otherwise take from the process.
#[derive(Clone)]
pub struct Front {
    /// The environment.
    pub environment: Environment,
    /// Whether standard output is to have one JSON document, and no words.
    pub json: bool,
    /// The console.
    pub console: Console,
    /// Whether the run has to end.
    pub cancel: Cancel,
    /// The clock.
    pub pace: Pace,
    /// When this is rehearsed, by the clock of the machine; `None`: it is no rehearsal.
    pub rehearsed: Option<OffsetDateTime>,
    /// Where the journal of a release is kept.
    pub journal: JournalPlace,
    /// Whether locks work there.
    pub locks: Locks,
    /// Which authorities are believed about who built a package.
    pub roots: Roots,
    /// The HTTP client; real sockets when `None`.
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
