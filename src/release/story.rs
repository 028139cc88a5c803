use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use super::{Journal, Stop};
use crate::config::show_duration;
use crate::http::{Moment, Pace};
use crate::judge::Reached;
use crate::record::{Outcome, Phase, PhaseEntry, PhaseState, ReleaseRecord};
use crate::report::write_record;
use crate::runner::Console;

/// What happens in a release, told three ways at once: the record, the journal, and the log that
/// people watch.
///
/// Cheap to clone; all clones tell the same story, so that a run which is cut short can still be
/// reported.
#[derive(Clone)]
pub struct Story {
    inner: Arc<Mutex<Inner>>,
    console: Console,
    pace: Pace,
}

struct Inner {
    record: ReleaseRecord,
    journal: Option<Journal>,
    phase_began: Option<Moment>,
    reached: Reached,
}

impl Story {
    /// A story that begins now.
    pub fn new(record: ReleaseRecord, journal: Option<Journal>, console: Console, pace: Pace) -> Self {
        Self {
            inner: Arc::new(Mutex::new(Inner { record, journal, phase_began: None, reached: Reached::default() })),
            console,
            pace,
        }
    }

    /// Changes the record.
    pub fn note(&self, change: impl FnOnce(&mut ReleaseRecord)) {
        change(&mut self.inner().record);
    }

    /// The record as it is now.
    pub fn snapshot(&self) -> ReleaseRecord {
        self.inner().record.clone()
    }

    /// How far it came.
    pub fn reached(&self) -> Reached {
        self.inner().reached
    }

    /// Remembers how far it came.
    pub fn reach(&self, change: impl FnOnce(&mut Reached)) {
        change(&mut self.inner().reached);
    }

    /// The phase that goes on, or went on last.
    pub fn phase(&self) -> Option<Phase> {
        self.inner().record.phases.last().map(|entry| entry.name)
    }

    /// Announces a change of Azure before it is asked for. When that cannot be written, nothing is
    /// changed.
    pub fn intend(&self, what: &str, data: Value) -> Result<(), Stop> {
        self.journal("intent", json!({"change": what, "with": data}))
    }

    /// Writes down what came of it. What was done is done: a line that cannot be written changes nothing about it.
    pub fn did(&self, what: &str, data: Value) {
        if let Err(stop) = self.journal("done", json!({"change": what, "came": data})) {
            self.warn(&stop.problem.sentence);
        }
    }

    /// The first line: which release this is.
    pub fn open(&self) {
        let record = self.snapshot();
        let data = json!({"release": record.id, "app": record.app, "slot": record.slot, "target": record.target_slot,
            "commit": record.commit});
        // As with phases: a journal that cannot be written stops the release at its next intention.
        let _ = self.journal("begin", data);
    }

    /// Begins a phase.
    pub fn begin(&self, phase: Phase) {
        let now = self.pace.now();
        {
            let mut inner = self.inner();
            inner.phase_began = Some(now);
            inner.record.phases.push(PhaseEntry {
                name: phase,
                started: self.pace.wall_at(now),
                seconds: 0.0,
                state: PhaseState::Running,
            });
        }
        self.console.begin_group(phase.title());
        // A journal that cannot be written stops the release at its next intention, not here.
        let _ = self.journal("phase", json!(phase));
    }

    /// Ends the phase well, with one line on what came of it.
    pub fn finish(&self, line: &str) {
        self.end_phase(PhaseState::Done, line);
    }

    /// Ends the phase, if one goes on, as failed.
    pub fn fail(&self, line: &str) {
        self.end_phase(PhaseState::Failed, line);
    }

    /// A line in the log.
    pub fn say(&self, line: &str) {
        self.console.line(line);
    }

    /// Something that did not go as wished and changes nothing.
    pub fn warn(&self, line: &str) {
        self.console.line(&format!("warning: {line}"));
        let line = self.console.redactor().foreign(line).into_owned();
        self.note(|record| record.warnings.push(line));
    }

    /// The last line: how it ended, and whether that is the last word.
    pub fn close(&self, outcome: Outcome, is_final: bool) {
        let _ = self.journal("end", json!({"outcome": outcome, "final": is_final}));
    }

    fn end_phase(&self, state: PhaseState, line: &str) {
        let ended = {
            let mut inner = self.inner();
            let Some(began) = inner.phase_began.take() else {
                return;
            };
            let took = self.pace.now() - began;
            inner.record.phases.last_mut().map(|entry| {
                entry.seconds = took.as_secs_f64();
                entry.state = state;
                (entry.name, took)
            })
        };
        self.console.end_group();
        if let Some((phase, took)) = ended {
            let mark = match state {
                PhaseState::Failed => "✗",
                _ => "✓",
            };
            self.console.line(&format!("{mark} {phase} ({}): {line}", show_duration(took)));
        }
    }

    /// Writes a line, and before it the record as it is now: whoever finds both after a kill knows at least what the
    /// journal says.
    fn journal(&self, event: &str, data: Value) -> Result<(), Stop> {
        let at = self.pace.wall();
        let Inner { record, journal, .. } = &mut *self.inner();
        let Some(journal) = journal else { return Ok(()) };
        if let Err(error) = write_record(record, journal.folder(), self.console.redactor()) {
            tracing::debug!("{error}");
        }
        journal.write(at, event, data).map_err(|error| Stop::aborted(&error))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere must not keep the report from being written.
        self.inner.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
