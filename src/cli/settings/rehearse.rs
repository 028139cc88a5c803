use std::collections::BTreeMap;
use std::path::PathBuf;

use super::reader::Reader;
use crate::cli::inputs::{self, Command};
use crate::record::{OUTCOMES, Outcome, Phase, brief};
use crate::runner::Environment;

/// The settings of `rehearse`.
#[derive(Debug, Clone)]
pub struct RehearseSettings {
    /// An app of the user's own.
    pub app: Option<PathBuf>,
    /// Whether its code may be run.
    pub run_app: bool,
    /// A world file.
    pub world: Option<PathBuf>,
    /// What goes wrong.
    pub faults: Vec<String>,
    /// The commands, each as a job of its own, one after the other; at least one.
    pub steps: Vec<String>,
    /// Where the first of them is ended from outside.
    pub cut: Option<Cut>,
    /// How the last of them is to end.
    pub expect: Option<Outcome>,
    /// Inputs of the release, as they were given.
    pub inputs: BTreeMap<String, String>,
    /// Where the record goes.
    pub report: PathBuf,
    /// Real time.
    pub real_time: bool,
}

/// How a step is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As when somebody cancels the run of the workflow.
    Cancel,
    /// As when the machine is lost: nothing of the step runs any more.
    Kill,
}

/// A step that is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// In which phase.
    pub phase: Phase,
    /// In which way.
    pub how: How,
}

impl Reader<'_> {
    pub(super) fn rehearse(&mut self, environment: &Environment) -> Option<RehearseSettings> {
        let (run_app, real_time) = (self.flag("run-app"), self.flag("real-time"));
        // As a step of a workflow it has the inputs of the release, and `package` is the app.
        let app = self.path("app-folder").or_else(|| self.given("package").map(PathBuf::from));
        if run_app == Some(true) && app.is_none() {
            self.problem("run-app", "there is no app to run", "name its folder: `rehearse path/to/app --run-app`");
        }
        let event = environment.get("GITHUB_EVENT_NAME").unwrap_or_default();
        if run_app == Some(true) && ["pull_request", "pull_request_target", "workflow_run"].contains(&event) {
            let says = format!("code of an app is not run for the event `{event}`, which may come from a fork");
            self.problem("run-app", says, "rehearse without it, or on a push");
        }
        Some(RehearseSettings {
            app,
            run_app: run_app?,
            world: self.path("world"),
            faults: self.several("fault"),
            steps: self.steps()?,
            cut: self.cut()?,
            expect: self.expected()?,
            inputs: self.inputs_of_the_release(),
            report: self.path("report").unwrap_or_else(|| match environment.path("RUNNER_TEMP") {
                Some(temp) if environment.is_actions() => temp.join("slot-deploy/rehearsal"),
                _ => PathBuf::from("target/rehearsal"),
            }),
            real_time: real_time?,
        })
    }

    /// A value that was really given, by a flag, an input or the file, also where it is that of the default.
    pub(super) fn given(&self, name: &str) -> Option<String> {
        let by_input = self.raw.given(name).filter(|_| !self.may_be_handed_over(name));
        by_input.or_else(|| self.raw.file.get(name).map(|from| from.text.as_str())).map(str::to_owned)
    }

    fn may_be_handed_over(&self, name: &str) -> bool {
        inputs::find(name).is_some_and(|input| self.raw.may_be_handed_over(input))
    }

    /// Names, given one by one or in one text with commas or blanks between them.
    pub(super) fn several(&self, name: &str) -> Vec<String> {
        let all = self.raw.all(name);
        let names = all.iter().flat_map(|text| text.split([',', ' ', '\n', '\t', '\r']));
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn steps(&mut self) -> Option<Vec<String>> {
        let steps = self.several("step");
        let known: Vec<&str> = inputs::REHEARSED.iter().map(|command| command.name()).collect();
        let unknown: Vec<&String> = steps.iter().filter(|step| !known.contains(&step.as_str())).collect();
        for step in &unknown {
            let fix = format!("name one of these: {}", known.join(", "));
            self.problem("step", format!("`{}` is not a command that is rehearsed", brief(step)), fix);
        }
        let has_ticket = |at: usize| steps[..at].iter().any(|step| step == "stage") || self.text("ticket").is_some();
        let lost = steps.iter().enumerate().any(|(at, step)| step == "promote" && !has_ticket(at));
        if lost {
            self.problem("step", "`promote` has no ticket", "put `stage` before it, or give its `ticket`");
        }
        let all = if steps.is_empty() { vec!["release".to_owned()] } else { steps.clone() };
        (unknown.is_empty() && !lost).then_some(all)
    }

    /// Where it is ended from outside; an error is `None`.
    fn cut(&mut self) -> Option<Option<Cut>> {
        let given: Vec<(&str, How, String)> = [("cancel-at", How::Cancel), ("kill-at", How::Kill)]
            .into_iter()
            .filter_map(|(input, how)| Some((input, how, self.text(input)?)))
            .collect();
        match &given[..] {
            [] => Some(None),
            [(input, how, name)] => {
                let names = Phase::ALL.map(Phase::name);
                let phase = Phase::ALL.into_iter().find(|phase| phase.name() == name);
                if phase.is_none() {
                    let fix = format!("name one of these: {}", names.join(", "));
                    self.problem(input, format!("there is no phase `{}`", brief(name)), fix);
                }
                Some(Some(Cut { phase: phase?, how: *how }))
            }
            _ => {
                self.problem("kill-at", "`cancel-at` is given as well", "give one of them");
                None
            }
        }
    }

    /// The outcome that is expected; an error is `None`.
    fn expected(&mut self) -> Option<Option<Outcome>> {
        let Some(name) = self.text("expect") else { return Some(None) };
        let outcome = Outcome::named(&name);
        if outcome.is_none() {
            let names: Vec<&str> = OUTCOMES.iter().map(|row| row.name).collect();
            let fix = format!("name one of these: {}", names.join(", "));
            self.problem("expect", format!("there is no outcome `{}`", brief(&name)), fix);
        }
        Some(Some(outcome?))
    }

    /// What was given of the inputs of the commands that are rehearsed; the world has its own answer to some.
    fn inputs_of_the_release(&self) -> BTreeMap<String, String> {
        let passed = inputs::of(Command::Rehearse).filter(|input| inputs::is_passed_on(input));
        passed.filter_map(|input| Some((input.name.to_owned(), self.given(input.name)?))).collect()
    }
}
