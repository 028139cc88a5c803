use super::reader::Reader;
use crate::azure::{CloudChoice, PlannedSettings, app_configuration_reference, key_vault_reference};
use crate::cli::Command;
use crate::config::{DeclaredSettings, DeclaredValue, check_name, why_owned};
use crate::http::Secret;
use crate::record::brief;
use crate::runner::{Environment, Variable};

/// What the release makes of settings, and what of it is to be hidden.
#[derive(Default)]
pub(super) struct Planned {
    pub settings: PlannedSettings,
    /// Values that came from outside the repository.
    pub secrets: Vec<Secret>,
}

/// What a command does with values from variables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// It writes them: all have to be there.
    Written,
    /// It judges a release: those that are there have to be good, and one that is not there is said.
    Judged,
    /// It compares them: the same.
    Compared,
    /// It looks at names alone.
    Unused,
}

impl Values {
    /// A post-step may lack the variables of its step. A dry run has them and judges as its release does; `check` may be in a job
    /// without the secrets of the one that releases.
    pub(super) fn of(command: Command, environment: &Environment) -> Self {
        let is_post_step = ["STATE_journal", "STATE_journal_key"].iter().any(|name| environment.get(name).is_some());
        match command {
            Command::Release | Command::Stage if !is_post_step => Self::Written,
            Command::Check => Self::Judged,
            Command::Diff => Self::Compared,
            _ => Self::Unused,
        }
    }
}

/// Why a variable has no value that a setting could take; the inner `None`: it is not there at all.
pub(super) fn why_unusable(variable: Variable<'_>) -> Option<Option<&'static str>> {
    match variable {
        Variable::Text(_) => None,
        Variable::Empty => Some(Some("it is empty")),
        Variable::NotText => Some(Some("it is not UTF-8")),
        Variable::Absent => Some(None),
    }
}

impl Reader<'_> {
    /// What the file declares, with values from the environment of the step, and over it what the input `settings` says.
    pub(super) fn planned(
        &mut self,
        values: Values,
        declared: &DeclaredSettings,
        cloud: Option<&CloudChoice>,
        environment: &Environment,
    ) -> Option<Planned> {
        let mut planned = Planned::default();
        let given = self.given_settings();
        let is_given = |name: &str| given.iter().flatten().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let (mut missing, mut unseen) = (Vec::new(), Vec::new());
        for setting in &declared.set {
            let name = setting.name.as_str();
            if is_given(name) {
                self.warnings
                    .push(format!("`settings` sets `{name}`, and so does the configuration: the input counts"));
                continue;
            }
            let value = match &setting.value {
                DeclaredValue::Text(text) => Secret::new(text.as_str()),
                DeclaredValue::Vault { vault, secret, version } => {
                    Secret::new(key_vault_reference(vault, secret, version.as_deref()))
                }
                DeclaredValue::AppConfiguration { store, key, label } => {
                    Secret::new(app_configuration_reference(cloud?, store, key, label.as_deref()))
                }
                DeclaredValue::Variable(variable) => {
                    let given = environment.variable(variable);
                    let why = match (why_unusable(given), given) {
                        (None, Variable::Text(value)) => {
                            planned.secrets.push(Secret::new(value));
                            planned.settings.change.set(name, Secret::new(value));
                            continue;
                        }
                        (Some(Some(why)), _) if values != Values::Unused => format!("; {why}"),
                        (Some(None), _) if values == Values::Written => String::new(),
                        _ => {
                            unseen.push(format!("`{variable}` (for `{name}`)"));
                            planned.settings.unknown.push(name.to_owned());
                            continue;
                        }
                    };
                    missing.push(format!("`{variable}` (for the setting `{name}`{why})"));
                    continue;
                }
            };
            planned.settings.change.set(name, value);
        }
        for name in &declared.remove {
            if is_given(name) {
                self.warnings
                    .push(format!("`settings` sets `{name}`, which the configuration removes: the input counts"));
            } else {
                planned.settings.change.remove(name);
            }
        }
        planned.settings.sticky.clone_from(&declared.sticky);
        let unseen = unseen.join(", ");
        match values {
            _ if unseen.is_empty() => {}
            Values::Written | Values::Judged => self.warnings.push(format!(
                "this step does not have {unseen}: a release needs them, and here these settings are judged by their names alone"
            )),
            Values::Compared => self.warnings.push(format!(
                "this step does not have {unseen}: whether the slot has the values of the file is not known for these settings"
            )),
            Values::Unused => {}
        }
        if !missing.is_empty() {
            self.problem(
                "config",
                format!("settings come from variables that this step does not have: {}", missing.join(", ")),
                "hand them to the step, as UTF-8: `env:` with `NAME: ${{ secrets.NAME }}`; a secret that is not there is empty",
            );
            return None;
        }
        for (name, value) in given? {
            if declared.sticky_if_set.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
                planned.settings.sticky.push(name.clone());
            }
            planned.secrets.push(value.clone());
            planned.settings.change.set(&name, value);
        }
        Some(planned)
    }

    /// The lines `NAME=VALUE` of the input `settings`. No problem with them repeats a value.
    pub(super) fn given_settings(&mut self) -> Option<Vec<(String, Secret)>> {
        let Some(text) = self.text("settings") else { return Some(Vec::new()) };
        let mut given: Vec<(String, Secret)> = Vec::new();
        let mut wrong = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let number = at + 1;
            let Some((name, value)) = line.split_once('=') else {
                wrong.push(format!("line {number} is not `NAME=VALUE`"));
                continue;
            };
            let name = name.trim();
            if check_name(name).is_err() {
                // It may be the end of a value with line breaks.
                wrong.push(format!("line {number} does not begin with the name of a setting"));
            } else if let Some(why) = why_owned(name) {
                wrong.push(format!("line {number}: `{}` {why}", brief(name)));
            } else if given.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                wrong.push(format!("line {number}: `{}` is given twice", brief(name)));
            } else {
                given.push((name.to_owned(), Secret::new(value.trim_end_matches('\r'))));
            }
        }
        if wrong.is_empty() {
            return Some(given);
        }
        self.problem(
            "settings",
            wrong.join("; "),
            "write one setting a line, as NAME=VALUE; a value with line breaks comes by `variable` in `slot-deploy.yml`",
        );
        None
    }
}
