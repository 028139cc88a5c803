use std::path::{Path, PathBuf};

use rehearsal::World;
use rehearsal::state::Effect;

use super::answer::Question;
use super::job::RunnerJob;
use super::problem::Problem;
use crate::cli::{Ending, Front};
use crate::record::Outcome;
use crate::runner::{Annotation, Environment, FileCommands};

/// The exit code where it did not end as expected, and the run itself had none.
const UNEXPECTED: u8 = 1;

/// What is told at the end.
pub(super) struct Closing {
    question: Option<Question>,
    before: String,
    runs_app: bool,
    endings: Vec<Ending>,
}

impl Closing {
    /// Asks production once before anything happens.
    pub(super) async fn begin(question: Option<Question>, world: &World, runs_app: bool) -> Self {
        let before = match &question {
            Some(question) => question.ask(world).await,
            None => String::new(),
        };
        Self { question, before, runs_app, endings: Vec::new() }
    }

    /// A job has ended.
    pub(super) fn add(&mut self, ending: Ending) {
        self.endings.push(ending);
    }

    /// What production answered before and answers now, and how often it was really swapped.
    pub(super) async fn text(&self, world: &World) -> String {
        let swaps = world.effects().iter().filter(|effect| matches!(effect, Effect::Swapped { .. })).count();
        let swaps = format!("swaps that happened in the simulated Azure: {swaps}\n");
        let how = if self.runs_app {
            "the app itself, started from its deployed files"
        } else {
            "scripted answers; this app is not run without --run-app"
        };
        let Some(question) = &self.question else {
            return format!(
                "\nno critical probe asks production, so nothing shows which version serves it ({how})\n{swaps}"
            );
        };
        let now = question.ask(world).await;
        let asked = question.shown();
        format!("\nproduction before:  {}   ({asked})\nproduction now:     {now}   ({how})\n{swaps}", self.before)
    }

    /// How the rehearsal ends: as its last job, or by whether that is what was expected.
    pub(super) fn ending(self, expected: Option<Outcome>, text: String, written: &[PathBuf], front: &Front) -> Ending {
        let output: String = self.endings.iter().map(|ending| ending.output.as_str()).collect();
        let written: Vec<String> = written.iter().map(|file| file.display().to_string()).collect();
        let record = if written.is_empty() { "none was written".to_owned() } else { written.join(", ") };
        let mut text = format!("{text}record: {record}\n");
        let last = self.endings.into_iter().next_back().unwrap_or_else(|| Ending::with_output(0, ""));
        let outcome = last.record.as_ref().and_then(|record| record.outcome);
        let mut exit_code = last.exit_code;
        if let Some(expected) = expected {
            let ended = outcome.map_or("without an outcome", Outcome::name);
            if outcome == Some(expected) {
                exit_code = 0;
                text += &format!("it ended as expected: {ended}\n");
            } else {
                exit_code = exit_code.max(UNEXPECTED);
                let says = format!("expected was {}, and it ended {ended}", expected.name());
                front.console.annotate(&Annotation::error("rehearsal", says.clone()));
                text += &format!("{says}\n");
            }
        }
        if front.environment.is_actions() {
            front.console.line(text.trim());
            text = String::new();
        }
        Ending { exit_code, output: output + &text, record: last.record }
    }
}

/// Keeps the records: those of the last job in the folder itself, those of the others below it. In Actions the summaries are
/// those of the step as well.
pub(super) fn keep_reports(
    jobs: &[RunnerJob],
    folder: &Path,
    environment: &Environment,
) -> Result<Vec<PathBuf>, Problem> {
    let mut written = Vec::new();
    for (number, job) in (1..).zip(jobs) {
        let is_last = number == jobs.len();
        let target = if is_last { folder.to_owned() } else { folder.join(format!("job-{number}")) };
        for report in std::fs::read_dir(job.reports()).into_iter().flatten().flatten() {
            copy(&report.path(), &target)?;
        }
        if is_last {
            let files = ["release.json", "summary.md", "journal.jsonl"].map(|name| target.join(name));
            written.extend(files.into_iter().filter(|file| file.is_file()));
        }
    }
    let summaries: String = jobs.iter().map(RunnerJob::summary).collect();
    if environment.is_actions() {
        FileCommands::new(environment).set_summary(&summaries);
    }
    Ok(written)
}

fn copy(from: &Path, to: &Path) -> Result<(), Problem> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
