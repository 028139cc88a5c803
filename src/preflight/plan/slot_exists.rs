use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// The slot is there.
pub(in crate::preflight) struct SlotExists;

const ABOUT: About = About {
    explanation: Explanation {
        id: "slot-exists",
        title: "The slot exists",
        why: "slot-deploy deploys to a slot and never creates one: a new slot needs settings that only you know.",
        fix: "Create the slot with the command of the finding, or set `slot` to one that exists.",
        rights: &["Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Plan, Fact::SlotNames],
    weight: Weight::Stops,
    lowers: Lowers::Never("without the slot there is nothing to deploy to"),
};

impl Check for SlotExists {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        // A plan without slots is another check's finding; this one would only repeat it.
        if survey.slot.is_none() && survey.plan.as_ref().is_ok_and(|plan| plan.slots() == Some(1)) {
            return None;
        }
        let name = survey.slot_at.slot_name();
        if survey.slot.is_some() {
            return Some(Answer::fine(format!("the slot `{name}` exists")));
        }
        let app = &survey.slot_at.app;
        let (there, fix) = match &survey.slots {
            Ok(slots) if slots.is_empty() => ("it has none".to_owned(), String::new()),
            Ok(slots) => (format!("there are: {}", slots.join(", ")), "set `slot` to one of these, or ".to_owned()),
            Err(unread) => (format!("its slots could not be listed ({unread})"), String::new()),
        };
        Some(Answer::wrong(
            format!("{} has no slot `{name}`; {there}", app.name),
            format!("{fix}create it: {}", app.command("functionapp deployment slot create", ["--slot", name])),
        ))
    }
}
