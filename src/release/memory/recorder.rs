use std::sync::{Arc, Mutex};

use super::observers::observers;
use super::state::{State, locked};
use super::{Journal, Observer, OwnDeployment, OwnStored, Told};
use crate::http::{Pace, off_runtime};
use crate::judge::Reached;
use crate::record::{
    Came, Change, Code, Event, Inheritance, Opening, Outcome, Phase, PhaseState, Problem, ReleaseRecord,
};
use crate::release::ground::Stop;
use crate::runner::{Console, Panicked, RunKey, contained, contained_now};

/// What happens in a run, told once: each event changes the record and how far the run has come, and is passed on to
/// everyone who hears of it (`observers.rs`).
///
/// Cheap to clone; all clones are one recorder, so that a run which is cut short can still be reported.
#[derive(Clone)]
pub struct Recorder {
    inner: Arc<Inner>,
    console: Console,
    pace: Pace,
}

struct Inner {
    /// One event after the other, in the same order for everyone.
    turn: Mutex<()>,
    state: Mutex<State>,
    observers: Vec<Arc<dyn Observer>>,
    own_deployment: Arc<OwnDeployment>,
    own_stored: Arc<OwnStored>,
    key: RunKey,
    /// Whether an observer waits for a disk.
    is_on_disk: bool,
}

impl Recorder {
    /// A recorder of a run that begins now.
    pub fn new(record: ReleaseRecord, journal: Option<Journal>, console: Console, pace: Pace) -> Self {
        Self::resume(record, Reached::default(), journal, console, pace)
    }

    /// A recorder of a run that was cut short after it had come so far.
    pub fn resume(
        record: ReleaseRecord,
        reached: Reached,
        journal: Option<Journal>,
        console: Console,
        pace: Pace,
    ) -> Self {
        let (own_deployment, own_stored) = (Arc::<OwnDeployment>::default(), Arc::<OwnStored>::default());
        let inner = Inner {
            turn: Mutex::default(),
            state: Mutex::new(State { record, reached }),
            is_on_disk: journal.as_ref().is_some_and(|journal| journal.folder().is_some()),
            key: journal.as_ref().map_or_else(RunKey::new, |journal| journal.key().clone()),
            observers: observers(journal, &console, &own_deployment, &own_stored),
            own_deployment,
            own_stored,
        };
        Self { inner: Arc::new(inner), console, pace }
    }

    /// Changes the record.
    pub fn note(&self, change: impl FnOnce(&mut ReleaseRecord)) {
        change(&mut locked(&self.inner.state).record);
    }

    /// Looks at the record as it is now.
    pub fn read<T>(&self, look: impl FnOnce(&ReleaseRecord) -> T) -> T {
        look(&locked(&self.inner.state).record)
    }

    /// How far the run has come.
    pub fn reached(&self) -> Reached {
        locked(&self.inner.state).reached.clone()
    }

    /// The phase that goes on, or went on last.
    pub fn phase(&self) -> Option<Phase> {
        self.read(|record| record.phases.last().map(|entry| entry.name))
    }

    /// The first event: which release this is.
    pub fn open(&self) {
        let opening = self.read(|record| Opening {
            schema: Opening::SCHEMA,
            release: record.id.clone(),
            app: record.app.clone(),
            slot: record.slot.clone(),
            target: record.target_slot.clone(),
            commit: record.commit.clone(),
        });
        self.pass_on(&Event::Opened(opening));
    }

    /// Announces a change of Azure before it is asked for. When that cannot be written, nothing is changed.
    pub async fn intend(&self, change: Change) -> Result<(), Stop> {
        self.apply_aside(Event::Intended(change)).await.map_err(|problem| Stop::new(Outcome::Aborted, problem))
    }

    /// Notes down where Azure is asked how the announced swap stands.
    pub async fn accepted(&self, location: &str) {
        if let Err(problem) = self.apply_aside(Event::Accepted { location: location.to_owned() }).await {
            self.warn(&problem.sentence);
        }
    }

    /// Says what came of it. What was done is done: a line that cannot be written changes nothing about it.
    pub async fn did(&self, came: Came) {
        if let Err(problem) = self.apply_aside(Event::Done(self.without_secrets(came))).await {
            self.warn(&problem.sentence);
        }
    }

    /// What services say of a failure may repeat what they were given.
    fn without_secrets(&self, came: Came) -> Came {
        let text = serde_json::to_string(&came).unwrap_or_default();
        serde_json::from_str(&self.console.redactor().own(&text)).unwrap_or(came)
    }

    /// Goes on with what another run left behind.
    pub async fn take_over(&self, inherited: Inheritance) {
        if let Err(problem) = self.apply_aside(Event::TookOver(inherited)).await {
            self.warn(&problem.sentence);
        }
    }

    /// Begins a phase.
    pub fn begin_phase(&self, phase: Phase) {
        self.pass_on(&Event::Began(phase));
    }

    /// Ends the phase well, with one line on what came of it.
    pub fn end_phase(&self, line: &str) {
        self.phase_ended(PhaseState::Done, line);
    }

    /// Ends the phase, if one goes on, as failed.
    pub fn fail_phase(&self, line: &str) {
        self.phase_ended(PhaseState::Failed, line);
    }

    /// A line in the log.
    pub fn say(&self, line: &str) {
        self.console.line(line);
    }

    /// Something that did not go as wished and changes nothing.
    pub fn warn(&self, line: &str) {
        let line = self.console.redactor().foreign(line).into_owned();
        self.pass_on(&Event::Warned(line));
    }

    /// The last event: how it ended, and whether that is the last word.
    pub async fn end_run(&self, outcome: Outcome, is_final: bool) {
        // A journal that cannot be written keeps nobody from the end.
        let _ = self.apply_aside(Event::Ended { outcome, is_final }).await;
    }

    /// Tells those who need the network how the run ended, as far as it is known by now.
    pub async fn send_end(&self, is_final: bool) {
        let record = self.read(Clone::clone);
        let Some(outcome) = record.outcome else { return };
        for observer in &self.inner.observers {
            let sent = contained(observer.send(&Event::Ended { outcome, is_final }, &record)).await;
            for warning in sent.unwrap_or_else(|panicked| vec![panicked.to_string()]) {
                self.warn(&warning);
            }
        }
    }

    /// What only this run and its post-step have.
    pub fn key(&self) -> &RunKey {
        &self.inner.key
    }

    /// The GitHub Deployment of this run.
    pub fn own_deployment(&self) -> &OwnDeployment {
        &self.inner.own_deployment
    }

    /// What this run wrote down in the container of packages.
    pub fn own_stored(&self) -> &OwnStored {
        &self.inner.own_stored
    }

    fn phase_ended(&self, state: PhaseState, line: &str) {
        let goes_on = self.read(|record| record.phases.last().is_some_and(|entry| entry.state == PhaseState::Running));
        if goes_on {
            self.pass_on(&Event::PhaseEnded { state, line: line.to_owned() });
        }
    }

    /// Passes on what nothing has to wait for. A journal that cannot be written stops the run at its next announcement, and
    /// not here.
    fn pass_on(&self, event: &Event) {
        if let Err(problem) = self.apply(event) {
            tracing::debug!("{}", problem.sentence);
        }
    }

    /// Passes on an event and waits until everyone has it who may keep the run from going on. Disks are waited for by another
    /// thread; when the caller is dropped meanwhile, the event is passed on nevertheless.
    async fn apply_aside(&self, event: Event) -> Result<(), Problem> {
        if !self.inner.is_on_disk {
            return self.apply(&event);
        }
        let recorder = self.clone();
        off_runtime(move || recorder.apply(&event)).await
    }

    pub(super) fn apply(&self, event: &Event) -> Result<(), Problem> {
        let _turn = locked(&self.inner.turn);
        let at = self.pace.wall();
        locked(&self.inner.state).record.hear(event, at);
        let told = Told { event, at, state: &self.inner.state };
        let mut result = Ok(());
        for observer in &self.inner.observers {
            let heard = contained_now(|| observer.on(&told)).unwrap_or_else(|panicked| Err(failed(&panicked)));
            if heard.is_err() && matches!(event, Event::Intended(_)) {
                return heard;
            }
            result = result.and(heard);
        }
        let mut state = locked(&self.inner.state);
        state.reached = std::mem::take(&mut state.reached).after(event);
        result
    }
}

/// An observer that failed has not heard of the event.
fn failed(panicked: &Panicked) -> Problem {
    Problem::new(Code::INTERNAL, panicked.to_string())
}
