//! A swap with preview: the slot runs with production's settings before any user is routed to it, and is probed so. What was
//! prepared is completed by the swap itself, or taken back; it is never a place to wait in.

use std::time::Duration;

use serde_json::json;

use super::app::Sides;
use super::fence::Fenced;
use super::patience::wait_until;
use super::{Setup, Stop, Story, probes, proof, ticket};
use crate::azure::{Site, SwapRequest, read_settings_mark};
use crate::judge::{Comparison, compare};
use crate::preflight::find_preview_triggers;
use crate::record::{Outcome, Phase, Problem, SettingsMark, Severity, Ticket};

/// What a change of settings did shows within this time.
const LIMIT: Duration = Duration::from_secs(120);

/// Applies production's settings to the slot, waits until it runs with them, and asks it the same probes as before: a
/// preview has no probes of its own, since what is to be true of the slot is true of it with production's settings, too.
/// Returns the ticket that the fence holds next, with the settings as they are now.
pub async fn prepare(setup: &Setup, story: &Story, fenced: &Fenced, ticket: &Ticket) -> Result<Ticket, Stop> {
    let Fenced { survey, sides, held } = fenced;
    // The functions that the release brings may be others than those that preflight knew.
    if let Some(finding) = find_preview_triggers(&ticket.functions, survey)
        && finding.severity == Severity::Error
    {
        return Err(Stop::new(Outcome::Aborted, Problem::new(&finding.check, finding.says).hint(finding.mend)));
    }
    story.begin(Phase::Preview);
    let before = marked(sides, ticket.settings.as_ref().map_or_else(ticket::new_key, |mark| mark.key.clone())).await;
    let with = json!({"slot": setup.options.slot, "target": setup.options.target_slot, "settings": before});
    story.intend("prepare", with)?;
    story.reach(|reached| reached.prepared = true);
    let asked = setup.pace.wall();
    match request(sides).prepare(&sides.arm).await {
        Err(error) if !error.effect_is_possible() => return Err(Stop::aborted(&error)),
        Err(error) => story.say(&format!("the answer is lost ({error}); reading back what happened")),
        Ok(()) => {}
    }
    wait_for(setup, sides, |target, _| is_with(target, sides.slot.at().slot_name())).await.map_err(not_prepared)?;
    story.did("prepare", json!({"reading": "prepared"}));
    proof::wait_until_running(setup, story, &sides.slot, asked).await?;
    let slot = sides.slot.identity().await;
    if compare(&slot.content, &held.slot) == Comparison::Different {
        let sentence = format!("under production's settings the slot runs {}, and not what was probed", slot.content);
        return Err(Stop::new(Outcome::Stale, Problem::new("slot-redeployed", sentence)));
    }
    story.finish("the slot runs with production's settings");
    probes::probe_slot(setup, story, sides, &setup.options.probes.checks).await?;
    Ok(Ticket { settings: marked(sides, ticket::new_key()).await, ..ticket.clone() })
}

/// Takes the preparation back, whether or not it was made, and reads back that neither side names one and that the settings
/// are as `before`. Somebody else's is left alone.
pub async fn reset(setup: &Setup, story: &Story, sides: &Sides, before: Option<&SettingsMark>) -> Result<(), Stop> {
    let target = sides.production.site().await?;
    let others = target.swap.prepared_with.is_some() && !is_with(&target, sides.slot.at().slot_name());
    if !others {
        story.intend("reset", json!({"slot": setup.options.slot, "target": setup.options.target_slot}))?;
        if let Err(error) = request(sides).reset(&sides.arm).await {
            story.say(&format!("taking back the prepared swap: {error}"));
        }
        wait_for(setup, sides, |target, slot| target.swap.prepared_with.is_none() && slot.swap.prepared_with.is_none())
            .await?;
        settings_are(setup, sides, before).await?;
    }
    story.did("reset", json!({"reading": "as-before"}));
    story.reach(|reached| reached.prepared = false);
    story.say(match others {
        true => "another swap is prepared by now, and is left alone",
        false => "the prepared swap was taken back, and the settings of both sides are as before",
    });
    Ok(())
}

async fn settings_are(setup: &Setup, sides: &Sides, before: Option<&SettingsMark>) -> Result<(), Stop> {
    let Some(before) = before else { return Ok(()) };
    let are_as_before = async || {
        let now = read_settings_mark(&sides.production, &sides.slot, &before.key).await?;
        Ok(now.digest == before.digest)
    };
    let drifted = || Problem::new("settings-drifted", "the settings are not what they were before the preview");
    wait_until(setup.pace, LIMIT, are_as_before, drifted).await
}

async fn wait_for(setup: &Setup, sides: &Sides, is_so: impl Fn(&Site, &Site) -> bool) -> Result<(), Stop> {
    let look = async || {
        let (target, slot) = sides.sites().await?;
        Ok(is_so(&target, &slot))
    };
    let not_seen = || Problem::new("preview-not-seen", "what Azure says of a prepared swap did not change");
    wait_until(setup.pace, LIMIT, look, not_seen).await
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

/// Without a mark nothing shows whether the settings came back; Azure keeps them from being written meanwhile.
async fn marked(sides: &Sides, key: String) -> Option<SettingsMark> {
    read_settings_mark(&sides.production, &sides.slot, &key).await.ok()
}

/// The command by which a person takes a prepared swap back.
pub fn reset_command(sides: &Sides) -> String {
    format!("{} --action reset", sides.swap_command())
}
