//! The input table, the two phases that read it, and the commands.
//!
//! Inputs of the Action (`INPUT_*`) and flags of the command line fill one raw map; `settings`
//! parses it, checks the parts against each other and reports all problems at once. `--help`,
//! action.yml and the tables of the README and of the reference are made from the same table.

mod action;
mod arguments;
mod asked_for_json;
mod command;
mod explain;
mod front;
mod given_secrets;
mod inputs;
mod pack;
mod post;
mod problem;
mod raw;
mod reference;
mod release;
mod rights_page;
mod role;
mod settings;
mod taken_by;
mod telling;
mod workflow;

pub use action::action_yml;
pub use asked_for_json::asks_for_json;
pub use explain::{Topic, run_explain};
pub use front::{Ending, Front};
pub use inputs::{Command, INPUTS, Input, Kind, takes};
pub use pack::run_pack;
pub use post::run_post;
pub use problem::InputProblem;
pub use reference::{checks_list, checks_page, codes_page, commands_page, inputs_page, outcomes_table};
pub use release::run_release;
pub use rights_page::rights_page;
pub use role::run_role;
pub use settings::{Cut, How, Job, PackSettings, RehearseSettings, ReleaseSettings, RoleSettings, SimulateSettings};
pub use telling::{report_internal, report_invalid, report_skipped};
pub use workflow::deploy_yml;

use std::ffi::OsString;

use crate::runner::Environment;

/// Reads the arguments of this process, which need not be UTF-8, and the environment.
pub fn read_process(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment,
) -> Result<Job, Vec<InputProblem>> {
    let arguments = arguments::as_text(arguments)?;
    // Without anything to do: a person who looks what this is.
    if arguments.is_empty() && !environment.is_actions() && environment.inputs().is_empty() {
        return Ok(Job::Help(arguments::help()));
    }
    read(&arguments, environment)
}

/// What `slot-deploy.yml` holds for an input of a command that is given by the environment alone; `None`: nothing.
pub fn from_file(environment: &Environment, command: &str, input: &str) -> Option<String> {
    let command = Command::ALL.into_iter().find(|known| known.name() == command)?;
    let raw = raw::Raw::gather(arguments::Flags::default(), environment);
    settings::from_file(&raw, command, environment, input)
}

/// The variables from which `slot-deploy.yml` takes values of settings, for a command that is given by the environment alone.
pub fn variables_of_settings(environment: &Environment, command: &str) -> Vec<String> {
    let Some(command) = Command::ALL.into_iter().find(|known| known.name() == command) else { return Vec::new() };
    let raw = raw::Raw::gather(arguments::Flags::default(), environment);
    settings::variables_of_settings(&raw, command)
}

/// Reads arguments and environment. `Err` holds every problem there is, at least one.
pub fn read(arguments: &[String], environment: &Environment) -> Result<Job, Vec<InputProblem>> {
    match arguments::parse(arguments) {
        Ok(mut flags) => {
            let mut problems = std::mem::take(&mut flags.problems);
            let raw = raw::Raw::gather(flags, environment);
            let secrets = given_secrets::given_secrets(&raw, environment);
            match settings::settle(raw, environment) {
                Ok(job) if problems.is_empty() => return Ok(job),
                Ok(_) => {}
                Err(more) => problems.extend(more),
            }
            Err(problems.into_iter().map(|problem| problem.without(&secrets)).collect())
        }
        Err(arguments::Stopped::Help(text)) => Ok(Job::Help(text)),
        Err(arguments::Stopped::Wrong(problems)) => Err(problems),
    }
}
