use std::collections::{BTreeMap, BTreeSet};

use super::arguments::Flags;
use super::inputs::{self, Command, Input};
use crate::runner::Environment;

/// Inputs that the runner accepts for every container action; they are not ours.
const THE_RUNNERS: &[&str] = &["args", "entrypoint"];

/// Everything that was given, unread.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    /// The command that was named on the command line.
    pub command: Option<Command>,
    /// Values by input; flags win over `INPUT_*`.
    pub values: BTreeMap<String, Vec<String>>,
    /// Those of them that were given by flags, which nobody hands over unasked.
    pub flags: BTreeSet<String>,
    /// Values of `slot-deploy.yml` by input, for what is not given.
    pub file: BTreeMap<&'static str, FromFile>,
}

/// A value of the file.
#[derive(Debug, Clone)]
pub(super) struct FromFile {
    /// As the input would hold it.
    pub text: String,
    /// Where it stands, for people.
    pub place: String,
}

impl Raw {
    /// Puts flags and `INPUT_*` together.
    pub(super) fn gather(flags: Flags, environment: &Environment) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = environment
            .inputs()
            .into_iter()
            .filter(|(name, _)| !THE_RUNNERS.contains(&name.as_str()))
            .map(|(name, value)| (name, vec![value]))
            .collect();
        let by_flag = flags.values.keys().cloned().collect();
        values.extend(flags.values);
        Self { command: flags.command, values, flags: by_flag, file: BTreeMap::new() }
    }

    /// The value that was given for an input.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        let given = self.values.get(name).and_then(|values| values.last());
        given.map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// Whether a value may be the default that the runner hands over, whether or not the workflow names the input: no other way tells
    /// the two apart. Flags are given by people, and what the file may say as well has no default in action.yml.
    pub(super) fn may_be_handed_over(&self, input: &Input) -> bool {
        let given = self.values.get(input.name).and_then(|values| values.last()).map(|text| text.trim());
        !self.flags.contains(input.name) && !input.is_in_file() && given.is_some() && given == input.default
    }

    /// Where the file has the value of an input that was not given.
    pub(super) fn place(&self, name: &str) -> Option<&str> {
        self.file.get(name).filter(|_| self.given(name).is_none()).map(|from| from.place.as_str())
    }

    /// The value of an input: as it was given, as the file has it, or its default. A default that only GitHub can fill does not
    /// count.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let given = self.values.get(name).and_then(|values| values.last()).map(String::as_str);
        let given = given.or_else(|| self.file.get(name).map(|from| from.text.as_str()));
        let default = || inputs::find(name).and_then(|input| input.default).filter(|text| !text.starts_with("${{"));
        given.or_else(default).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The inputs that were given without a value; only flags can be: an empty `INPUT_*` counts as absent.
    pub(super) fn empty(&self) -> impl Iterator<Item = &str> {
        let blank = |values: &Vec<String>| values.iter().any(|value| value.trim().is_empty());
        self.values.iter().filter(move |(_, values)| blank(values)).map(|(name, _)| name.as_str())
    }

    /// All values of an input.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let from_file = || self.file.get(name).map(|from| vec![from.text.clone()]);
        self.values.get(name).cloned().or_else(from_file).unwrap_or_default()
    }
}
