//! The contract with the GitHub Actions runner: environment, workflow commands, masks, file
//! commands, the event, the OIDC token, and the log. Outside Actions the same calls write plain
//! lines.
//!
//! Source of every rule here: `github-contract` §1–§4 of the fact sheets, which read actions/runner
//! itself.

mod annotation;
mod cancel;
mod commands;
mod console;
mod environment;
mod event;
mod file_commands;
mod log_layer;
mod oidc;
mod workflow_run;

pub use annotation::{Annotation, Level};
pub use cancel::Cancel;
pub use commands::{neutral, neutral_line};
pub use console::{Console, Style};
pub use environment::Environment;
pub use event::{Event, PullRequest};
pub use file_commands::FileCommands;
pub use log_layer::{LogLayer, PROGRESS};
pub use oidc::{Claims, IdTokenSource, OidcError};
pub use workflow_run::WorkflowRun;
