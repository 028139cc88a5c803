use crate::azure::Refusal;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Unread, Weight};
use crate::record::{Explanation, shell_line};

/// No read-only lock: the SCM site ignores locks and would accept the package, and then the swap would be refused.
pub(in crate::preflight) struct ManagementLock;

const ABOUT: About = About {
    explanation: Explanation {
        id: "management-lock",
        title: "No lock forbids the release",
        why: "A ReadOnly lock does not stop the package, because the SCM site ignores locks, and then refuses the swap. It also \
              refuses the calls that list settings, so that other checks know less.",
        fix: "Remove the lock for the release, or use a CanNotDelete lock, which allows releases.",
        rights: &[],
    },
    reads: &[Fact::Production(SideFact::Settings), Fact::Slot(SideFact::Settings)],
    weight: Weight::Stops,
    lowers: Lowers::Never("Azure refuses every change"),
};

impl Check for ManagementLock {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref().and_then(|slot| slot.settings.as_ref().err());
        let errors: Vec<&Unread> = [survey.production.settings.as_ref().err(), slot].into_iter().flatten().collect();
        let locked = errors.iter().find(|error| error.refusal() == Some(&Refusal::Locked));
        Some(match (locked, errors.first()) {
            (None, None) => Answer::fine("no lock blocks the release"),
            (None, Some(error)) => Answer::unread("whether a read-only lock holds the app", error),
            (Some(error), _) => Answer::wrong(
                format!("a read-only lock holds the app, its group or its subscription, and refuses swaps ({error})"),
                format!(
                    "remove the lock for the release, or use a CanNotDelete lock, which allows releases; this lists those of the \
                     group: {}",
                    shell_line(["az", "lock", "list", "--resource-group", survey.production.at.app.group.as_str()])
                ),
            ),
        })
    }
}
