use super::{Check, Survey};
use crate::azure::{AppSettings, SlotConfigNames};
use crate::record::{Finding, Function, FunctionSet};

/// A prepared swap is no place to wait in with live triggers: the slot runs with production's settings, and takes its events
/// beside it for as long as the preview lasts (release-safety §1.7; azure-functions-host#8999).
pub struct PreviewTriggers;

impl Check for PreviewTriggers {
    fn id(&self) -> &'static str {
        "preview-without-triggers"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let of_slot = survey.on_slot.as_ref()?.functions.as_ref().ok();
        let of_production = survey.production_functions.as_ref().ok();
        let known = of_production.into_iter().chain(of_slot).flat_map(FunctionSet::iter);
        find(&FunctionSet::new(known.cloned()), survey)
    }
}

/// Judges a set of functions that the slot is about to run under production's settings.
pub fn find(functions: &FunctionSet, survey: &Survey) -> Option<Finding> {
    survey.preview.as_ref()?;
    let id = PreviewTriggers.id();
    let what = "which functions would run during the preview";
    let (production, slot) = match survey.both_settings(id, what)? {
        Ok(settings) => settings,
        Err(unreadable) => return Some(unreadable),
    };
    let none = SlotConfigNames::default();
    let sticky = survey.sticky.as_ref().unwrap_or(&none);
    let live: Vec<&str> = functions
        .iter()
        .filter(|function| runs_in_preview(function, production, slot, sticky))
        .map(|function| function.name.as_str())
        .collect();
    Some(match live.is_empty() {
        true => {
            Finding::fine(id, "only requests start functions, so nothing of production's is taken during a preview")
        }
        false => Finding::error(
            id,
            format!("during a preview the slot would take production's events beside it: {}", live.join(", ")),
            "use `swap: direct`: a preview keeps the slot under production's settings for as long as its probes take",
        ),
    })
}

/// With the slot's own settings that move, and with production's that stay.
fn runs_in_preview(
    function: &Function,
    production: &AppSettings,
    slot: &AppSettings,
    sticky: &SlotConfigNames,
) -> bool {
    let durable = ["orchestrationtrigger", "activitytrigger", "entitytrigger"];
    if function.is_http() || durable.contains(&function.trigger.to_lowercase().as_str()) {
        return false;
    }
    let stays = |name: &String| sticky.is_sticky(name);
    let off_by_production = production.disabled_by(&function.name).is_some_and(|name| stays(&name));
    let off_by_slot = slot.disabled_by(&function.name).is_some_and(|name| !stays(&name));
    !off_by_production && !off_by_slot
}
