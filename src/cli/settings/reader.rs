use std::path::PathBuf;
use std::time::Duration;

use crate::cli::inputs::{self, Command, Input, Kind};
use crate::cli::problem::InputProblem;
use crate::cli::raw::Raw;
use crate::config::parse_duration;

/// Reads values and collects what is wrong with them. A wrong value reads as `None`, and reading
/// goes on.
pub struct Reader<'a> {
    pub raw: &'a Raw,
    pub problems: Vec<InputProblem>,
    pub warnings: Vec<String>,
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
            self.problem("command", format!("`{name}` is no command"), fix);
        }
        found
    }

    /// Inputs that nobody knows are errors, inputs of another command are warnings.
    pub(super) fn look_for_strangers(&mut self, command: Command) {
        for (name, values) in &self.raw.values {
            // The runner hands over every default of action.yml, whichever command it is for.
            let is_default = |input: &Input| values.last().map(String::as_str) == input.default;
            match inputs::find(name) {
                None => {
                    let near = nearest(name).map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
                    self.problems.push(InputProblem::new(name, "there is no such input", near));
                }
                Some(input) if !input.commands.contains(&command) && name != "command" && !is_default(input) => {
                    self.warnings.push(format!("the input `{name}` has no meaning for `{}`", command.name()));
                }
                Some(_) => {}
            }
        }
    }

    pub(super) fn required(&mut self, name: &str, fix: &str) -> Option<String> {
        let value = self.text(name);
        if value.is_none() {
            self.problem(name, "it is not given", fix);
        }
        value
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.raw.get(name).map(str::to_owned)
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
                let says = format!("`{other}` is neither true nor false");
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
            if required {
                let fix = format!(
                    "give it from a variable: `{name}: ${{{{ vars.AZURE_{} }}}}`",
                    name.replace('-', "_").to_uppercase()
                );
                self.problem(name, "it is not given", fix);
            }
            return (!required).then(String::new);
        };
        if !is_guid(&text) {
            let says = format!("`{text}` is no GUID");
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
        self.problem(name, format!("`{value}` is unknown"), format!("write {}", list(choices)));
        None
    }

    pub(super) fn problem(&mut self, input: &str, says: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(InputProblem::new(input, says, fix));
    }
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `a`, `b` or `c`
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The input whose name is most like `name`, when it is like it at all.
fn nearest(name: &str) -> Option<&'static str> {
    inputs::INPUTS
        .iter()
        .map(|input| (strsim::jaro_winkler(input.name, name), input.name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
