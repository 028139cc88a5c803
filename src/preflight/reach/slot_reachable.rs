use crate::preflight::{About, Answer, Check, Fact, Lowers, Reach, SideFact, Survey, Weight};
use crate::record::Explanation;

/// This machine can reach the slot, so that probes can say something about the app.
pub(in crate::preflight) struct SlotReachable;

const ABOUT: About = About {
    explanation: Explanation {
        id: "slot-reachable",
        title: "This runner can reach the slot",
        why: "Probes are requests to the slot. A runner that access restrictions or a private endpoint keep out can \
              prove nothing.",
        fix: "Run the job on a self-hosted runner inside the network, or allow the runner's address in the slot's \
              access restrictions.",
        rights: &[],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::Reach)],
    weight: Weight::Stops,
    lowers: Lowers::Never("the slot could not be probed"),
};

impl Check for SlotReachable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let host = &slot.site.hosts.site;
        let inside = "run this job on a self-hosted runner inside the network, or allow this runner's address in the slot's \
                      access restrictions";
        Some(match &slot.reach {
            Ok(Reach::Yes(_)) => Answer::fine(format!("{host} answers")),
            Ok(Reach::Forbidden) => Answer::wrong(
                format!("{host} answers 403: access restrictions or a private endpoint keep this runner out"),
                inside,
            ),
            Ok(Reach::No(why)) => Answer::wrong(format!("{host} cannot be reached from here: {why}"), inside),
            Err(unread) => Answer::unread("whether this runner reaches the slot", unread),
        })
    }
}
