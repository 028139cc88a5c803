use crate::azure::{AppSettings, SlotConfigNames};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight, conclude};
use crate::record::{Explanation, Finding, Function, FunctionSet};

const WHAT: &str = "which functions would run during the preview";

/// A prepared swap is not safe with live triggers: the slot runs with production's settings, and takes production's events
/// for as long as the preparation lasts (facts: slots-are-live; azure-functions-host#8999).
pub(in crate::preflight) struct PreviewTriggers;

const ABOUT: About = About {
    explanation: Explanation {
        id: "preview-without-triggers",
        title: "The slot takes no events while a swap is prepared",
        why: "Looked at only with `swap: preview`. During the preview the slot runs with production's settings, and \
              would take production's events beside it.",
        fix: "Use `swap: direct`.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::StickySettings,
    ],
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for PreviewTriggers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.multi_phase
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let of_slot = survey.slot.as_ref()?.functions.as_ref().ok();
        let of_production = survey.production.functions.as_ref().ok();
        let known = of_production.into_iter().chain(of_slot).flat_map(FunctionSet::iter);
        let answer = judge(&FunctionSet::new(known.cloned()), survey)?;
        let unread = survey.production.functions.as_ref().err().or(survey.slot.as_ref()?.functions.as_ref().err());
        Some(match (unread, answer) {
            (Some(error), Answer::Fine(_)) => Answer::unread(WHAT, error),
            (_, answer) => answer,
        })
    }
}

/// Judges a set of functions that the slot is about to run under production's settings. `None` without a slot.
pub fn find(functions: &FunctionSet, survey: &Survey) -> Option<Finding> {
    Some(conclude(&PreviewTriggers, judge(functions, survey)?, &survey.options))
}

fn judge(functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
    let (production, slot) = match survey.both_settings(WHAT)? {
        Ok(settings) => settings,
        Err(unreadable) => return Some(unreadable),
    };
    let sticky = match &survey.sticky {
        Ok(sticky) => sticky,
        Err(error) => return Some(Answer::unread(WHAT, error)),
    };
    let live: Vec<&str> = functions
        .iter()
        .filter(|function| runs_in_preview(function, production, slot, sticky))
        .map(|function| function.name.as_str())
        .collect();
    Some(if live.is_empty() {
        Answer::fine("only requests start functions, so the slot takes no event of production during a preview")
    } else {
        Answer::wrong(
            format!("during a preview the slot would take production's events beside it: {}", live.join(", ")),
            "use `swap: direct`: a preview keeps the slot under production's settings for as long as its probes take",
        )
    })
}

/// With the slot's own settings that move, and with production's that stay.
fn runs_in_preview(
    function: &Function,
    production: &AppSettings,
    slot: &AppSettings,
    sticky: &SlotConfigNames,
) -> bool {
    // Those of Durable, too: by production's settings they work on production's task hub.
    if function.is_sent_its_events() {
        return false;
    }
    let stays = |name: &String| sticky.is_sticky(name);
    let off_by_production = production.disabled_by(&function.name).is_some_and(|name| stays(&name));
    let off_by_slot = slot.disabled_by(&function.name).is_some_and(|name| !stays(&name));
    !off_by_production && !off_by_slot
}
