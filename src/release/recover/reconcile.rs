use std::time::Duration;

use crate::azure::Operation;
use crate::config::show_duration;
use crate::judge::{Comparison, LeftBehind, TIME_FOR_A_SWAP_BACK, compare, left_behind};
use crate::record::{Code, FilesMark, FunctionSet, Held, Outcome, Phase, Problem, SwapReading, WatchVerdict};
use crate::release::back::{Promoted, SettingsThen};
use crate::release::ground::{
    LOOK_AT_BOTH_SIDES, LOOK_AT_PRODUCTION, Sides, Stop, in_the_phase, new_key, next_step_without_a_swap,
};
use crate::release::memory::Leftover;
use crate::release::run::{Run, RunOnSides};
use crate::release::slot::BegunSlot;
use crate::release::swap::{Again, Direction, Limits, Reading, Swapped, Word};
use crate::release::watch::Expected;

/// The watch ends with its last measurement, which may take this long beyond its window.
const LAST_LOOK: Duration = Duration::from_secs(30);
/// The length of a watch in a post-step: a longer one exceeds the runner's limit, a shorter one shows nothing.
const SHORT_WATCH: Duration = Duration::from_secs(90);
const SHORTEST_WATCH: Duration = Duration::from_secs(20);

impl Run {
    /// Recovers a release without a recorded end: a completed swap is watched, and rolled back when production is unhealthy
    /// and time is left.
    pub async fn reconcile(&self, left: &Leftover) -> Result<Outcome, Stop> {
        self.recorder.say(&format!("the release {} was cut short", left.record.id));
        match left_behind(&left.reached) {
            LeftBehind::ProductionUntouched { .. } => Err(self.say_what_was_begun(left, never_asked(left)).await),
            LeftBehind::EvidenceIncomplete => Err(self.report_incomplete(left).await),
            _ => self.sides_of_leftover().await?.go_on(left).await,
        }
    }
}

impl Run {
    /// A run that was cut short while it created the slot: what came of that is read back.
    async fn say_what_was_begun(&self, left: &Leftover, stop: Stop) -> Stop {
        let Some(slot) = &left.reached.creating else { return stop };
        let begun = match self.sign_in().await {
            Ok(app) => app.look_at_begun_slot().await,
            Err(_) => BegunSlot::Unread,
        };
        begun.tell(slot, stop)
    }
}

impl RunOnSides {
    /// The same with known sides.
    pub async fn go_on(&self, left: &Leftover) -> Result<Outcome, Stop> {
        self.recorder.begin_phase(Phase::Reconcile);
        let held = left.reached.held.clone().or_else(|| before_the_request(left));
        let begun = || match &held {
            Some(held) => {
                Ok(Begun { on: self, held, stamp: left.reached.stamp.clone(), files: left.reached.files.clone() })
            }
            None => Err(Stop::needs_person(
                Code::JOURNAL_INCOMPLETE,
                "the journal announces a swap, but not what both sides held before it",
            )),
        };
        match left_behind(&left.reached) {
            LeftBehind::ProductionUntouched { .. } => Err(never_asked(left)),
            LeftBehind::EvidenceIncomplete => Err(self.report_incomplete(left).await),
            LeftBehind::Prepared | LeftBehind::Switched => {
                let stop = self.clear_groundwork(never_asked(left)).await;
                Err(self.put_slot_back(stop).await)
            }
            LeftBehind::SwapUnknown => begun()?.swap_unknown(left).await,
            LeftBehind::Unwatched => begun()?.unwatched().await,
            LeftBehind::OldVersion => begun()?.old_version(left).await,
            LeftBehind::SwapBackUnknown => begun()?.swap_back_unknown(left).await,
            LeftBehind::SwappedBack => Err(self.settle(why_back(left)).await),
        }
    }
}

/// A swap that the run had begun.
struct Begun<'a> {
    on: &'a RunOnSides,
    held: &'a Held,
    stamp: Option<String>,
    files: Option<FilesMark>,
}

impl Begun<'_> {
    async fn swap_unknown(self, left: &Leftover) -> Result<Outcome, Stop> {
        let reading = self.read_back(self.held, left, Again::No).await;
        reading.tell(&self.on.recorder, Direction::Forward).await;
        match &reading.verdict {
            SwapReading::Swapped => {
                self.on.recorder.end_phase(&reading.shown());
                let why = "the swap was made while or after the run was cut short";
                Self { stamp: reading.stamp, ..self }.watch(why).await
            }
            SwapReading::NotSwapped => {
                self.on.recorder.note(|record| record.next_command = None);
                // Of a lost machine nothing is left that says how far it came.
                let sentence = if left.folder.as_os_str().is_empty() {
                    "both sides are as before: no swap was made, or it had no effect"
                } else {
                    "the run was cut short during the swap, and both sides are as before"
                };
                let stop = Stop::new(Outcome::Aborted, Problem::new(Code::CUT_SHORT, sentence));
                let stop = self.on.clear_groundwork(stop).await;
                Err(self.on.put_slot_back(stop).await)
            }
            SwapReading::PutBack => {
                let why = Problem::new(Code::CUT_SHORT, "the swap was made while or after the run was cut short");
                Err(self.on.already_back(why).await)
            }
            _ => Err(reading.needs_person(self.held).with_command(self.on.sides.swap_command())),
        }
    }

    async fn unwatched(self) -> Result<Outcome, Stop> {
        let production = self.on.sides.production.identity().await;
        self.on.recorder.note(|record| {
            record.identity.route = production.route;
            record.identity.production = Some(production.clone());
        });
        match compare(&production.content, &self.held.slot) {
            Comparison::Different if compare(&production.content, &self.held.production) == Comparison::Same => {
                let why = Problem::new(Code::CUT_SHORT, "the run was cut short after its swap");
                Err(self.on.already_back(why).await)
            }
            Comparison::Different => {
                let sentence =
                    format!("production was swapped to {}, but runs {} now", self.held.slot, production.content);
                Err(Stop::needs_person(Code::PRODUCTION_CHANGED, sentence).with_command(self.on.sides.swap_command()))
            }
            // Production with unreadable content is watched as well: the watch detects it.
            Comparison::Same | Comparison::CannotTell => {
                self.on.recorder.end_phase(&format!("production runs {}", production.content));
                self.watch("the swap was read back, and then the run was cut short").await
            }
        }
    }

    /// The release is verified; only what becomes of the old version was cut short.
    async fn old_version(self, left: &Leftover) -> Result<Outcome, Stop> {
        self.on.recorder.end_phase("the release was verified before the run was cut short");
        if let Some(after) = left.reached.old_version {
            Box::pin(self.on.finish_old_version(after, self.held)).await;
        }
        Ok(Outcome::Verified)
    }

    async fn swap_back_unknown(self, left: &Leftover) -> Result<Outcome, Stop> {
        let back = Held {
            production: self.held.slot.clone(),
            slot: self.held.production.clone(),
            swap_stamp: self.stamp.clone(),
        };
        // Requested again, it is a question, too; and production is known to be unhealthy.
        let again = self.on.setup.time_left().map_or(Again::After(1), |_| Again::Soon);
        let mut reading = self.read_back(&back, left, again).await;
        reading.may_come = false;
        reading.tell(&self.on.recorder, Direction::Back).await;
        match &reading.verdict {
            SwapReading::Swapped => Err(self.on.settle(why_back(left)).await),
            // A rollback on request that was cut short is not begun again: whoever asked for it decides.
            _ if left.reached.held.is_none() => {
                let sentence =
                    format!("a rollback on request was cut short, and production runs {}", reading.production.content);
                let stop = Stop::needs_person(Code::CUT_SHORT, sentence);
                let problem =
                    stop.problem.hint("run `command: rollback` again: it swaps only what is still to be swapped");
                Err(Stop { problem, ..stop })
            }
            // Production was already judged unhealthy; there is no time to measure again.
            SwapReading::NotSwapped => {
                let (before, stamp, files) = (self.held.clone(), reading.stamp, self.files);
                let promoted = Promoted { before, stamp, settings: SettingsThen::FoundUnchanged, files };
                Err(Box::pin(self.on.roll_back(&promoted, why_back(left))).await)
            }
            _ => Err(reading.needs_person(&back).with_command(self.on.sides.swap_command())),
        }
    }

    /// Where Azure was heard to accept the swap, it is asked how that stands.
    async fn read_back(&self, before: &Held, left: &Leftover, again: Again) -> Reading {
        let noted = left.reached.operation.as_deref();
        let operation = noted.and_then(|url| Operation::noted(url, self.on.sides.production.at()));
        let mut word = if noted.is_some() { Word::GoesOn(operation, None) } else { Word::Nothing(None) };
        let limits = match self.on.setup.time_left() {
            Some(left) => {
                let left = left.saturating_sub(Duration::from_secs(30));
                Limits { ended: left, open: left }
            }
            None => Limits::OWN,
        };
        self.on.read_back(before, &mut word, again, limits).await
    }

    /// Watches production for as long as there is time, and rolls the release back when it is unhealthy.
    async fn watch(self, why: &str) -> Result<Outcome, Stop> {
        let Self { on, held, stamp, files } = self;
        let RunOnSides { sides, .. } = on;
        let (setup, recorder) = (&on.setup, &on.recorder);
        let whole = setup.options.watch.min(setup.options.timeout);
        let window = match setup.time_left() {
            None => whole,
            Some(left) if left < SHORTEST_WATCH + LAST_LOOK => return Err(unwatched(sides, why)),
            // Even without time for a swap back an unhealthy production is reported.
            Some(left) => {
                left.saturating_sub(TIME_FOR_A_SWAP_BACK + LAST_LOOK).clamp(SHORTEST_WATCH, SHORT_WATCH).min(whole)
            }
        };
        let moment = setup.pace.now();
        let swapped = Swapped { at: setup.pace.wall_at(moment), moment, stamp: stamp.clone() };
        let functions = on.known_functions().await.unwrap_or_default();
        // As the run noted them right before it watched.
        let by_the_slot = recorder.read(|record| record.slot_life.held.clone());
        let expected = Expected { content: held.slot.clone(), functions, held: by_the_slot };
        let key = new_key();
        let before = held.clone();
        let (promoted, verdict) = tokio::join!(
            Promoted::note(sides, held.clone(), stamp, files, &key),
            Box::pin(on.watch(&expected, &swapped, window, None)),
        );
        match verdict.map_err(Stop::after_the_swap)? {
            WatchVerdict::Healthy { basis, .. } if window == whole => {
                recorder.note(|record| record.basis = Some(basis));
                recorder.end_phase(&format!("healthy for {}", show_duration(window)));
                // Which of both contents is the former one is not certain then.
                if !recorder.reached().only_a_person_swaps_back {
                    Box::pin(on.settle_old_version(&before)).await;
                }
                Ok(Outcome::Verified)
            }
            WatchVerdict::Healthy { .. } => {
                recorder.end_phase(&format!("healthy for {}", show_duration(window)));
                on.leave_old_version();
                let sentence = format!(
                    "{why}; production runs the release and was healthy for {} afterwards",
                    show_duration(window)
                );
                Err(Stop::new(Outcome::PromotedUnverified, Problem::new(Code::WATCH_CUT_SHORT, sentence))
                    .with_command(sides.swap_command()))
            }
            WatchVerdict::Unhealthy { reason, .. } if recorder.reached().only_a_person_swaps_back => {
                recorder.fail_phase(&format!("unhealthy: {reason}"));
                let sentence =
                    format!("{why}, and production was unhealthy: {reason}; its former content is not recorded");
                Err(Stop::needs_person(Code::PRODUCTION_UNHEALTHY, sentence).with_command(sides.swap_command()))
            }
            WatchVerdict::Unhealthy { reason, .. } => {
                recorder.fail_phase(&format!("unhealthy: {reason}"));
                let problem =
                    Problem::new(Code::PRODUCTION_UNHEALTHY, format!("{why}, and production was unhealthy: {reason}"));
                Err(Box::pin(on.roll_back(&promoted, problem)).await)
            }
            WatchVerdict::Inconclusive { reason } | WatchVerdict::Error { reason } => {
                recorder.end_phase(&format!("inconclusive: {reason}"));
                Err(unwatched(sides, why))
            }
        }
    }
}

impl RunOnSides {
    /// The functions of the release; those that production has where nothing of the run is left that knows them, so that what
    /// nobody saw at work is named.
    async fn known_functions(&self) -> Option<FunctionSet> {
        if let Some(known) = self.recorder.read(|record| record.functions.after.clone()) {
            return Some(known);
        }
        let listed = self.sides.production.glancing(LAST_LOOK).functions().await.ok()?;
        self.recorder.note(|record| record.functions.after = Some(listed.clone()));
        Some(listed)
    }
}

/// Each request for a swap is announced in the journal, on disk, before it is sent.
pub(super) fn never_asked(left: &Leftover) -> Stop {
    let phase = left.record.phases.iter().rev().map(|entry| entry.name).find(|phase| *phase != Phase::Reconcile);
    let sentence = format!("the run was cut short{}: no swap was made", in_the_phase(phase));
    let problem = Problem::new(Code::CUT_SHORT, sentence).hint(next_step_without_a_swap(left.reached.slot_touched));
    Stop::new(Outcome::Aborted, problem)
}

/// What both sides held before the release that a rollback on request takes back: such a run announces no swap of its own, and
/// notes what it finds right before it announces the swap back.
fn before_the_request(left: &Leftover) -> Option<Held> {
    let identity = &left.record.identity;
    let (former, released) = (identity.slot.as_ref()?, identity.previous.as_ref()?);
    let is_request = left.reached.back_intended && !left.reached.swap_intended;
    is_request.then(|| Held { production: former.content.clone(), slot: released.content.clone(), swap_stamp: None })
}

/// The recorded reason of the run for its swap back.
fn why_back(left: &Leftover) -> Problem {
    match left.record.watch.as_ref().map(|watch| &watch.verdict) {
        Some(WatchVerdict::Unhealthy { reason, .. }) => {
            Problem::new(Code::PRODUCTION_UNHEALTHY, format!("production was unhealthy after the swap: {reason}"))
        }
        _ => Problem::new(Code::CUT_SHORT, "the run was cut short during its rollback"),
    }
}

/// Not a failure, but a person has to check: the watch was too short.
fn unwatched(sides: &Sides, why: &str) -> Stop {
    let sentence = format!("{why}; production runs the release, but its watch did not finish");
    let problem = Problem::new(Code::UNWATCHED, sentence).hint(LOOK_AT_PRODUCTION);
    Stop::new(Outcome::PromotedUnverified, problem).with_command(sides.swap_command())
}

impl Run {
    /// Without access to the app nothing can be read, so the state is unknown.
    async fn sides_of_leftover(&self) -> Result<RunOnSides, Stop> {
        let sides = async { Ok(self.sign_in().await?.read_sides().await?) };
        sides.await.map_err(|stop: Stop| {
            let mut problem = stop.problem;
            problem.sentence = format!("the result of the swap could not be read: {}", problem.sentence);
            problem.hints.push(LOOK_AT_BOTH_SIDES.to_owned());
            let stop = Stop::new(Outcome::NeedsPerson, problem);
            match self.recorder.read(|record| record.next_command.clone()) {
                Some(command) => stop.with_command(command),
                None => stop,
            }
        })
    }
}
