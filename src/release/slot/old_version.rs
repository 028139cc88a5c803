use std::time::Duration;

use super::hold::Held as Hold;
use crate::azure::AzureError;
use crate::judge::{Comparison, KnownFunctions, compare, functions_to_hold, live_triggers};
use crate::record::{Accepted, AfterRelease, Came, Change, Held, Phase, Tried, some_of};
use crate::release::run::RunOnSides;

/// A slot is read as stopped, and functions as switched off, within this time.
const LIMIT: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_secs(5);
/// So many functions stand in a sentence.
const NAMED: usize = 10;
/// With less time left nothing is begun.
const LEAST: Duration = Duration::from_secs(60);

impl RunOnSides {
    /// Does what is configured with the old version that lies in the slot, once the release is verified. Whatever comes of it, the
    /// release stays verified.
    pub async fn settle_old_version(&self, before: &Held) {
        self.finish_old_version(self.setup.options.after(), before).await;
    }

    /// Says that nothing is done with it, where something would be: as long as nobody knows whether production is well, the way back is
    /// kept short.
    pub fn leave_old_version(&self) {
        if self.setup.options.after() != AfterRelease::Keep {
            let slot = &self.setup.options.slot;
            self.recorder
                .say(&format!("the slot `{slot}` keeps the old version running: `after` waits for `verified`"));
        }
    }

    /// The same for a run that had announced it.
    pub async fn finish_old_version(&self, after: AfterRelease, before: &Held) {
        if after == AfterRelease::Keep {
            return;
        }
        self.recorder.begin_phase(Phase::OldVersion);
        let ended = match self.setup.time_left() {
            Some(left) if left < LEAST => Err("there is no time left for it".to_owned()),
            _ => self.announced(after, before).await,
        };
        match ended {
            Ok(says) => {
                self.recorder.end_phase(&says);
                self.recorder.note(|record| record.slot_life.old_version = Some(says));
            }
            Err(why) => {
                let slot = &self.setup.options.slot;
                let (wanted, command) = match after {
                    AfterRelease::Stop => ("stopped", self.sides.slot.at().command("functionapp stop", &[])),
                    _ => ("held", self.sides.slot.at().command("functionapp config appsettings list", &[])),
                };
                let says = format!("the old version in the slot `{slot}` was not {wanted} (`after`): {why}");
                self.recorder.end_phase(&says);
                self.recorder.warn(&format!("{says}; the release is verified all the same. By hand: {command}"));
                self.recorder.note(|record| record.slot_life.old_version = Some(says));
            }
        }
    }

    /// Announced before anything is read for it: from here on the journal says that the release is verified.
    async fn announced(&self, after: AfterRelease, before: &Held) -> Result<String, String> {
        let slot = self.sides.slot.at().slot_name().to_owned();
        let change = Change::OldVersion { slot, after };
        self.recorder.intend(change).await.map_err(|stop| stop.problem.sentence)?;
        let ended = match Box::pin(self.is_the_old_version(before)).await {
            Ok(()) if after == AfterRelease::Hold => Box::pin(self.hold_old_version()).await,
            Ok(()) => Box::pin(self.stop_old_version()).await,
            Err(why) => Err(why),
        };
        let came = ended.clone().map(|_| Accepted {});
        self.recorder.did(Came::OldVersion(Tried::of(&came, String::clone))).await;
        ended
    }

    /// Another client may have deployed to the slot, or swapped, since the swap: that is not touched.
    async fn is_the_old_version(&self, before: &Held) -> Result<(), String> {
        let (target, slot) = self.sides.sites().await.map_err(told)?;
        if target.swap.operation.is_some() || slot.swap.operation.is_some() {
            return Err("Azure reports an operation in progress".to_owned());
        }
        let (found, production) = tokio::join!(self.sides.slot.identity(), self.sides.production.identity());
        match compare(&found.content, &before.production) {
            Comparison::Same => {}
            Comparison::Different => return Err(format!("the slot holds {} now", found.content)),
            Comparison::CannotTell => return Err("whether the slot holds it cannot be told".to_owned()),
        }
        match compare(&production.content, &before.slot) {
            Comparison::Different => Err(format!("production runs {} now", production.content)),
            Comparison::Same | Comparison::CannotTell => Ok(()),
        }
    }

    async fn stop_old_version(&self) -> Result<String, String> {
        let slot = &self.sides.slot;
        let name = slot.at().slot_name().to_owned();
        let says = format!("the old version in the slot `{name}` is stopped");
        if !slot.site().await.map_err(told)?.is_running() {
            return Ok(says);
        }
        let asked = slot.stop().await;
        // A lost answer is a question.
        let stopped = self.until(async || Ok(!slot.site().await?.is_running())).await;
        match (stopped, asked) {
            (Ok(true), _) => Ok(says),
            (_, Err(error)) => Err(error.to_string()),
            (Ok(false), Ok(())) => Err("it was told to stop, and still runs".to_owned()),
            (Err(why), Ok(())) => Err(format!("whether it stopped could not be read: {why}")),
        }
    }

    async fn hold_old_version(&self) -> Result<String, String> {
        let slot = &self.sides.slot;
        let name = slot.at().slot_name().to_owned();
        let listed = slot.functions_that_are_listed().await.map_err(told)?;
        let functions = functions_to_hold(&KnownFunctions { slot: Some(&listed), ..KnownFunctions::default() });
        let says = match functions.len() {
            0 => format!("the old version in the slot `{name}` has no triggers to be held"),
            _ => {
                format!("the triggers of the old version in the slot `{name}` are held: {}", some_of(&functions, NAMED))
            }
        };
        if live_triggers(&listed).is_empty() {
            return Ok(says);
        }
        for how in [Hold::First, Hold::Again] {
            let live = live_triggers(&slot.functions_that_are_listed().await.map_err(told)?);
            if live.is_empty() {
                return Ok(says);
            }
            self.hold_triggers(slot, &live, how).await.map_err(|stop| stop.problem.sentence)?;
            if self.until(async || Ok(live_triggers(&slot.functions_that_are_listed().await?).is_empty())).await? {
                return Ok(says);
            }
        }
        Err("functions are enabled all the same".to_owned())
    }

    /// Whether it is so within the time that is given for it.
    async fn until(&self, mut is_so: impl AsyncFnMut() -> Result<bool, AzureError>) -> Result<bool, String> {
        let limit = self.setup.time_left().map_or(LIMIT, |left| left.min(LIMIT));
        let end = self.setup.pace.now() + limit;
        loop {
            let read = is_so().await;
            if matches!(read, Ok(true)) || self.setup.pace.now() + POLL > end {
                return read.map_err(told);
            }
            self.setup.pace.sleep(POLL).await;
        }
    }
}

fn told(error: AzureError) -> String {
    error.to_string()
}
