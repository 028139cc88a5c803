use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether both sides say the same of what moves";
const OVERRIDES: [&str; 3] = [
    "WEBSITE_OVERRIDE_PRESERVE_DEFAULT_STICKY_SLOT_SETTINGS",
    "WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS",
    "WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS",
];

/// What changes the rules of a swap is set alike on both sides, or it changes them for one of the two (facts: what-moves).
pub(in crate::preflight) struct OverridesAgree;

const ABOUT: About = About {
    explanation: Explanation {
        id: "overrides-agree",
        title: "What changes the rules of a swap is set on both sides",
        why: "WEBSITE_OVERRIDE_PRESERVE_DEFAULT_STICKY_SLOT_SETTINGS, WEBSITE_OVERRIDE_STICKY_DIAGNOSTICS_SETTINGS and \
              WEBSITE_OVERRIDE_STICKY_EXTENSION_VERSIONS change what moves in a swap, and have to be set on every slot. Set on one side, \
              they move with the swap themselves, and what the next swap does differs from what this one did.",
        fix: "Set the one that the finding names to the same value on both sides, or on none.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for OverridesAgree {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let differ: Vec<&str> = OVERRIDES.into_iter().filter(|name| !production.agrees(slot, name)).collect();
        if differ.is_empty() {
            return Some(Answer::fine("both sides say the same of what moves in a swap"));
        }
        let name = survey.slot_at.slot_name();
        Some(Answer::wrong(
            format!("production and the slot `{name}` do not agree on what moves in a swap: {}", differ.join(", ")),
            "set each of them to the same value on both sides, or on none",
        ))
    }
}
