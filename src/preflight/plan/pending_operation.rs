use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// No operation is in progress on either side.
pub(in crate::preflight) struct PendingOperation;

const ABOUT: About = About {
    explanation: Explanation {
        id: "no-pending-operation",
        title: "No other operation is under way",
        why: "Azure does one swap or change at a time. The effect of an operation in progress is unknown.",
        fix: "Wait until it has ended, then run the job again.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::Stops,
    lowers: Lowers::Never("Azure refuses a second operation"),
};

impl Check for PendingOperation {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let busy = [(&survey.production.at, &survey.production.site), (&survey.slot_at, &slot.site)]
            .into_iter()
            .find(|(_, site)| site.swap.operation.is_some());
        Some(match busy {
            None => Answer::fine("no swap or other operation is in progress"),
            Some((at, _)) => Answer::wrong(
                format!("an operation is in progress on {at}, most likely a swap"),
                "wait until it has ended, then run this job again",
            ),
        })
    }
}
