//! The second phase: values are parsed and cross-checked, and all problems are reported at once.

mod against;
mod apps;
mod artifact;
mod asked;
mod before;
mod build;
mod cloud;
mod configuration_file;
mod hold_and_after;
mod other;
mod own_file;
mod planned;
mod printed;
mod read_file;
mod reader;
mod rehearse;
mod release;
mod role;
mod sign_in;
mod written_file;
mod wrong_config;

use super::explain::Topic;
use super::inputs::Command;
use super::problem::InputProblem;
use super::raw::Raw;
use crate::config::{DeclaredValue, schema_text};
use crate::preflight::lowerable;
use crate::runner::{Environment, Event};
use own_file::OwnFile;
use reader::Reader;

pub use other::{PackSettings, SimulateSettings};
pub use rehearse::{Cut, How, RehearseSettings};
pub use release::ReleaseSettings;
pub(super) use release::Task;
pub use role::RoleSettings;
pub(super) use sign_in::AuthChoice;

/// What is to be done, checked.
#[derive(Debug)]
pub enum Job {
    /// Release an app.
    Release(Box<ReleaseSettings>),
    /// Make a package.
    Pack(PackSettings),
    /// Release on the simulated world.
    Rehearse(RehearseSettings),
    /// Serve the simulated world.
    Simulate(SimulateSettings),
    /// Print the role that a command needs.
    Role(RoleSettings),
    /// Explain these; without any, list everything.
    Explain(Vec<Topic>),
    /// Nothing, for this reason.
    Skip(String),
    /// Print this, which was asked for.
    Print(String),
    /// Print this.
    Help(String),
}

/// Parses and cross-checks everything that was given.
pub(super) fn settle(raw: Raw, environment: &Environment) -> Result<Job, Vec<InputProblem>> {
    // Before anything else: such a run has no secrets, and its inputs are untrusted.
    let needs_none = [Command::Rehearse, Command::Config, Command::Schema].map(Command::name);
    let needs_secrets = raw.command.is_none() && !raw.get("command").is_some_and(|name| needs_none.contains(&name));
    if needs_secrets && let Some(reason) = why_skipped(&Event::read(environment)) {
        return Ok(Job::Skip(reason));
    }
    let no_file = OwnFile::default();
    let mut reader = Reader::new(&raw, &no_file);
    let Some(command) = reader.command() else {
        return Err(reader.problems);
    };
    let file = reader.own_file(command);
    let from_file = reader.values_of(&file, command, environment);
    let (problems, notes) = (reader.problems, reader.notes);
    let raw = Raw { file: from_file, ..raw.clone() };
    let mut reader = Reader { problems, notes, ..Reader::new(&raw, &file) };
    reader.look_for_unreadable(command, environment);
    reader.look_for_empty();
    reader.look_for_strangers(command);
    let request = match command {
        Command::Check if reader.flag("role-json") == Some(true) => reader.role().map(Job::Role),
        Command::Check if reader.text("explain").is_some() => reader.explain("explain").map(Job::Explain),
        Command::Release
        | Command::Stage
        | Command::Promote
        | Command::Rollback
        | Command::Reconcile
        | Command::Check
        | Command::Layer
        | Command::Diff
        | Command::Status
        | Command::Gc => reader.release(command, environment).map(|settings| Job::Release(Box::new(settings))),
        Command::Pack => reader.pack().map(Job::Pack),
        Command::Rehearse => reader.rehearse(environment).map(Job::Rehearse),
        Command::Simulate => reader.simulate().map(Job::Simulate),
        Command::Explain => reader.explain("code").map(Job::Explain),
        Command::Config => reader.printed(environment).map(Job::Print),
        Command::Schema => Some(Job::Print(schema_text(&lowerable()))),
    };
    match request {
        Some(request) if reader.problems.is_empty() => Ok(request),
        _ => Err(reader.problems),
    }
}

/// What the file holds for an input, for who prepares the inputs of a run; `None`: nothing, or it cannot be read.
pub(super) fn from_file(raw: &Raw, command: Command, environment: &Environment, input: &str) -> Option<String> {
    let no_file = OwnFile::default();
    let mut reader = Reader::new(raw, &no_file);
    let file = reader.own_file(command);
    reader.values_of(&file, command, environment).remove(input).map(|from| from.text)
}

/// The variables from which the file takes values of settings.
pub(super) fn variables_of_settings(raw: &Raw, command: Command) -> Vec<String> {
    let no_file = OwnFile::default();
    let file = Reader::new(raw, &no_file).own_file(command);
    let declared = file.chosen.map(|chosen| chosen.configuration.settings.set).unwrap_or_default();
    let names = declared.into_iter().filter_map(|setting| match setting.value {
        DeclaredValue::Variable(name) => Some(name),
        DeclaredValue::Text(_) | DeclaredValue::Vault { .. } | DeclaredValue::AppConfiguration { .. } => None,
    });
    names.collect()
}

/// GitHub gives the runs of a fork's pull requests neither OIDC tokens nor secrets; `pull_request_target` is another
/// thing, made by the target's own workflow.
fn why_skipped(event: &Event) -> Option<String> {
    let from_fork = event.pull_request.as_ref().is_some_and(|pull| pull.from_fork);
    (from_fork && event.name != "pull_request_target").then(|| {
        "the pull request comes from a fork, and GitHub gives such runs neither OIDC tokens nor secrets".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::DeploymentChoice;

    const GUID: &str = "11111111-2222-3333-4444-555555555555";

    fn read(inputs: &[(&str, &str)]) -> Result<Job, Vec<InputProblem>> {
        let names = inputs.iter().map(|(name, value)| (format!("INPUT_{}", name.to_uppercase()), (*value).to_owned()));
        let environment = Environment::of(names.chain([("GITHUB_ACTIONS".to_owned(), "true".to_owned())]));
        settle(Raw::gather(Default::default(), &environment), &environment)
    }

    fn good() -> Vec<(&'static str, &'static str)> {
        vec![("app-name", "orders"), ("client-id", GUID), ("tenant-id", GUID), ("subscription-id", GUID)]
    }

    fn problems(changes: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut inputs = good();
        inputs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        inputs.extend(changes);
        read(&inputs).unwrap_err().iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn sensible_defaults_fill_what_is_not_given() {
        let Ok(Job::Release(settings)) = read(&good()) else { panic!("a release") };
        assert_eq!((settings.options.slot.as_str(), settings.options.watch.as_secs()), ("staging", 600));
        assert_eq!(settings.auth, AuthChoice::Oidc);
        assert_eq!(settings.deployment, DeploymentChoice::Auto);
    }

    #[test]
    fn all_problems_are_reported_at_once_with_input_and_fix() {
        let told = problems(&[
            ("app-name", ""),
            ("client-id", "nonsense"),
            ("watch", "10"),
            ("swap", "later"),
            ("strict", "yes"),
            ("cloud", "http://arm.test"),
        ]);
        assert_eq!(told.len(), 6, "{told:#?}");
        for (problem, input) in told.iter().zip(["app-name", "watch", "client-id", "swap", "strict", "cloud"]) {
            assert!(problem.contains(&format!("`{input}`")) && problem.contains("fix: "), "{problem}");
        }
    }

    #[test]
    fn a_probe_for_the_commit_is_refused_without_a_commit() {
        let probe = "checks: [{ name: a, request: { path: /v }, expect: { json: [{ path: $.c, equals: '${release.commit}' }] } }]";
        assert!(problems(&[("probes", probe)])[0].contains("has no commit"));
        let mut inputs = good();
        inputs.push(("probes", "# not ${release.commit}\nchecks: [{ name: a, request: { path: /v } }]"));
        assert!(read(&inputs).is_ok(), "a remark is not a probe");
    }

    #[test]
    fn an_unknown_input_is_an_error_with_the_nearest_name() {
        let told = problems(&[("app-nmae", "x")]);
        assert!(told[0].contains("did you mean `app-name`?"), "{told:?}");
    }

    #[test]
    fn an_input_of_another_command_is_a_warning() {
        let mut inputs = good();
        inputs.push(("out", "x.zip"));
        let Ok(Job::Release(settings)) = read(&inputs) else { panic!("a release") };
        assert!(settings.warnings[0].contains("`out`"), "{:?}", settings.warnings);
    }

    #[test]
    fn contradicting_values_are_reported() {
        assert!(problems(&[("slot", "production")])[0].contains("target slot"));
        assert!(problems(&[("auth", "client-secret")])[0].contains("`client-secret`"));
        assert!(problems(&[("config", "x.yml")])[0].contains("`x.yml` cannot be read: there is no such file"));
        assert!(problems(&[("watch", "10s")])[0].contains("1m"));
    }

    #[test]
    fn unimplemented_values_are_unknown() {
        assert!(problems(&[("swap", "rolling")])[0].contains("unknown"));
        assert!(problems(&[("command", "preview")])[0].contains("not a command"));
    }

    #[cfg(unix)]
    #[test]
    fn variables_that_are_read_and_not_utf8_are_problems_and_others_are_not() {
        use std::ffi::OsString;
        use std::os::unix::ffi::OsStringExt;
        let variables = ["INPUT_SLOT", "INPUT_CLIENT-SECRET", "GITHUB_REF", "PS1"]
            .map(|name| (OsString::from(name), OsString::from_vec(b"x\xff".to_vec())));
        let environment = Environment::of_os(variables);
        let problems = |command| {
            let raw = Raw { command: Some(command), ..Raw::default() };
            settle(raw, &environment).unwrap_err().iter().map(|problem| problem.to_string()).collect::<Vec<_>>()
        };
        let told = problems(Command::Release);
        assert!(told[0].contains("`GITHUB_REF` is not UTF-8"), "{told:#?}");
        assert!(told[1].contains("`client-secret`: its variable `INPUT_CLIENT-SECRET` is not UTF-8"), "{told:#?}");
        assert!(!told.concat().contains("PS1"), "{told:#?}");
        assert_eq!(problems(Command::Simulate).len(), 2, "only the inputs");
    }

    #[test]
    fn a_flag_without_a_value_is_named_with_all_others() {
        let arguments = ["release", "--app-name", "", "--slot=", "--watch", " "].map(str::to_owned);
        let problems = crate::cli::read(&arguments, &Environment::default()).unwrap_err();
        let told: Vec<String> = problems.iter().map(|problem| problem.to_string()).collect();
        for name in ["app-name", "slot", "watch"] {
            assert!(told.iter().any(|told| told.contains(&format!("`{name}`")) && told.contains("empty")), "{told:#?}");
        }
        assert_eq!(told.iter().filter(|told| told.contains("`app-name`")).count(), 1, "{told:#?}");
    }

    #[test]
    fn code_from_forks_is_never_run_in_actions() {
        let environment = Environment::of([("GITHUB_EVENT_NAME".to_owned(), "pull_request".to_owned())]);
        let values =
            [("run-app", "true"), ("app-folder", ".")].map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
        let raw = Raw { command: Some(Command::Rehearse), values: values.into(), ..Raw::default() };
        assert!(settle(raw, &environment).unwrap_err()[0].to_string().contains("fork"));
    }
}
