use std::collections::BTreeMap;
use std::path::Path;

use super::configuration_file;
use super::own_file::OwnFile;
use super::reader::Reader;
use super::wrong_config::{SEE, wrong_config};
use crate::cli::inputs::{self, Command};
use crate::cli::raw::FromFile;
use crate::config::{Chosen, ConfigFile, FileValue, Given, NotChosen, Reach, Wanted, file_keys};
use crate::names::is_guid;
use crate::preflight::lowerable;
use crate::record::brief;
use crate::runner::{Environment, Variable};

/// What is read when `config` does not say.
const BY_ITSELF: &str = "slot-deploy.yml";

impl Reader<'_> {
    /// Reads the file, where the command has one, and chooses app and environment.
    pub(super) fn own_file(&mut self, command: Command) -> OwnFile {
        if !inputs::find("config").is_some_and(|config| config.is_for(command)) {
            return OwnFile::default();
        }
        let (path, is_named) = match self.raw.given("config") {
            Some(path) => (path.to_owned(), true),
            None => (BY_ITSELF.to_owned(), false),
        };
        let wrong = |path: &str| OwnFile { path: path.to_owned(), is_wrong: true, ..OwnFile::default() };
        let text = match configuration_file::read(Path::new(&path), Path::new(".")) {
            Ok(Some(text)) => text,
            Ok(None) if !is_named => {
                self.look_for_a_choice_without_a_file();
                return OwnFile::default();
            }
            unread => {
                let why = unread.err().unwrap_or_else(|| "there is no such file".to_owned());
                let says = format!("`{path}` cannot be read: {why}");
                self.problem("config", says, "check the path; it is relative to the workspace");
                return wrong(&path);
            }
        };
        let file = match ConfigFile::parse(&text, &lowerable()) {
            Ok(file) => file,
            Err(error) => {
                self.problem("config", wrong_config(&path, &error), SEE);
                return wrong(&path);
            }
        };
        match file.choose(&self.wanted(command)) {
            Ok(chosen) => OwnFile { path, file: Some(file), chosen: Some(chosen), is_wrong: false },
            Err(NotChosen::Choice(error)) => {
                self.problem(error.input(), format!("{path}: {error}"), error.fix());
                wrong(&path)
            }
            Err(NotChosen::Config(error)) => {
                self.problem("config", wrong_config(&path, &error), SEE);
                wrong(&path)
            }
        }
    }

    fn wanted(&self, command: Command) -> Wanted<'_> {
        let by = |input: &'static str| self.raw.given(input).map(|name| (input, name));
        Wanted {
            app: self.raw.given("app"),
            environment: by("environment").or_else(|| by("environment-name")),
            // What looks at no app, or at several, needs only what they have in common.
            may_be_none: command == Command::Pack || command == Command::Check && !self.several("apps").is_empty(),
        }
    }

    fn look_for_a_choice_without_a_file(&mut self) {
        for input in ["app", "environment"] {
            if self.raw.given(input).is_some() {
                let fix = format!("add `{BY_ITSELF}`, name it with `config`, or leave `{input}` out");
                self.problem(input, "there is no configuration file to choose from", fix);
            }
        }
    }

    /// What the file holds for the inputs of a command, as those would hold it. Inputs that are given win, and what differs is noted.
    pub(super) fn values_of(
        &mut self,
        file: &OwnFile,
        command: Command,
        environment: &Environment,
    ) -> BTreeMap<&'static str, FromFile> {
        let mut values = BTreeMap::new();
        let Some(chosen) = &file.chosen else { return values };
        self.note_choice(file, chosen);
        let foreign = foreign_event(environment);
        self.look_for_changes_of_the_slot(file, chosen, foreign);
        for value in &chosen.configuration.values {
            let Some(input) = inputs::find(value.input).filter(|input| input.is_for(command)) else { continue };
            let place = file.place(value.line);
            let reach = file_keys().find(|key| key.name == value.key).map(|key| key.reach);
            if let Some(given) = self.raw.given(input.name) {
                self.notes.extend(difference(value, given, &place, environment));
            } else if let (Some(event), Some(Reach::Names)) = (foreign, reach) {
                let says = format!(
                    "{place}: `{}` of the file is not used for the event `{event}`: the file may come from a pull request, and would \
                     name another app, endpoint or identity",
                    value.key
                );
                let fix = format!("give it as the input `{}`, from the workflow or a variable", input.name);
                self.problem(input.name, says, fix);
            } else if let Some(text) = self.resolved(value, &place, command, environment) {
                values.insert(input.name, FromFile { text, place });
            }
        }
        if let Some(name) = chosen.environment.clone() {
            let place = format!("the environment `{}` of {}", brief(&name), brief(&file.path));
            values.entry("environment-name").or_insert(FromFile { text: name, place });
        }
        values
    }

    /// A value that is given by the name of a variable is looked up; it is not repeated when it is wrong.
    fn resolved(
        &mut self,
        value: &FileValue,
        place: &str,
        command: Command,
        environment: &Environment,
    ) -> Option<String> {
        let name = match &value.given {
            Given::Text(text) => return Some(text.clone()),
            Given::Variable(name) => name,
        };
        // Only the name is shown, and that a variable is not there is no fault of the file.
        let as_it_stands = || (command == Command::Config).then(|| format!("{{ variable: {name} }}"));
        let set_it = || format!("set it for the step: `env: {{ {name}: ${{{{ vars.{name} }}}} }}`");
        let (says, fix) = match environment.variable(name) {
            Variable::Text(text) if is_guid(text.trim()) => {
                return as_it_stands().or_else(|| Some(text.trim().to_owned()));
            }
            Variable::Text(_) => (
                format!("{place}: the value of the variable `{name}` is not a GUID"),
                "it has the form 00000000-0000-0000-0000-000000000000".to_owned(),
            ),
            Variable::Absent if command == Command::Config => return as_it_stands(),
            Variable::Absent => (format!("{place}: the environment variable `{name}` is not set"), set_it()),
            Variable::Empty => (format!("{place}: the environment variable `{name}` is empty"), set_it()),
            Variable::NotText => (format!("{place}: the environment variable `{name}` is not UTF-8"), set_it()),
        };
        self.problem(value.input, says, fix);
        None
    }

    fn note_choice(&mut self, file: &OwnFile, chosen: &Chosen) {
        let named = [("app", &chosen.app), ("environment", &chosen.environment)];
        let named: Vec<String> =
            named.into_iter().filter_map(|(what, name)| Some(format!("{what} `{}`", brief(name.as_ref()?)))).collect();
        if !named.is_empty() {
            self.notes.push(format!("{}: {}", brief(&file.path), named.join(", ")));
        }
    }

    /// What the slot holds is for those who release to decide. A run for such an event may have secrets, and the checkout of a
    /// stranger.
    fn look_for_changes_of_the_slot(&mut self, file: &OwnFile, chosen: &Chosen, foreign: Option<&str>) {
        let Some(event) = foreign.filter(|event| *event != "pull_request") else { return };
        for key in file_keys().filter(|key| key.reach == Reach::Slot) {
            if let Some(line) = chosen.line(key.name) {
                let says = format!(
                    "{}: `{}` of the file is not used for the event `{event}`: the file may come from a fork, and the run may have \
                     secrets",
                    file.place(line),
                    key.name
                );
                self.problem("config", says, "release on a push, or after the merge");
            }
        }
    }
}

/// The event, when its run may have checked out a pull request.
pub(super) fn foreign_event(environment: &Environment) -> Option<&str> {
    let event = environment.get("GITHUB_EVENT_NAME")?;
    let is_foreign = event.starts_with("pull_request") || ["workflow_run", "issue_comment"].contains(&event);
    is_foreign.then_some(event)
}

/// One line when input and file say different things.
fn difference(value: &FileValue, given: &str, place: &str, environment: &Environment) -> Option<String> {
    let plain = |text: &str| {
        text.split([',', ' ', '\n', '\t', '\r']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let says = match &value.given {
        Given::Text(text) if plain(text).eq_ignore_ascii_case(&plain(given)) => return None,
        Given::Text(text) => format!("`{}`", brief(&plain(text))),
        Given::Variable(name) if environment.get(name).is_some_and(|text| text.trim() == given) => return None,
        Given::Variable(name) => format!("the variable `{name}`"),
    };
    let given = brief(&plain(given));
    Some(format!("the input `{}`, `{given}`, wins over {says} in {place}", value.input))
}
