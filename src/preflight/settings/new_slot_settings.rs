use crate::azure::OwnOfSlot;
use crate::http::Redactor;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, some_of};

const WHAT: &str = "whether a new slot has what production needs after the swap";
/// So many names are told.
const NAMED: usize = 30;

/// A slot that is to be created loses nothing of production's: it begins with what a host needs, and what else production has goes away
/// in the swap unless the slot has it, too (facts: what-moves).
pub(in crate::preflight) struct NewSlotSettings;

const ABOUT: About = About {
    explanation: Explanation {
        id: "new-slot-settings",
        title: "A slot that is created has all settings that production needs",
        why: "With `create-slot` a missing slot gets what a Functions host needs of production's settings, and no more: a copied binding \
              would take production's events, a copied pointer would run production's package. Settings that are not slot settings \
              move in the swap, so production would lose the others.",
        fix: "Declare what the new version needs under `settings:` in `slot-deploy.yml`, and make slot settings of what only production is \
              to have.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/config/Read",
            "Microsoft.Web/sites/functions/Read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Production(SideFact::Functions),
        Fact::StickySettings,
    ],
    weight: Weight::Stops,
    lowers: Lowers::Yes,
};

impl Check for NewSlotSettings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.creates_slot
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        if survey.slot.is_some() {
            return None;
        }
        let production = &survey.production;
        let (settings, strings, sticky) =
            match (&production.settings, &production.connection_strings, &survey.sticky, &production.functions) {
                (Ok(settings), Ok(strings), Ok(sticky), Ok(_)) => (settings, strings, sticky),
                (Err(error), ..) | (_, Err(error), ..) | (_, _, Err(error), _) | (.., Err(error)) => {
                    return Some(Answer::unread(WHAT, error));
                }
            };
        let own = OwnOfSlot { at: &survey.slot_at, release: "", held: &[] };
        let brings = &survey.around.settings;
        let begins_with = settings.for_new_slot(&own, None, &Redactor::default()).with(&brings.change);
        let is_declared = |name: &str| {
            brings.change.concerns(name) || brings.unknown.iter().any(|one| one.eq_ignore_ascii_case(name))
        };
        let lost = settings
            .missing_from(&begins_with)
            .into_iter()
            .filter(|name| !sticky.is_sticky(name) && !is_declared(name));
        let mut lost: Vec<String> = lost.map(|name| format!("`{name}`")).collect();
        let has_strings = strings.names().any(|name| !sticky.is_sticky_string(name));
        let strings = strings.names().filter(|name| !sticky.is_sticky_string(name));
        lost.extend(strings.map(|name| format!("the connection string `{name}`")));
        let slot = survey.slot_at.slot_name();
        if lost.is_empty() {
            return Some(Answer::fine(format!(
                "a new slot `{slot}` has all settings that production needs after the swap"
            )));
        }
        let keep = production.at.command_for_slot_settings(&["NAME=VALUE".to_owned()]);
        let mut fix = format!(
            "declare under `settings:` in `slot-deploy.yml` what the new version needs; what only production is to have, make a slot \
             setting there, which restarts production: {keep}"
        );
        if has_strings {
            fix += "; connection strings are not declared: write them as settings, or create the slot by hand";
        }
        Some(Answer::wrong(
            format!(
                "production would lose to a new slot `{slot}`, which begins without them: {}",
                some_of(&lost, NAMED)
            ),
            fix,
        ))
    }
}
