use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::own_file::OwnFile;
use crate::cli::inputs::{self, Command, Input, Kind};
use crate::cli::problem::InputProblem;
use crate::cli::raw::Raw;
use crate::config::parse_duration;
use crate::names::{NameError, is_guid};
use crate::record::{brief, nearest};
use crate::runner::Environment;

/// Names of inputs less alike than this are not offered.
const ALIKE: f64 = 0.8;

/// How to get a ticket.
pub(super) const A_TICKET: &str = "give it the output `ticket` of the step that staged: `ticket: ${{ \
    needs.stage.outputs.ticket }}`; it is empty when that step did not end `staged`. After `stage` at a terminal it is `ticket` in \
    `release.json`";

/// Reads values and collects their problems. A wrong value reads as `None`, and reading continues.
pub(super) struct Reader<'a> {
    pub raw: &'a Raw,
    /// The configuration file.
    pub file: &'a OwnFile,
    pub problems: Vec<InputProblem>,
    pub warnings: Vec<String>,
    /// What is worth a line in the log.
    pub notes: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(raw: &'a Raw, file: &'a OwnFile) -> Self {
        Self { raw, file, problems: Vec::new(), warnings: Vec::new(), notes: Vec::new() }
    }
}

impl Reader<'_> {
    pub(super) fn command(&mut self) -> Option<Command> {
        if let Some(command) = self.raw.command {
            return Some(command);
        }
        let name = self.raw.get("command")?.to_owned();
        let known: Vec<&str> =
            Command::ALL.iter().filter(|command| command.is_for_actions()).map(|c| c.name()).collect();
        let found = Command::ALL.into_iter().find(|command| command.name() == name && command.is_for_actions());
        if found.is_none() {
            let fix = format!("set it to {}", list(&known));
            self.problem("command", format!("`{}` is not a command", brief(&name)), fix);
        }
        found
    }

    /// A value that cannot be read must not count as one that was not given.
    pub(super) fn look_for_unreadable(&mut self, command: Command, environment: &Environment) {
        const READ_BY_RELEASES: [&str; 4] = ["GITHUB_", "RUNNER_", "ACTIONS_", "STATE_"];
        for name in environment.unreadable() {
            let says = format!("its variable `{name}` is not UTF-8");
            if let Some(input) = name.strip_prefix("INPUT_") {
                self.problem(&input.to_lowercase(), says, "write the value in UTF-8");
            } else if command.is_for_actions() && READ_BY_RELEASES.iter().any(|start| name.starts_with(start)) {
                self.problem("", format!("the variable `{}` is not UTF-8", brief(name)), "write its value in UTF-8");
            }
        }
    }

    /// An empty value is mostly a variable of the shell that is not set.
    pub(super) fn look_for_empty(&mut self) {
        for name in self.raw.empty() {
            let fix = match name {
                "ticket" => A_TICKET.to_owned(),
                _ => format!("give `{name}` a value, or leave it out"),
            };
            self.problems.push(InputProblem::new(name, "its value is empty", fix));
        }
    }

    /// Unknown inputs are errors, inputs of another command are warnings.
    pub(super) fn look_for_strangers(&mut self, command: Command) {
        for name in self.raw.values.keys() {
            match inputs::find(name) {
                None => {
                    let names = inputs::INPUTS.iter().map(|input| input.name);
                    let near =
                        nearest(name, names, ALIKE).map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
                    self.problems.push(InputProblem::new(name, "there is no such input", near));
                }
                Some(input)
                    if !input.is_for(command)
                        && name != "command"
                        // The runner hands over every default of action.yml, whichever command it is for.
                        && !self.raw.may_be_handed_over(input)
                        && command != Command::Rehearse =>
                {
                    self.warnings.push(format!("the input `{name}` has no effect on `{}`", command.name()));
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn required(&mut self, name: &str, fix: &str) -> Option<String> {
        let value = self.text(name);
        if value.is_none() && self.is_only_not_given(name) {
            self.problem(name, "it is not given", fix);
        }
        value
    }

    /// Whether it has not been said yet why an input has no value. A file that cannot be read may hold it.
    fn is_only_not_given(&self, name: &str) -> bool {
        !self.file.is_wrong && !self.problems.iter().any(|problem| problem.input == name)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw.get(name).map(str::to_owned)
    }

    /// The name of a resource; `None` when it is not given or no such name.
    pub(super) fn name<N: FromStr<Err = NameError>>(&mut self, input: &str) -> Option<N> {
        let text = self.text(input)?;
        match text.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                self.problem(input, error.to_string(), "write the name alone, as the portal shows it");
                None
            }
        }
    }

    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw.get(name).map(PathBuf::from)
    }

    /// As `@actions/core` reads booleans: YAML 1.2's core schema and nothing else.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        match self.raw.get(name)? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            other => {
                let says = format!("`{}` is neither true nor false", brief(other));
                self.problem(name, says, "write `true` or `false`");
                None
            }
        }
    }

    pub(super) fn duration(&mut self, name: &str) -> Option<Duration> {
        let text = self.text(name)?;
        parse_duration(&text).map_err(|says| self.problem(name, says, "write for example `10m`")).ok()
    }

    pub(super) fn guid(&mut self, name: &str, required: bool) -> Option<String> {
        let Some(text) = self.text(name) else {
            if required && self.is_only_not_given(name) {
                let fix = format!(
                    "give it from a variable: `{name}: ${{{{ vars.AZURE_{} }}}}`",
                    name.replace('-', "_").to_uppercase()
                );
                self.problem(name, "it is not given", fix);
            }
            return (!required).then(String::new);
        };
        if !is_guid(&text) {
            let says = format!("`{}` is not a GUID", brief(&text));
            self.problem(name, says, "it has the form 00000000-0000-0000-0000-000000000000");
            return None;
        }
        Some(text)
    }

    pub(super) fn choice(&mut self, name: &str) -> Option<String> {
        let value = self.text(name)?;
        let Some(Input { kind: Kind::Choice(choices), .. }) = inputs::find(name) else {
            return None;
        };
        if choices.contains(&value.as_str()) {
            return Some(value);
        }
        self.problem(name, format!("`{}` is unknown", brief(&value)), format!("write {}", list(choices)));
        None
    }

    pub(super) fn problem(&mut self, input: &str, says: impl Into<String>, fix: impl Into<String>) {
        let is_empty = self.raw.empty().any(|name| name == input);
        if !is_empty {
            let says = match self.raw.place(input) {
                Some(place) => format!("{place}: {}", says.into()),
                None => says.into(),
            };
            self.problems.push(InputProblem::new(input, says, fix));
        }
    }
}

/// `a`, `b` or `c`
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
