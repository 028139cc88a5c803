use std::collections::BTreeMap;

use super::arguments::Flags;
use super::inputs::{self, Command};
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
        values.extend(flags.values);
        Self { command: flags.command, values }
    }

    /// The value of an input, or its default. A default that only GitHub can fill does not count.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let given = self.values.get(name).and_then(|values| values.last()).map(String::as_str);
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
        self.values.get(name).cloned().unwrap_or_default()
    }
}
