use crate::judge::{KnownFunctions, functions_to_hold};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, disabling_names};

/// A function that is disabled in the slot is not disabled in production by the swap: a `Disabled` setting that is not a slot
/// setting moves with the content, and production stops processing its queue after a swap that looks successful.
pub(in crate::preflight) struct DisabledStays;

const ABOUT: About = About {
    explanation: Explanation {
        id: "disabled-stays-in-slot",
        title: "What is switched off in the slot stays off there only",
        why: "A `Disabled` setting that is not a slot setting moves to production with the swap and switches the \
              function off there. Production then stops processing its queue after a swap that looks successful.",
        fix: "Make it a slot setting with the command of the finding.",
        rights: &["Microsoft.Web/sites/config/Read", "Microsoft.Web/sites/slots/config/list/Action"],
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

/// Whether the release itself makes it a slot setting before it delivers: it holds the trigger of a function.
fn is_made_to_stay(name: &str, survey: &Survey) -> bool {
    let known = KnownFunctions {
        slot: survey.slot.as_ref().and_then(|slot| slot.functions.as_ref().ok()),
        production: survey.production.functions.as_ref().ok(),
        ..KnownFunctions::default()
    };
    let is_of = |function: &String| disabling_names(function).iter().any(|one| one.eq_ignore_ascii_case(name));
    survey.options.hold && functions_to_hold(&known).iter().any(is_of)
}

impl Check for DisabledStays {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let what = "what the swap would switch off in production";
        let (production, settings) = match survey.both_settings(what)? {
            Ok(settings) => settings,
            Err(unreadable) => return Some(unreadable),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => {
                return Some(Answer::untold(
                    format!("which settings stay with their slot could not be read ({error})"),
                    "give the identity Microsoft.Web/sites/config/Read",
                ));
            }
        };
        let travelling: Vec<&str> = settings
            .names()
            .filter(|name| settings.is_disabling(name) && !sticky.is_sticky(name))
            .filter(|name| !production.is_disabling(name) && !is_made_to_stay(name, survey))
            .collect();
        if travelling.is_empty() {
            return Some(Answer::fine("no function would be switched off in production by the swap"));
        }
        Some(Answer::wrong(
            format!("the swap would carry {} to production and switch the function off there", travelling.join(", ")),
            {
                let settings: Vec<String> = travelling.iter().map(|name| format!("{name}=true")).collect();
                format!("make it a slot setting: {}", survey.slot_at.command_for_slot_settings(&settings))
            },
        ))
    }
}
