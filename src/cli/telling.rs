//! Every report from one record, also for a run that never became a release.

use std::path::PathBuf;

use ring::rand::{SecureRandom, SystemRandom};
use time::macros::format_description;

use super::{Ending, Front, InputProblem};
use crate::record::{Code, Outcome, Problem, ReleaseRecord};
use crate::report::{
    EvidencePlace, Page, check_json, closing_lines, diff_json, diff_text, draw, status_json, status_text,
};
use crate::runner::FileCommands;

/// Reports all problems with the inputs at once.
pub fn report_invalid(problems: &[InputProblem], front: &Front) -> Ending {
    // Without their values: GitHub would drop the whole output if a value is a secret.
    let names: Vec<String> = problems.iter().filter(|problem| !problem.input.is_empty()).map(name).collect();
    let sentence = match names.as_slice() {
        [] => "the command line cannot be read".to_owned(),
        [one] => format!("the input {one} has to be fixed"),
        several => format!("{} inputs have to be fixed: {}", several.len(), several.join(", ")),
    };
    let mut problem = Problem::new(Code::INPUTS_INVALID, sentence);
    problem.hints = problems.iter().map(InputProblem::step).collect();
    nothing_left(front);
    ended(Outcome::Invalid, problem.sentence.clone(), Some(problem), front)
}

fn name(problem: &InputProblem) -> String {
    format!("`{}`", problem.input)
}

/// Reports a problem of a run that never became a release.
pub(super) fn report_problem(outcome: Outcome, problem: Problem, front: &Front) -> Ending {
    ended(outcome, problem.sentence.clone(), Some(problem), front)
}

/// Reports that the run is skipped, and why.
pub fn report_skipped(reason: String, front: &Front) -> Ending {
    nothing_left(front);
    ended(Outcome::Skipped, reason, None, front)
}

/// Reports an internal error.
pub fn report_internal(what: &str, front: &Front) -> Ending {
    let sentence = front.console.redactor().foreign(what).into_owned();
    let problem = Problem::new(Code::INTERNAL, sentence)
        .hint("please report this with the log of the run; check in Azure whether anything was changed");
    ended(Outcome::Internal, problem.sentence.clone(), Some(problem), front)
}

/// The post-step has nothing to do: no release was begun.
fn nothing_left(front: &Front) {
    FileCommands::new(&front.environment).save_state("final", "true");
}

/// The end of a run that never became a release.
fn ended(outcome: Outcome, reason: String, problem: Option<Problem>, front: &Front) -> Ending {
    let mut record = blank(front);
    record.outcome = Some(outcome);
    record.exit_code = outcome.row().exit;
    record.reason = reason;
    record.problem = problem;
    conclude(record, front, None)
}

/// The reports that only some commands make.
#[derive(Debug, Clone, Default)]
pub(super) struct Reports {
    /// The findings as SARIF go there.
    pub sarif: Option<PathBuf>,
}

/// Writes all reports and returns the exit code.
pub(super) fn conclude(record: ReleaseRecord, front: &Front, evidence: Option<&EvidencePlace>) -> Ending {
    conclude_with(record, front, evidence, &Reports::default())
}

/// The same with these reports.
pub(super) fn conclude_with(
    record: ReleaseRecord,
    front: &Front,
    evidence: Option<&EvidencePlace>,
    reports: &Reports,
) -> Ending {
    let page = Page {
        console: &front.console,
        commands: FileCommands::new(&front.environment),
        evidence,
        sarif: reports.sarif.as_deref(),
        is_actions: front.environment.is_actions(),
    };
    // Whoever reads the log of a job looks for what it was asked for; a terminal has it as the output.
    if let Some(table) = asked_table(&record).filter(|_| page.is_actions && !front.json) {
        table.lines().for_each(|line| front.console.line(line));
    }
    draw(&record, &page);
    Ending {
        exit_code: record.exit_code,
        output: match front.json {
            true => {
                let document = asked_document(&record);
                front.console.redactor().own(&document).into_owned()
            }
            false if front.environment.is_actions() => String::new(),
            false => {
                let table = asked_table(&record).unwrap_or_default();
                front.console.redactor().own(&table).into_owned() + &lines(&record, front)
            }
        },
        record: Some(Box::new(record)),
    }
}

/// The tables that a command was asked for.
fn asked_table(record: &ReleaseRecord) -> Option<String> {
    record.compared().map(diff_text).or_else(|| record.looked_up().map(status_text))
}

/// The document that a command was asked for.
fn asked_document(record: &ReleaseRecord) -> String {
    let document = record.compared().map(diff_json).or_else(|| record.looked_up().map(status_json));
    document.unwrap_or_else(|| check_json(record))
}

fn lines(record: &ReleaseRecord, front: &Front) -> String {
    front.console.redactor().own(&closing_lines(record)).into_owned()
}

/// A record of a run that begins now.
pub(super) fn blank(front: &Front) -> ReleaseRecord {
    ReleaseRecord { rehearsed: front.rehearsed, ..ReleaseRecord::begin(new_id(front), front.pace.wall()) }
}

/// When it began, and a few random digits: two runs of one second are two releases.
fn new_id(front: &Front) -> String {
    let format = format_description!("[year][month][day]-[hour][minute][second]");
    let mut random = [0u8; 3];
    let _ = SystemRandom::new().fill(&mut random);
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{random}", front.pace.wall().format(format).unwrap_or_default())
}
