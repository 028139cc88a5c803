use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches};

use super::inputs::{self, Command, Input, Kind};

/// What was given on the command line.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// The command, when one was named.
    pub command: Option<Command>,
    /// The values, by input.
    pub values: BTreeMap<String, Vec<String>>,
}

/// Why nothing is done.
pub enum Stopped {
    /// Help or the version was asked for.
    Help(String),
    /// The arguments are wrong.
    Wrong(String),
}

/// Parses the arguments behind the program's name.
pub fn parse(arguments: &[String]) -> Result<Flags, Stopped> {
    if arguments.is_empty() {
        return Ok(Flags::default());
    }
    let all = std::iter::once("slot-deploy".to_owned()).chain(arguments.iter().cloned());
    let matches = program().try_get_matches_from(all).map_err(|error| match error.use_stderr() {
        true => Stopped::Wrong(error.to_string()),
        false => Stopped::Help(error.to_string()),
    })?;
    let (name, given) = match matches.subcommand() {
        Some(found) => found,
        None => return Ok(Flags::default()),
    };
    let command = Command::ALL.into_iter().find(|command| command.name() == name);
    let values = command
        .into_iter()
        .flat_map(inputs::of)
        .filter_map(|input| Some((input.name.to_owned(), given_values(given, input.name)?)))
        .collect();
    Ok(Flags { command, values })
}

fn program() -> clap::Command {
    let commands = Command::ALL.map(|command| {
        let arguments = inputs::of(command).filter(|input| input.name != "command").map(argument);
        clap::Command::new(command.name()).about(command.help()).args(arguments)
    });
    clap::Command::new("slot-deploy")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Releases Azure Functions apps through deployment slots")
        .subcommands(commands)
        .subcommand_required(true)
        .arg_required_else_help(true)
}

fn argument(input: &'static Input) -> Arg {
    let mut help = input.help.to_owned();
    if let Some(default) = input.default.filter(|default| !default.starts_with("${{") && input.kind != Kind::Flag) {
        help = format!("{help} [default: {default}]");
    }
    let argument = match input.positional {
        true => Arg::new(input.name),
        false => Arg::new(input.name).long(input.name),
    };
    let argument = argument.help(help).action(ArgAction::Set).value_name(value_name(input.kind));
    match input.kind {
        Kind::Flag => argument.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Kind::Several => argument.action(ArgAction::Append),
        _ => argument,
    }
}

fn value_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Guid => "GUID",
        Kind::Path => "PATH",
        Kind::Flag => "BOOL",
        Kind::Duration => "DURATION",
        Kind::Choice(_) => "CHOICE",
        Kind::Yaml => "YAML",
        Kind::Number => "NUMBER",
        Kind::Several => "NAME",
    }
}

fn given_values(matches: &ArgMatches, name: &str) -> Option<Vec<String>> {
    let values = matches.try_get_many::<String>(name).ok().flatten()?;
    Some(values.cloned().collect())
}
