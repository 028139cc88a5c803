use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// Azure does not swap by itself after a deployment, before anything was probed.
pub(in crate::preflight) struct AutoSwap;

const ABOUT: About = About {
    explanation: Explanation {
        id: "no-auto-swap",
        title: "The slot does not swap by itself",
        why: "With auto swap Azure swaps after each deployment, before anything was probed.",
        fix: "Switch auto swap off with the command of the finding.",
        rights: &["Microsoft.Web/sites/slots/config/Read"],
    },
    reads: &[Fact::Slot(SideFact::Config)],
    weight: Weight::Stops,
    lowers: Lowers::Never("Azure would swap before anything is proved"),
};

impl Check for AutoSwap {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        Some(match &slot.config {
            Ok(config) => match &config.auto_swap_slot {
                None => Answer::fine("the slot does not swap by itself"),
                Some(into) => Answer::wrong(
                    format!("the slot swaps into `{into}` by itself after each deployment, before it is probed"),
                    {
                        let command = survey.slot_at.command("webapp deployment slot auto-swap", &["--disable"]);
                        format!("switch auto swap off: {command}")
                    },
                ),
            },
            Err(error) => Answer::untold(
                format!("whether the slot swaps by itself could not be read ({error})"),
                "give the identity Microsoft.Web/sites/slots/config/Read",
            ),
        })
    }
}
