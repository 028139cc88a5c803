use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, some_of};

const WHAT: &str = "which settings the swap brings to production";

/// So many names are told.
const NAMED: usize = 20;

/// The settings that the swap brings to production for the first time (facts: what-moves).
pub(in crate::preflight) struct SettingsGained;

const ABOUT: About = About {
    explanation: Explanation {
        id: "settings-gained",
        title: "What the swap brings to production is known",
        why: "A setting that only the slot has and that is not a slot setting is in production after the swap. That is how a new version \
              gets its settings, and how one that was meant for tests reaches users.",
        fix: "Make a slot setting of what only the slot is to have.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
        ],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings), Fact::StickySettings],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for SettingsGained {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        // What switches a function off has a check of its own, and what the release declares is meant to come.
        let is_declared = |name: &str| survey.around.settings.change.concerns(name);
        let moves = |name: &&str| !sticky.is_sticky(name) && !slot.is_disabling(name) && !is_declared(name);
        let gained: Vec<&str> = slot.missing_from(production).into_iter().filter(moves).collect();
        if gained.is_empty() {
            return Some(Answer::fine("the swap brings no new setting to production"));
        }
        let keep: Vec<String> = gained.iter().take(NAMED).map(|name| format!("{name}=VALUE")).collect();
        Some(Answer::wrong(
            format!(
                "production gets these from the slot, and has none of their names now: {}",
                some_of(&gained, NAMED)
            ),
            format!(
                "if the slot is to keep one, make it a slot setting: {}",
                survey.slot_at.command_for_slot_settings(&keep)
            ),
        ))
    }
}
