use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches};

use super::InputProblem;
use super::inputs::{self, Command, Input, Kind};
use crate::record::brief;

/// More flags that nobody knows are not listed.
const MOST_UNKNOWN: usize = 20;

/// The command line.
#[derive(Debug, Clone, Default)]
pub(super) struct Flags {
    /// The command, when one was named.
    pub command: Option<Command>,
    /// The values, by input.
    pub values: BTreeMap<String, Vec<String>>,
    /// What is wrong although the rest can be read.
    pub problems: Vec<InputProblem>,
}

/// Why the program stops.
pub(super) enum Stopped {
    /// Help or the version was requested.
    Help(String),
    /// The arguments are wrong.
    Wrong(Vec<InputProblem>),
}

/// The arguments as text. `Err` names every one that is not UTF-8.
pub(super) fn as_text(arguments: impl IntoIterator<Item = OsString>) -> Result<Vec<String>, Vec<InputProblem>> {
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for (number, argument) in (1..).zip(arguments) {
        match argument.into_string() {
            Ok(text) => texts.push(text),
            Err(argument) => {
                let shown = brief(&argument.to_string_lossy());
                let says = format!("argument {number}, `{shown}`, is not UTF-8");
                problems.push(InputProblem::new("", says, "write names, paths and values in UTF-8"));
            }
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// Parses the arguments behind the program's name.
pub(super) fn parse(arguments: &[String]) -> Result<Flags, Stopped> {
    if arguments.is_empty() {
        return Ok(Flags::default());
    }
    let mut rest = arguments.to_vec();
    let mut problems = Vec::new();
    // The parser stops at the first flag that it does not know; ours are reported together.
    let matches = loop {
        let all = std::iter::once("slot-deploy".to_owned()).chain(rest.iter().cloned());
        match program().try_get_matches_from(all) {
            Ok(matches) => break matches,
            Err(error) if !error.use_stderr() => return Err(Stopped::Help(error.to_string())),
            Err(error) => match take_unknown(&error, &mut rest) {
                Some(problem) if problems.len() < MOST_UNKNOWN => problems.push(problem),
                _ => {
                    problems.push(InputProblem::of_arguments(words(&error, arguments)));
                    return Err(Stopped::Wrong(problems));
                }
            },
        }
    };
    let (name, given) = match matches.subcommand() {
        Some(found) => found,
        None => return Ok(Flags { problems, ..Flags::default() }),
    };
    let command = Command::ALL.into_iter().find(|command| command.name() == name);
    let values = command
        .into_iter()
        .flat_map(inputs::of)
        .filter_map(|input| Some((input.name.to_owned(), given_values(given, input.name)?)))
        .collect();
    Ok(Flags { command, values, problems })
}

/// The text of the whole help.
pub(super) fn help() -> String {
    program().render_help().to_string()
}

/// Takes a flag that the command does not know out of the arguments, with the value behind it.
fn take_unknown(error: &clap::Error, arguments: &mut Vec<String>) -> Option<InputProblem> {
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else { return None };
    if error.kind() != ErrorKind::UnknownArgument || !unknown.starts_with("--") {
        return None;
    }
    let is_it = |argument: &String| argument.split('=').next() == Some(unknown.split('=').next().unwrap_or_default());
    let at = arguments.iter().position(is_it)?;
    let has_value = !arguments[at].contains('=') && arguments.get(at + 1).is_some_and(|next| !next.starts_with('-'));
    arguments.drain(at..=at + usize::from(has_value));
    let fix = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(near)) => format!("did you mean `{near}`?"),
        _ => "`--help` behind the command lists its flags".to_owned(),
    };
    Some(InputProblem::new("", format!("there is no flag `{}`", brief(unknown)), fix))
}

/// The parser's message; where it knows less than we do, ours.
fn words(error: &clap::Error, arguments: &[String]) -> String {
    let command = arguments.first().and_then(|name| Command::ALL.into_iter().find(|command| command.name() == name));
    let positional = command.and_then(|command| inputs::of(command).find(|input| input.positional));
    match (error.kind(), error.get(ContextKind::InvalidArg), command, positional) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(extra)), Some(command), Some(input))
            if !extra.starts_with('-') =>
        {
            format!(
                "`{}` takes one {}, and `{}` is one too many\n    fix: give one; a text with blanks needs quotes",
                command.name(),
                placeholder(input),
                brief(extra)
            )
        }
        _ => error.to_string(),
    }
}

fn program() -> clap::Command {
    let commands = Command::ALL.map(|command| {
        let arguments =
            inputs::of(command).filter(|input| input.name != "command").map(|input| argument(command, input));
        clap::Command::new(command.name()).about(command.help()).args(arguments)
    });
    clap::Command::new("slot-deploy")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Releases Azure Functions apps through deployment slots")
        .subcommands(commands)
        .subcommand_required(true)
        .arg_required_else_help(true)
}

fn argument(command: Command, input: &'static Input) -> Arg {
    let mut help = input.help.to_owned();
    if let Some(default) = input.default.filter(|default| !default.starts_with("${{") && input.kind != Kind::Flag) {
        help = format!("{help} [default: {default}]");
    }
    if let Kind::Choice(choices) = input.kind {
        help = format!("{help} [one of: {}]", choices.join(", "));
    }
    if input.required_by.contains(&command) {
        help = format!("{help} [required]");
    }
    let argument = if input.positional { Arg::new(input.name) } else { Arg::new(input.name).long(input.name) };
    let argument = argument.help(help).action(ArgAction::Set).value_name(placeholder(input));
    match input.kind {
        Kind::Flag => argument.num_args(0..=1).require_equals(true).default_missing_value("true"),
        Kind::Several => argument.action(ArgAction::Append),
        _ => argument,
    }
}

/// What stands for the value in the help: for a positional argument its name, which the reference page uses as well.
fn placeholder(input: &Input) -> String {
    if input.positional { input.name.to_uppercase() } else { value_name(input.kind).to_owned() }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(arguments: &[&str]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        match parse(&arguments) {
            Err(Stopped::Wrong(problems)) => problems.iter().map(|problem| problem.says.clone()).collect(),
            _ => panic!("{arguments:?} is accepted"),
        }
    }

    #[cfg(unix)]
    #[test]
    fn every_argument_that_is_not_utf8_is_named() {
        use std::os::unix::ffi::OsStringExt;
        let arguments = [b"pack".to_vec(), b"a\xff".to_vec(), b"\x1b[2J\xfe".to_vec()].map(OsString::from_vec);
        let problems = as_text(arguments).unwrap_err();
        let shown: Vec<String> = problems.iter().map(|problem| problem.says.clone()).collect();
        assert_eq!(shown, ["argument 2, `a\u{fffd}`, is not UTF-8", "argument 3, `·[2J\u{fffd}`, is not UTF-8"]);
    }

    #[test]
    fn a_second_positional_argument_is_one_too_many() {
        assert!(wrong(&["explain", "a", "b"]).starts_with("`explain` takes one CODE, and `b` is one too many"));
        assert!(wrong(&["pack", "a", "b", "--out", "c"]).starts_with("`pack` takes one DIR, and `b`"));
        let flags = parse(&["pack", "--nonsense", "x", "--ouy=y"].map(str::to_owned)).ok().unwrap();
        let told: Vec<String> = flags.problems.iter().map(|problem| problem.to_string()).collect();
        assert!(told[0].contains("there is no flag `--nonsense`"), "{told:?}");
        assert!(told[1].contains("did you mean `--out`?"), "{told:?}");
    }

    #[test]
    fn every_flag_says_its_choices_and_whether_it_is_required() {
        for command in Command::ALL {
            let Err(Stopped::Help(help)) = parse(&[command.name().to_owned(), "--help".to_owned()]) else { panic!() };
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            for input in inputs::of(command).filter(|input| input.name != "command") {
                if let Kind::Choice(choices) = input.kind {
                    assert!(help.contains(&format!("[one of: {}]", choices.join(", "))), "{}: {help}", input.name);
                }
            }
            let required = inputs::of(command).filter(|input| input.required_by.contains(&command)).count();
            assert_eq!(help.matches("[required]").count(), required, "{help}");
        }
    }

    #[test]
    fn help_marks_what_a_command_does_not_run_without() {
        for (command, marked) in
            [("pack", "the file to write [required]"), ("promote", "`command: promote` [required]")]
        {
            let Err(Stopped::Help(help)) = parse(&[command, "--help"].map(str::to_owned)) else { panic!("{command}") };
            let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(help.contains(marked), "{help}");
        }
    }
}
