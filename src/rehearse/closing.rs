use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use rehearsal::World;
use rehearsal::state::Effect;

use super::answer::Question;
use crate::cli::{Cut, Ending, Front};
use crate::record::Outcome;
use crate::runner::Annotation;

/// The exit code where it did not end as expected, and the run itself had none.
const UNEXPECTED: u8 = 1;

/// What is told at the end.
pub(super) struct Closing {
    question: Option<Question>,
    before: String,
    /// Whether an app was given that may not be run.
    is_held: bool,
    endings: Vec<Ending>,
    missed: Vec<String>,
}

impl Closing {
    /// Asks production once before anything happens.
    pub(super) async fn begin(question: Option<Question>, world: &World, is_held: bool) -> Self {
        let before = match &question {
            Some(question) => question.ask(world).await,
            None => String::new(),
        };
        Self { question, before, is_held, endings: Vec::new(), missed: Vec::new() }
    }

    /// A job has ended.
    pub(super) fn add(&mut self, ending: Ending) {
        self.endings.push(ending);
    }

    /// Faults that did not come.
    pub(super) fn missed<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.missed = names.map(str::to_owned).collect();
    }

    /// What production answered before and answers now, and how often it was really swapped.
    pub(super) async fn text(&self, world: &World) -> String {
        let swaps = world.effects().iter().filter(|effect| matches!(effect, Effect::Swapped { .. })).count();
        let swaps = format!("swaps that happened in the simulated Azure: {swaps}\n");
        let how = match (world.runs_production(), self.is_held) {
            (true, _) => "the app itself, started from its deployed files",
            (false, true) => "scripted answers; this app is not run without --run-app",
            (false, false) => "scripted answers; only custom handlers are run",
        };
        let swaps = swaps + &logged(world);
        let held = if self.is_held || !world.runs_production() { format!(" ({how})") } else { String::new() };
        let Some(question) = &self.question else {
            return format!(
                "\nno critical probe asks production, so nothing shows which version serves it{held}\n{swaps}"
            );
        };
        let now = question.ask(world).await;
        let asked = question.shown();
        format!("\nproduction before:  {}   ({asked})\nproduction now:     {now}   ({how})\n{swaps}", self.before)
    }

    /// How the rehearsal ends: as its last job, or by whether that is what was expected. `uncut`: what was to be cut short and was
    /// not, since its phase did not come.
    pub(super) fn ending(
        self,
        expected: Option<Outcome>,
        uncut: Option<Cut>,
        text: String,
        kept: io::Result<Vec<PathBuf>>,
        front: &Front,
    ) -> Ending {
        let output: String = self.endings.iter().map(|ending| ending.output.as_str()).collect();
        let record = match kept {
            Ok(files) if files.is_empty() => "none was written".to_owned(),
            Ok(files) => files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", "),
            Err(error) => format!("not all of it could be kept: {error}"),
        };
        let mut text = format!("{text}record: {record}\n");
        let last = self.endings.into_iter().next_back().unwrap_or_else(|| Ending::with_output(0, ""));
        let outcome = last.record.as_ref().and_then(|record| record.outcome);
        let ended = outcome.map_or("without an outcome", Outcome::name);
        let mut exit_code = last.exit_code;
        let mut wrong = Vec::new();
        match expected {
            Some(expected) if outcome == Some(expected) => {
                exit_code = 0;
                text += &format!("it ended as expected: {ended}\n");
            }
            Some(expected) => wrong.push(format!("expected was {}, and it ended {ended}", expected.name())),
            None => {}
        }
        wrong.extend(uncut.map(|cut| format!("the phase {} did not come, so nothing was cut short", cut.phase.name())));
        wrong.extend(self.missed.iter().map(|fault| {
            format!("the fault {fault} did not come: nothing happened in this rehearsal that it strikes")
        }));
        for says in wrong {
            exit_code = exit_code.max(UNEXPECTED);
            front.console.annotate(&Annotation::error("rehearsal", says.clone()));
            text += &format!("{says}\n");
        }
        if front.environment.is_actions() {
            front.console.line(text.trim());
            text = String::new();
        }
        Ending { exit_code, output: output + &text, record: last.record }
    }
}

/// What hosts logged of functions that they left out, each thing once.
fn logged(world: &World) -> String {
    let mut told = BTreeSet::new();
    for effect in world.effects() {
        if let Effect::HostLogged { slot, words, .. } = effect {
            told.extend(words.into_iter().map(|words| format!("the host of {slot} logged: {words}\n")));
        }
    }
    told.into_iter().collect()
}
