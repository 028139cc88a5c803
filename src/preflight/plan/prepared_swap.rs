use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// No swap with preview was begun and left.
pub(in crate::preflight) struct PreparedSwap;

const ABOUT: About = About {
    explanation: Explanation {
        id: "no-prepared-swap",
        title: "No swap with preview is pending",
        why: "While a swap with preview is neither completed nor reset, the slot runs with production's settings and \
              Azure refuses other changes.",
        fix: "Complete it in the portal, or reset it with the command of the finding.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::Stops,
    lowers: Lowers::Never("Azure refuses a second swap"),
};

impl Check for PreparedSwap {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let prepared = survey.production.site.swap.prepared_with.as_ref().or(slot.site.swap.prepared_with.as_ref());
        Some(match prepared {
            None => Answer::fine("no swap with preview is waiting"),
            Some(with) => Answer::wrong(
                format!("a swap with preview with the slot `{with}` was begun and neither completed nor cancelled"),
                {
                    let rest = ["--slot", with.as_str(), "--action", "reset"];
                    let command = survey.production.at.app.command("functionapp deployment slot swap", rest);
                    format!("complete it in the portal, or cancel it: {command}")
                },
            ),
        })
    }
}
