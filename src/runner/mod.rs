//! The contract with the GitHub Actions runner: environment, workflow commands, masks, file
//! commands, the event, the OIDC token, and the log. Outside Actions the same calls write plain
//! lines.
//!
//! The rules come from the code of actions/runner: the section "The runner" of `src/docs/facts.md`,
//! facts: action-metadata and facts: oidc-token.

mod annotation;
mod cancel;
mod commands;
mod console;
mod contained;
mod environment;
mod event;
mod file_commands;
mod log_layer;
mod oidc;
mod run_key;
mod terminal;
mod workflow_run;

pub use crate::http::PROGRESS;
pub use annotation::{Annotation, Level};
pub use cancel::Cancel;
pub use commands::{neutral, neutral_line};
pub use console::{Console, Style};
pub use contained::{Panicked, contained, contained_now, is_contained};
pub use environment::{Environment, Variable};
pub use event::{Event, PullRequest};
pub use file_commands::{FileCommands, written};
pub use log_layer::LogLayer;
pub use oidc::{Claims, IdTokenSource, OidcError};
pub use run_key::RunKey;
pub use terminal::Terminal;
pub use workflow_run::{Machine, WorkflowRun};
