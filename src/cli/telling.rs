//! Every surface, from one record: also for a run that never became a release.

use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};
use time::macros::format_description;

use super::{Ending, Front, InputProblem};
use crate::record::{Outcome, Problem, ReleaseRecord};
use crate::report::{SUMMARY_LIMIT, annotations, closing_lines, outputs, summary, write_evidence};
use crate::runner::{Annotation, FileCommands};

/// Tells everyone who listens how it ended; `folder` is where the evidence goes.
fn tell(record: &ReleaseRecord, front: &Front, folder: Option<&Path>) {
    let console = &front.console;
    let commands = FileCommands::new(&front.environment);
    let own = |text: &str| console.redactor().own(text).into_owned();
    let evidence = folder.and_then(|folder| write_evidence(record, folder, console.redactor()).err());
    let step_outputs = outputs(record).into_iter().filter(|(name, _)| folder.is_some() || *name != "report");
    let unwritten = [
        evidence.map(|error| error.to_string()),
        commands.set_summary(&own(&summary(record, SUMMARY_LIMIT))),
        commands.set_outputs(step_outputs.map(|(name, value)| (name, own(&value)))),
    ];
    if front.environment.is_actions() {
        for annotation in annotations(record) {
            console.annotate(&annotation);
        }
    }
    for warning in unwritten.into_iter().flatten() {
        console.annotate(&Annotation::warning("slot-deploy", warning));
    }
}

/// Tells that the inputs are wrong: all of it, in one report.
pub fn report_invalid(problems: &[InputProblem], front: &Front) -> Ending {
    // Without their values: one that is kept as a secret would keep the whole sentence out of the outputs.
    let names: Vec<String> = problems.iter().filter(|problem| !problem.input.is_empty()).map(name).collect();
    let sentence = match names.as_slice() {
        [] => "the command line cannot be read".to_owned(),
        [one] => format!("the input {one} has to be mended"),
        several => format!("{} inputs have to be mended: {}", several.len(), several.join(", ")),
    };
    let mut problem = Problem::new("inputs-invalid", sentence);
    problem.hints = problems.iter().map(|problem| problem.to_string()).collect();
    nothing_left(front);
    ended(Outcome::Invalid, problem.sentence.clone(), Some(problem), front)
}

fn name(problem: &InputProblem) -> String {
    format!("`{}`", problem.input)
}

/// Tells that nothing was tried, and why.
pub fn report_skipped(reason: String, front: &Front) -> Ending {
    nothing_left(front);
    ended(Outcome::Skipped, reason, None, front)
}

/// Tells that this program itself made a mistake.
pub fn report_internal(what: &str, front: &Front) -> Ending {
    let sentence = front.console.redactor().foreign(what).into_owned();
    let problem = Problem::new("internal", sentence)
        .hint("please report this with the log of the run; whether anything was changed is to be read from Azure");
    ended(Outcome::Internal, problem.sentence.clone(), Some(problem), front)
}

/// The post-step has nothing to do: no release was begun.
fn nothing_left(front: &Front) {
    FileCommands::new(&front.environment).save_state("final", "true");
}

/// The end of a run that never became a release.
fn ended(outcome: Outcome, reason: String, problem: Option<Problem>, front: &Front) -> Ending {
    let mut record = ReleaseRecord::begin(new_id(front), front.pace.wall(), front.pace.factor());
    record.outcome = Some(outcome);
    record.exit_code = outcome.row().exit;
    record.reason = reason;
    record.problem = problem;
    if front.environment.is_actions() {
        front.console.line(&lines(&record, front));
    }
    conclude(record, front, None)
}

/// Tells everyone, and says what the process ends with.
pub fn conclude(record: ReleaseRecord, front: &Front, folder: Option<&Path>) -> Ending {
    tell(&record, front, folder);
    Ending {
        exit_code: record.exit_code,
        output: match front.environment.is_actions() {
            true => String::new(),
            false => lines(&record, front),
        },
        record: Some(Box::new(record)),
    }
}

fn lines(record: &ReleaseRecord, front: &Front) -> String {
    front.console.redactor().own(&closing_lines(record)).into_owned()
}

/// When it began, and a few random digits: two runs of one second are two releases.
pub fn new_id(front: &Front) -> String {
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    let mut random = [0u8; 3];
    let _ = SystemRandom::new().fill(&mut random);
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{random}", front.pace.wall().format(format).unwrap_or_default())
}
