use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the slot is on production's plan";

/// The slot is on production's plan. A slot can be moved to another one, and plan and scaling stay with their side in a swap
/// (facts: plans, facts: what-moves): what was proved ran on other machines than those that serve users.
pub(in crate::preflight) struct SamePlan;

const ABOUT: About = About {
    explanation: Explanation {
        id: "same-plan",
        title: "The slot is on production's plan",
        why: "A slot can be moved to a plan of its own. Plan and scaling stay with their side in a swap, so that the \
              release is proved and warmed up on machines of another size and number than those that serve users. Whether \
              Azure swaps between two plans is not documented.",
        fix: "Move the slot to production's plan with the command of the finding. Where two plans are meant, there is \
              nothing to fix: with `strict`, which stops the release, release without it.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SamePlan {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let (Some(production), Some(of_slot)) = (&survey.production.site.plan_id, &slot.site.plan_id) else {
            return Some(Answer::untold(format!("{WHAT} is not known: Azure did not name the plan of both"), ""));
        };
        if production.eq_ignore_ascii_case(of_slot) {
            return Some(Answer::fine("production and the slot are on one plan"));
        }
        let (here, there) = match (name(production), name(of_slot)) {
            // Two groups may have plans of one name.
            (one, other) if one.eq_ignore_ascii_case(other) => (production.as_str(), of_slot.as_str()),
            names => names,
        };
        let move_it = survey.slot_at.command("functionapp update", &["--plan", production]);
        Some(Answer::wrong(
            format!(
                "the slot `{}` is on the plan {there}, and production on {here}: a swap leaves plan and scaling where they are, \
                 so the release is proved on other machines than those that serve users",
                survey.slot_at.slot_name()
            ),
            format!(
                "if two plans are meant, {}; else move the slot to production's: {move_it}",
                survey.options.if_it_is_meant()
            ),
        ))
    }
}

fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
