use std::time::Duration;

use super::restored::{NOT_THE_CODE, Restored};
use super::settings_then::SettingsThen;
use crate::azure::{AzureError, MarkKey, Site, measured, read_settings_mark};
use crate::judge::{
    Comparison, RollbackFacts, RollbackPath, SettingsSince, TIME_FOR_A_SWAP_BACK, compare, judge_rollback,
};
use crate::record::{By, Came, Code, FilesMark, Held, HostHealth, Outcome, Phase, Problem, SwapCame, SwapReading};
use crate::release::ground::{Sides, Stop};
use crate::release::run::RunOnSides;
use crate::release::slot::LONGEST_START;
use crate::release::swap::{Direction, Exchanged};

/// The number of reads of pending operations and the slot's content before they count as unknown.
const READINGS: u32 = 3;
const BETWEEN: Duration = Duration::from_secs(5);
/// Users wait for it: no single answer is worth more, and what hangs may be asked again.
const PATIENCE: Duration = Duration::from_secs(8);
/// What was not answered by then is asked for once more, with the rest of the pause that a throttled service asks for.
const MORE_PATIENCE: Duration = Duration::from_secs(25);
/// What the host of the slot says is worth this.
const HOST_PATIENCE: Duration = Duration::from_secs(5);
/// What is read beside the watch must not delay what follows it, and nothing is waited for longer before the way back.
const LONG_PATIENCE: Duration = Duration::from_secs(60);
/// The same for settings right after the swap, which are asked for twice.
const SETTINGS_PATIENCE: Duration = Duration::from_secs(30);
/// What follows for the content that was rolled back.
const NOT_AGAIN: &str = "release other content once the fault is fixed; where the fault was not in the content, \
    `force: true` lets the same content be released again";

/// A swap that may have to be rolled back.
#[derive(Debug, Clone)]
pub struct Promoted {
    /// What both sides held before it.
    pub before: Held,
    /// Azure's stamp on it, when it was read.
    pub stamp: Option<String>,
    /// The settings of both sides right after it.
    pub settings: SettingsThen,
    /// The files that it brought to production, when they could be listed.
    pub files: Option<FilesMark>,
}

impl Promoted {
    /// The swap that was just made, with the settings as it left them. Azure may write its stamp late: one that moved since
    /// before the swap is its stamp.
    pub async fn note(sides: &Sides, before: Held, stamp: Option<String>, files: Option<FilesMark>, key: &str) -> Self {
        let pace = sides.arm.pace();
        let reading = async || {
            let key = MarkKey::open(key);
            let reading = measured(read_settings_mark(&sides.production, &sides.slot, &key));
            SettingsThen::of(pace.within(SETTINGS_PATIENCE, reading).await)
        };
        let settings = async {
            match reading().await {
                SettingsThen::Unread => reading().await,
                settings => settings,
            }
        };
        let stamp = async {
            if stamp.is_some() {
                return stamp;
            }
            let site = pace.within(LONG_PATIENCE, measured(sides.production.glance())).await?.ok()?;
            site.swap.stamp.filter(|now| Some(now) != before.swap_stamp.as_ref())
        };
        let (settings, stamp) = tokio::join!(settings, stamp);
        Self { before, stamp, settings, files }
    }
}

/// Why production is not swapped back.
struct Closed {
    code: Code,
    says: String,
}

impl RunOnSides {
    /// Rolls production back if all guards allow it, and reads the result back. In any case the release has failed: `why` is
    /// the reason.
    pub async fn roll_back(&self, promoted: &Promoted, why: Problem) -> Stop {
        self.recorder.begin_phase(Phase::RollBack);
        let (facts, path) = match self.way_back(promoted).await {
            Ok(found) => found,
            Err(Closed { code, says }) => return self.refuse_rollback(why, code, &says),
        };
        match path {
            RollbackPath::StartFirst => {
                return self.refuse_rollback(why, Code::ROLLBACK_REFUSED_SLOT_RUNS, "the slot is stopped");
            }
            RollbackPath::Open if facts.settings == SettingsSince::Unread => {
                self.recorder.warn(
                    "whether settings were changed since the swap could not be read, and they are swapped back as well: compare \
                     the settings of both sides",
                );
            }
            RollbackPath::Open => {}
            RollbackPath::AlreadyThere => return self.already_back(why).await,
            RollbackPath::Closed { code, why: closed } => return self.refuse_rollback(why, code, &closed),
        }
        self.recorder.say(&format!("rolling back: {}", why.sentence));
        let held = Held {
            production: promoted.before.slot.clone(),
            slot: promoted.before.production.clone(),
            swap_stamp: facts.now.swap_stamp.clone(),
        };
        match self.exchange(Direction::Back, &held, None).await {
            Ok(Exchanged::Done(_)) => self.settle(why).await,
            Ok(Exchanged::NotMade(error)) => {
                let said = error.map_or_else(|| "Azure reported it as done".to_owned(), |error| error.to_string());
                self.refuse_rollback(
                    why,
                    Code::ROLLBACK_REFUSED_SWAP_BACK_NOT_MADE,
                    &format!("the swap back had no effect ({said})"),
                )
            }
            Ok(Exchanged::PutBack) => self.refuse_rollback(
                why,
                Code::ROLLBACK_REFUSED_SWAP_BACK_PUT_BACK,
                "Azure completed the swap back and reverted it",
            ),
            Ok(Exchanged::Unclear(reading)) => {
                let stop = reading.needs_person(&held);
                self.refuse_rollback(why, Code::ROLLBACK_REFUSED_SWAP_BACK_UNCLEAR, &stop.problem.sentence)
            }
            Err(stop) => {
                self.refuse_rollback(why, Code::ROLLBACK_REFUSED_SWAP_BACK_NOT_ANNOUNCED, &stop.problem.sentence)
            }
        }
    }

    /// The facts and what follows from them. A stopped slot, which may not be swapped, is started first, and everything is looked at
    /// again: `after: stop` leaves it so once a release is verified.
    async fn way_back(&self, promoted: &Promoted) -> Result<(RollbackFacts, RollbackPath), Closed> {
        let gather = async |was_started: bool| {
            let facts = Box::pin(self.gather_rollback_facts(promoted, was_started)).await.map_err(|error| Closed {
                code: Code::ROLLBACK_REFUSED_SIDES_UNREADABLE,
                says: format!("both sides could not be read for a swap back ({error})"),
            })?;
            let path = judge_rollback(&facts);
            Ok((facts, path))
        };
        let found = gather(false).await?;
        if found.1 != RollbackPath::StartFirst {
            return Ok(found);
        }
        let why = "since it holds what production served before: production waits for a cold start of the slot and then for the swap back";
        let left = self.setup.time_left().map(|left| left.saturating_sub(TIME_FOR_A_SWAP_BACK));
        let limit = left.map_or(LONGEST_START, |left| left.min(LONGEST_START));
        self.start_slot(&self.sides.slot, why, limit).await.map_err(|stop| Closed {
            code: Code::ROLLBACK_REFUSED_SLOT_RUNS,
            says: format!("the slot is stopped, and could not be started: {}", stop.problem.sentence),
        })?;
        gather(true).await
    }

    async fn gather_rollback_facts(&self, promoted: &Promoted, was_started: bool) -> Result<RollbackFacts, AzureError> {
        let (quick, slower) = (self.sides.glancing(PATIENCE), self.sides.glancing(MORE_PATIENCE));
        let pace = self.setup.pace;
        let reading = async |sides: &Sides, patience: Duration, asks_settings: bool| {
            let settings = async {
                let then = promoted.settings.mark().filter(|_| asks_settings)?;
                let key = MarkKey::open(&*then.key);
                let reading = measured(read_settings_mark(&sides.production, &sides.slot, &key));
                pace.within(patience, reading).await?.ok()
            };
            let files = async {
                promoted.files.as_ref()?;
                pace.within(patience, measured(sides.production.scm.files_mark())).await?.ok()
            };
            // Asked first, and not for long: a refusal that renews the token would get under what is asked beside it.
            let slot_host = pace.within(patience.min(HOST_PATIENCE), sides.slot.host.health()).await;
            let slot_host = slot_host.unwrap_or_else(|| HostHealth::Unknown("no answer in time".to_owned()));
            // Side by side: one that hangs delays the others by nothing, and all are read right before the swap is requested.
            let (settings, files, production, slot) =
                tokio::join!(settings, files, sides.production.identity(), sides.slot.identity());
            (production, slot, slot_host, settings, files)
        };
        let (mut number, mut asks_settings) = (1, true);
        let ((production, slot, slot_host, settings, files), around) = loop {
            // At first nothing is waited for long, since users wait; then as long as Azure may take.
            let (sides, patience) = match number {
                1 => (&quick, PATIENCE),
                2 => (&slower, MORE_PATIENCE),
                _ => (&self.sides, LONG_PATIENCE),
            };
            let (read, around) = sides.around(reading(sides, patience, asks_settings)).await;
            let (production, slot, _, settings, files) = &read;
            let contents = [
                compare(&slot.content, &promoted.before.production),
                compare(&production.content, &promoted.before.slot),
            ];
            // A glance believes the first answer, also one that is taken back a moment later: it opens the way, and closes nothing.
            let are_told = contents.iter().all(|one| match one {
                Comparison::Same => true,
                Comparison::Different => number == READINGS,
                Comparison::CannotTell => false,
            });
            let can_tell = are_told
                && (promoted.files.is_none() || files.is_some())
                && (promoted.settings.mark().is_none() || settings.is_some() || number > 1);
            if can_tell && around.in_progress().is_some() || number == READINGS {
                break (read, around);
            }
            // The way back is not closed by settings that cannot be read, so they do not get under what may close it once more.
            asks_settings = number + 1 < READINGS || settings.is_some();
            number += 1;
            self.setup.pace.sleep(BETWEEN).await;
        };
        let (at_target, at_slot) = match (around.target(), around.slot()) {
            (Some(target), Some(slot)) => (target.clone(), slot.clone()),
            _ => self.sides.sites().await?,
        };
        let is_prepared = |site: &Site| site.swap.prepared_with.is_some();
        self.recorder.note(|record| {
            record.identity.production = Some(production.clone());
            record.identity.slot = Some(slot.clone());
        });
        Ok(RollbackFacts {
            before: promoted.before.clone(),
            our_stamp: promoted.stamp.clone(),
            now: Held { production: production.content, slot: slot.content, swap_stamp: at_target.swap.stamp.clone() },
            files: promoted.files.clone(),
            files_now: files,
            is_busy: around.in_progress() != Some(false) || is_prepared(&at_target) || is_prepared(&at_slot),
            slot_runs: at_slot.is_running(),
            was_started,
            slot_host,
            settings: promoted.settings.since(settings.as_ref()),
            was_tried: self.recorder.reached().back_intended,
            time_left: self.setup.time_left(),
        })
    }

    /// Checks the health of production after the swap back.
    pub async fn settle(&self, why: Problem) -> Stop {
        self.recorder.note(|record| record.next_command = None);
        match self.look_at_restored().await {
            Restored::Well(how) => {
                self.recorder.end_phase(&format!("production serves the former release again ({how})"));
                self.recorder.note(|record| record.restored = Some(how));
                Box::pin(self.tell_what_is_served_again()).await;
                let problem = Problem {
                    sentence: format!("rolled back: {}", why.sentence),
                    hints: vec![
                        format!(
                            "the slot `{}` holds the rolled back release for inspection; the next release replaces it",
                            self.setup.options.slot
                        ),
                        NOT_AGAIN.to_owned(),
                    ],
                    ..why
                };
                Stop::new(Outcome::RolledBack, problem)
            }
            Restored::NotWell(what) => {
                let sentence = format!(
                    "production serves the former release again and is still unhealthy: {what}. Rolled back because: {}",
                    why.sentence
                );
                let problem = Problem::new(Code::ROLLBACK_UNHEALTHY, sentence).hint(NOT_THE_CODE);
                Stop::new(Outcome::NeedsPerson, problem)
            }
        }
    }

    /// Azure or another client restored the former content.
    pub async fn already_back(&self, why: Problem) -> Stop {
        let sentence = format!("Azure or another client restored the former content of production ({})", why.sentence);
        let why = Problem { code: Code::PUT_BACK_BY_OTHERS, sentence, ..why };
        let came = SwapCame { reading: SwapReading::Swapped, stamp: None, by: Some(By::Others) };
        self.recorder.did(Came::SwapBack(came)).await;
        self.settle(why).await
    }

    /// No further change is made; a person gets the reason and the command.
    fn refuse_rollback(&self, why: Problem, code: Code, closed: &str) -> Stop {
        self.recorder.fail_phase(&format!("not swapped back: {closed}"));
        let sentence = format!("{}; it was not swapped back: {closed}", why.sentence);
        let former = why.hints.clone();
        let problem = Problem { code, sentence, hints: Vec::new(), ..why };
        let mut stop = Stop::new(Outcome::NeedsPerson, problem).with_command(self.sides.swap_command());
        stop.problem.hints.extend(former);
        stop
    }
}
