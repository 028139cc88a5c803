use crate::azure::{AppSettings, RUN_FROM_PACKAGE, SlotConfigNames};
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Unread, Weight};
use crate::record::Explanation;

const RUNTIME: &str = "FUNCTIONS_WORKER_RUNTIME";
const SHARE_CONNECTION: &str = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING";
const WHAT: &str = "whether the swap brings what is deployed to the slot, and only that,";

/// The swap brings to production just what was deployed to the slot, and nothing reaches it before (facts: what-moves).
pub(in crate::preflight) struct ContentMoves;

const ABOUT: About = About {
    explanation: Explanation {
        id: "content-moves",
        title: "Content reaches production by the swap, and only by it",
        why: "Two sides with one content share have one content: what is deployed to the slot serves users at once. And \
              where WEBSITE_RUN_FROM_PACKAGE or FUNCTIONS_WORKER_RUNTIME is a slot setting with another value on the \
              other side, production runs from another place, or with another runtime, than what was probed.",
        fix: "Give the slot a content share of its own, and let what decides the content move with it: the finding names \
              the setting.",
        rights: &[
            "Microsoft.Web/sites/config/list/Action",
            "Microsoft.Web/sites/slots/config/list/Action",
            "Microsoft.Web/sites/config/Read",
        ],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings), Fact::StickySettings],
    weight: Weight::Stops,
    lowers: Lowers::Never("production would not run what was proved, and the fence compares it again"),
};

/// What of the settings decides where production gets its content from after a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moves {
    /// What the slot runs.
    AsProbed,
    /// Both sides have one content share: there is nothing to swap.
    IsShared,
    /// The setting stays with its slot, and the sides differ in it.
    Stays(&'static str),
    /// Whether both name one share cannot be seen, since [`SHARE_CONNECTION`] is a reference.
    Untold,
}

impl Check for ContentMoves {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings(WHAT)? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        Some(judge(production, slot, survey.sticky.as_ref(), survey.slot_at.slot_name()))
    }
}

/// Judges what a swap with the slot of this name brings to production.
pub(in crate::preflight) fn judge(
    production: &AppSettings,
    slot: &AppSettings,
    sticky: Result<&SlotConfigNames, &Unread>,
    name: &str,
) -> Answer {
    let moves = match (production.shares_content(slot), sticky) {
        // One share is an error whatever stays.
        (Some(true), _) => Moves::IsShared,
        (_, Err(error)) => return Answer::unread(WHAT, error),
        (None, Ok(_)) => Moves::Untold,
        (Some(false), Ok(sticky)) => what_stays(production, slot, sticky),
    };
    match moves {
        Moves::AsProbed => Answer::fine("what is deployed to the slot reaches production by the swap only"),
        Moves::IsShared => Answer::wrong(
            format!(
                "production and the slot `{name}` have one content share (WEBSITE_CONTENTSHARE): what is deployed to \
                 the slot would serve users at once"
            ),
            "give the slot a share of its own: set its WEBSITE_CONTENTSHARE to a name that no other side has",
        ),
        Moves::Stays(setting) => Answer::wrong(
            format!(
                "{setting} is a slot setting and differs between the sides, so that production would not run what \
                 is probed in the slot `{name}`"
            ),
            format!("set {setting} to one value on both sides, or let it move: take it from the slot settings"),
        ),
        Moves::Untold => {
            let says =
                format!("{WHAT} could not be told: {SHARE_CONNECTION} is a reference whose value is not seen here");
            let fix = "see that the two sides do not use one share";
            Answer::untold(says, fix)
        }
    }
}

/// What of the settings that decide the content stays behind in a swap.
fn what_stays(production: &AppSettings, slot: &AppSettings, sticky: &SlotConfigNames) -> Moves {
    let stays = |setting: &&&str| sticky.is_sticky(setting) && !production.agrees(slot, setting);
    [RUN_FROM_PACKAGE, RUNTIME].iter().find(stays).map_or(Moves::AsProbed, |setting| Moves::Stays(setting))
}
