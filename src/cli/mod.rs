//! From what the user wrote to what the program does: the input table, the two phases that read it,
//! and the commands.
//!
//! Inputs of the Action (`INPUT_*`) and flags of the command line fill one raw map; `settings`
//! parses it, checks the parts against each other and reports all problems at once. `--help`,
//! action.yml and README's table are made from the same table.

mod action;
mod arguments;
mod front;
mod inputs;
mod pack;
mod post;
mod problem;
mod raw;
mod readme;
mod release;
mod settings;
mod telling;

pub use action::action_yml;
pub use front::{Ending, Front};
pub use inputs::{Command, INPUTS, Input, Kind};
pub use pack::run_pack;
pub use post::run_post;
pub use problem::InputProblem;
pub use readme::{inputs_table, outcomes_table, outputs_table};
pub use release::run_release;
pub use settings::{PackSettings, RehearseSettings, ReleaseSettings, Request, SimulateSettings};
pub use telling::{report_internal, report_invalid, report_skipped};

use crate::runner::Environment;

/// Reads arguments and environment. `Err` holds every problem there is, at least one.
pub fn read(arguments: &[String], environment: &Environment) -> Result<Request, Vec<InputProblem>> {
    match arguments::parse(arguments) {
        Ok(flags) => settings::settle(raw::Raw::gather(flags, environment), environment),
        Err(arguments::Stopped::Help(text)) => Ok(Request::Help(text)),
        Err(arguments::Stopped::Wrong(text)) => Err(vec![InputProblem::of_arguments(text)]),
    }
}
