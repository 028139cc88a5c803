//! Azure's multi-phase swap ("swap with preview"): the slot is probed with production's settings before any user is routed to
//! it. A prepared swap is completed by the swap itself, or reset; it never waits for a person.

use std::time::Duration;

use crate::azure::{Site, SwapRequest, read_settings_mark};
use crate::judge::{Comparison, compare};
use crate::preflight::{Survey, find_preview_triggers};
use crate::record::{
    Came, Change, Code, Finding, Held, Outcome, Phase, Problem, ReadBack, SettingsMark, Standing, Ticket, Tried,
};
use crate::release::ground::{Sides, Stop, wait_until};
use crate::release::run::RunOnSides;

/// The effect of a change of settings is visible within this time.
const LIMIT: Duration = Duration::from_secs(120);

impl RunOnSides {
    /// Applies production's settings to the slot, waits until it runs with them, and repeats the slot's probes: they have to
    /// pass with production's settings, too. Returns the ticket that the fence holds next, with the settings as they are now.
    pub async fn prepare_swap(&self, ticket: &Ticket, survey: &Survey, held: &Held) -> Result<Ticket, Stop> {
        let sides = &self.sides;
        // The release may have functions that preflight did not know.
        let found = find_preview_triggers(&ticket.functions, survey).into_iter().collect();
        if let Some(finding) = self.setup.options.checks.lower(found).into_iter().find(Finding::is_error) {
            return Err(Stop::new(
                Outcome::Aborted,
                Problem::new(finding.check.clone(), finding.says).hint(finding.fix),
            ));
        }
        self.recorder.begin_phase(Phase::Preview);
        let before = self.marked().await;
        let (slot, target) = (self.setup.options.slot.to_string(), self.setup.options.target_slot.to_string());
        self.recorder.intend(Change::Prepare { slot, target, settings: before }).await?;
        let asked = self.setup.pace.wall();
        let prepared = async {
            match request(sides).prepare(&sides.arm).await {
                Err(error) if !error.effect_is_possible() => return Err(Stop::aborted(&error)),
                Err(error) => self.recorder.say(&format!("the answer was lost ({error}); reading back what happened")),
                Ok(()) => {}
            }
            self.wait_for_sites(|target, _| is_with(target, sides.slot.at().slot_name()))
                .await
                .map_err(not_prepared)?;
            Ok(ReadBack { reading: Standing::Prepared })
        };
        let prepared = prepared.await;
        self.recorder.did(Came::Prepare(Tried::of(&prepared, |stop| stop.problem.sentence.clone()))).await;
        prepared?;
        self.wait_until_running(&sides.slot, [asked; 2]).await?;
        let slot = sides.slot.identity().await;
        if compare(&slot.content, &held.slot) == Comparison::Different {
            let sentence = format!("with production's settings the slot runs {} and not what was probed", slot.content);
            return Err(Stop::new(Outcome::Stale, Problem::new(Code::SLOT_REDEPLOYED, sentence)));
        }
        self.recorder.end_phase("the slot runs with production's settings");
        self.probe(&sides.slot, &self.setup.options.probes.checks).await?;
        // It stays in this run, and its seal was on what it said before.
        Ok(Ticket { settings: self.marked().await, seal: None, ..ticket.clone() })
    }

    /// Resets the prepared swap, whether or not it was prepared, and reads back that neither side reports one and that the
    /// settings are as `before`. A swap that another client prepared is not reset.
    pub async fn reset_swap(&self, before: Option<&SettingsMark>) -> Result<(), Stop> {
        let target = self.sides.production.site().await?;
        let others = target.swap.prepared_with.is_some() && !is_with(&target, self.sides.slot.at().slot_name());
        let as_before = Ok(ReadBack { reading: Standing::AsBefore });
        let reset = if others { as_before } else { self.ask_to_reset(before).await.and(as_before) };
        self.recorder.did(Came::Reset(Tried::of(&reset, |stop| stop.problem.sentence.clone()))).await;
        reset?;
        self.recorder.say(if others {
            "another client prepared a swap, which is not reset"
        } else {
            "the prepared swap was reset, and the settings of both sides are as before"
        });
        Ok(())
    }

    async fn ask_to_reset(&self, before: Option<&SettingsMark>) -> Result<(), Stop> {
        let (slot, target) = (self.setup.options.slot.to_string(), self.setup.options.target_slot.to_string());
        self.recorder.intend(Change::Reset { slot, target }).await?;
        if let Err(error) = request(&self.sides).reset(&self.sides.arm).await {
            self.recorder.say(&format!("resetting the prepared swap: {error}"));
        }
        self.wait_for_sites(|target, slot| target.swap.prepared_with.is_none() && slot.swap.prepared_with.is_none())
            .await?;
        self.wait_for_settings(before).await
    }

    async fn wait_for_settings(&self, before: Option<&SettingsMark>) -> Result<(), Stop> {
        let Some(before) = before else { return Ok(()) };
        let Some(key) = self.key_of(before, None) else { return Ok(()) };
        let are_as_before = async || {
            let now = read_settings_mark(&self.sides.production, &self.sides.slot, &key).await?;
            Ok(now.digest == before.digest)
        };
        let drifted = || Problem::new(Code::SETTINGS_DRIFTED, "the settings are not what they were before the preview");
        wait_until(self.setup.pace, LIMIT, are_as_before, drifted).await
    }

    /// Without a mark the settings cannot be compared; Azure blocks writes to them during that time.
    async fn marked(&self) -> Option<SettingsMark> {
        read_settings_mark(&self.sides.production, &self.sides.slot, &self.own_mark_key()?).await.ok()
    }

    async fn wait_for_sites(&self, is_so: impl Fn(&Site, &Site) -> bool) -> Result<(), Stop> {
        let look = async || {
            let (target, slot) = self.sides.sites().await?;
            Ok(is_so(&target, &slot))
        };
        let not_seen = || Problem::new(Code::PREVIEW_NOT_SEEN, "what Azure says of a prepared swap did not change");
        wait_until(self.setup.pace, LIMIT, look, not_seen).await
    }
}

fn is_with(site: &Site, slot: &str) -> bool {
    site.swap.prepared_with.as_deref().is_some_and(|with| with.eq_ignore_ascii_case(slot))
}

fn not_prepared(stop: Stop) -> Stop {
    let sentence = format!("Azure did not prepare the swap: {}", stop.problem.sentence);
    Stop { problem: Problem { sentence, ..stop.problem }, ..stop }
}

fn request(sides: &Sides) -> SwapRequest {
    SwapRequest { source: sides.slot.at().clone(), target: sides.production.at().clone() }
}

/// The command by which a person resets a prepared swap.
pub(crate) fn reset_command(sides: &Sides) -> String {
    sides.swap_command_with(&["--action", "reset"])
}
