use std::time::Duration;

use super::app::Sides;
use super::direction::Direction;
use super::exchange::Swapped;
use super::read_back::{Trust, read_back};
use super::rollback::{Promoted, already_there, roll_back, settle};
use super::sign_in::find_app;
use super::stop::{LOOK_AT_BOTH_SIDES, LOOK_AT_PRODUCTION, REPLACED_NEXT_TIME, in_the_phase};
use super::{Expected, Leftover, Setup, Stop, Story, groundwork, ticket, watch};
use crate::config::show_duration;
use crate::judge::{Comparison, LeftBehind, Sides as Held, SwapReading, TIME_FOR_A_SWAP_BACK, compare, left_behind};
use crate::record::{Outcome, Phase, Problem, WatchVerdict};

/// What became of a swap is looked for this long, when nothing presses.
const READ_BACK: Duration = Duration::from_secs(15 * 60);
/// The watch ends with its last look, which may take this long beyond its window.
const LAST_LOOK: Duration = Duration::from_secs(30);
/// Nobody waits longer than this for a watch in a post-step, and in less nothing can be seen.
const SHORT_WATCH: Duration = Duration::from_secs(90);
const SHORTEST_WATCH: Duration = Duration::from_secs(20);

/// Finds out what became of a release that ended without a last word, and finishes what must be finished: a swap that went
/// through is watched, and taken back when production is bad and time is left.
pub async fn look(setup: &Setup, story: &Story, left: &Leftover) -> Result<Outcome, Stop> {
    story.say(&format!("the release {} ended without a last word", left.record.id));
    if left_behind(left.reached) == LeftBehind::ProductionUntouched {
        return Err(never_asked(left));
    }
    go_on(setup, story, left, &sides(setup, story).await?).await
}

/// The same for who has the sides at hand.
pub async fn go_on(setup: &Setup, story: &Story, left: &Leftover, sides: &Sides) -> Result<Outcome, Stop> {
    story.begin(Phase::Reconcile);
    story.reach(|reached| *reached = left.reached);
    let begun = || match &left.held {
        Some(held) => Ok(Begun { setup, story, sides, held, stamp: left.stamp.clone() }),
        None => Err(Stop::needs_person(
            "journal-incomplete",
            "the journal announces a swap, but not what both sides held before it",
        )),
    };
    match left_behind(left.reached) {
        LeftBehind::ProductionUntouched => Err(never_asked(left)),
        LeftBehind::Prepared => {
            Err(groundwork::clear(setup, story, sides, left.settings.as_ref(), never_asked(left)).await)
        }
        LeftBehind::SwapUnknown => begun()?.swap_unknown(left).await,
        LeftBehind::Unwatched => begun()?.unwatched().await,
        LeftBehind::SwapBackUnknown => begun()?.swap_back_unknown(left).await,
        LeftBehind::SwappedBack => Err(settle(setup, story, sides, why_back(left)).await),
    }
}

/// A swap that the run had begun.
struct Begun<'a> {
    setup: &'a Setup,
    story: &'a Story,
    sides: &'a Sides,
    held: &'a Held,
    stamp: Option<String>,
}

impl Begun<'_> {
    async fn swap_unknown(self, left: &Leftover) -> Result<Outcome, Stop> {
        let reading = read_back(self.setup.pace, self.sides, self.held, self.trust(), self.limit()).await;
        reading.tell(self.story, Direction::Forward);
        match &reading.verdict {
            SwapReading::Swapped => {
                self.story.finish(&reading.shown());
                let why = "the swap was made while or after the run was cut short";
                Self { stamp: reading.stamp, ..self }.watch(why).await
            }
            SwapReading::NotSwapped => {
                self.story.note(|record| record.next_command = None);
                let sentence = "the run was cut short around the swap, and both sides hold what they held before";
                let stop = Stop::new(Outcome::Aborted, Problem::new("cut-short", sentence));
                Err(groundwork::clear(self.setup, self.story, self.sides, left.settings.as_ref(), stop).await)
            }
            SwapReading::PutBack => {
                let why = Problem::new("cut-short", "the swap was made while or after the run was cut short");
                Err(already_there(self.setup, self.story, self.sides, why).await)
            }
            _ => Err(reading.needs_person(self.held).with_command(self.sides.swap_command())),
        }
    }

    async fn unwatched(self) -> Result<Outcome, Stop> {
        let production = self.sides.production.identity().await;
        self.story.note(|record| {
            record.identity.route = production.route;
            record.identity.production = Some(production.clone());
        });
        match compare(&production.content, &self.held.slot) {
            Comparison::Different if compare(&production.content, &self.held.production) == Comparison::Same => {
                let why = Problem::new("cut-short", "the run was cut short after its swap");
                Err(already_there(self.setup, self.story, self.sides, why).await)
            }
            Comparison::Different => {
                let sentence =
                    format!("production was swapped to {}, but runs {} now", self.held.slot, production.content);
                Err(Stop::needs_person("production-changed", sentence).with_command(self.sides.swap_command()))
            }
            // A production too broken to say what it runs is just what a watch is for.
            Comparison::Same | Comparison::CannotTell => {
                self.story.finish(&format!("production runs {}", production.content));
                self.watch("the swap was read back, and then the run was cut short").await
            }
        }
    }

    async fn swap_back_unknown(self, left: &Leftover) -> Result<Outcome, Stop> {
        let back = Held {
            production: self.held.slot.clone(),
            slot: self.held.production.clone(),
            swap_stamp: self.stamp.clone(),
        };
        let reading = read_back(self.setup.pace, self.sides, &back, self.trust(), self.limit()).await;
        reading.tell(self.story, Direction::Back);
        match &reading.verdict {
            SwapReading::Swapped => Err(settle(self.setup, self.story, self.sides, why_back(left)).await),
            // It was decided that production is bad; there is no time to find that out once more.
            SwapReading::NotSwapped => {
                let promoted = Promoted { before: self.held.clone(), stamp: reading.stamp, settings: None };
                Err(Box::pin(roll_back(self.setup, self.story, self.sides, &promoted, why_back(left))).await)
            }
            _ => Err(reading.needs_person(&back).with_command(self.sides.swap_command())),
        }
    }

    fn trust(&self) -> Trust {
        match self.setup.time_left() {
            Some(_) => Trust::CutOff,
            None => Trust::NoWord,
        }
    }

    fn limit(&self) -> Duration {
        self.setup.time_left().map_or(READ_BACK, |left| left.saturating_sub(Duration::from_secs(30)))
    }

    /// Watches production for as long as there is time, and takes the release back when it is bad.
    async fn watch(self, why: &str) -> Result<Outcome, Stop> {
        let Self { setup, story, sides, held, stamp } = self;
        let whole = setup.options.watch.min(setup.options.timeout);
        let window = match setup.time_left() {
            None => whole,
            Some(left) if left < SHORTEST_WATCH + LAST_LOOK => return Err(unwatched(sides, why)),
            // Too late for a swap back is early enough to say that production is bad.
            Some(left) => {
                left.saturating_sub(TIME_FOR_A_SWAP_BACK + LAST_LOOK).clamp(SHORTEST_WATCH, SHORT_WATCH).min(whole)
            }
        };
        let promoted = Promoted::note(sides, held.clone(), stamp.clone(), &ticket::new_key()).await;
        let moment = setup.pace.now();
        let swapped = Swapped { at: setup.pace.wall_at(moment), moment, stamp };
        let functions = story.snapshot().functions.after.unwrap_or_default();
        let expected = Expected { content: held.slot.clone(), functions };
        let verdict = Box::pin(watch::watch(setup, story, sides, &expected, &swapped, window, None)).await;
        match verdict.map_err(Stop::after_the_swap)? {
            WatchVerdict::Healthy { basis, .. } if window == whole => {
                story.note(|record| record.basis = Some(basis));
                story.finish(&format!("healthy for {}", show_duration(window)));
                Ok(Outcome::Verified)
            }
            WatchVerdict::Healthy { .. } => {
                story.finish(&format!("healthy for {}", show_duration(window)));
                let sentence = format!(
                    "{why}; production runs the release and was healthy for {} afterwards",
                    show_duration(window)
                );
                Err(Stop::new(Outcome::PromotedUnverified, Problem::new("watch-cut-short", sentence))
                    .with_command(sides.swap_command()))
            }
            WatchVerdict::Unhealthy { reason, .. } if !setup.takes_back => {
                story.fail(&format!("unhealthy: {reason}"));
                let sentence =
                    format!("{why}, and production was unhealthy: {reason}; what it served before is recorded nowhere");
                Err(Stop::needs_person("production-unhealthy", sentence).with_command(sides.swap_command()))
            }
            WatchVerdict::Unhealthy { reason, .. } => {
                story.fail(&format!("unhealthy: {reason}"));
                let problem =
                    Problem::new("production-unhealthy", format!("{why}, and production was unhealthy: {reason}"));
                Err(Box::pin(roll_back(setup, story, sides, &promoted, problem)).await)
            }
            WatchVerdict::Inconclusive { reason } | WatchVerdict::Error { reason } => {
                story.finish(&format!("inconclusive: {reason}"));
                Err(unwatched(sides, why))
            }
        }
    }
}

/// Each request for a swap is announced in the journal, on disk, before it is sent.
fn never_asked(left: &Leftover) -> Stop {
    let phase = left.record.phases.iter().rev().map(|entry| entry.name).find(|phase| *phase != Phase::Reconcile);
    let sentence = format!("the run was cut short{}: no swap had been asked for", in_the_phase(phase));
    Stop::new(Outcome::Aborted, Problem::new("cut-short", sentence).hint(REPLACED_NEXT_TIME))
}

/// Why the run was about to swap back, as far as it had written that down.
fn why_back(left: &Leftover) -> Problem {
    match left.record.watch.as_ref().map(|watch| &watch.verdict) {
        Some(WatchVerdict::Unhealthy { reason, .. }) => {
            Problem::new("production-unhealthy", format!("production was unhealthy after the swap: {reason}"))
        }
        _ => Problem::new("cut-short", "the run was cut short while it gave production back what it had served"),
    }
}

/// No failure, and still something for a person: nobody looked at production long enough.
fn unwatched(sides: &Sides, why: &str) -> Stop {
    let sentence = format!("{why}; production runs the release, but nobody watched it to the end");
    let problem = Problem::new("unwatched", sentence).hint(LOOK_AT_PRODUCTION);
    Stop::new(Outcome::PromotedUnverified, problem).with_command(sides.swap_command())
}

/// Without the app at hand nothing can be read, and so nothing said.
async fn sides(setup: &Setup, story: &Story) -> Result<Sides, Stop> {
    let sides = async { Ok(find_app(setup, story).await?.read_sides().await?) };
    sides.await.map_err(|stop: Stop| {
        let mut problem = stop.problem;
        problem.sentence = format!("what became of the swap could not be read: {}", problem.sentence);
        problem.hints.push(LOOK_AT_BOTH_SIDES.to_owned());
        let stop = Stop::new(Outcome::NeedsPerson, problem);
        match story.snapshot().next_command {
            Some(command) => stop.with_command(command),
            None => stop,
        }
    })
}
