use crate::azure::Refusal;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Unread, Weight};
use crate::record::{Explanation, Finding};

/// No read-only lock: the SCM site ignores locks and would accept the package, and then the swap would be refused.
pub(in crate::preflight) struct ManagementLock;

const ABOUT: About = About {
    explanation: Explanation {
        id: "management-lock",
        title: "No lock forbids the release",
        why: "A ReadOnly lock does not stop the package, because the SCM site ignores locks, and then refuses the swap. It also \
              refuses the calls that list settings: what no check can know for that is named in this one finding.",
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
                "remove the lock for the release, or use a CanNotDelete lock, which allows releases",
            ),
        })
    }
}

/// Adds to the finding of the lock what it keeps others from reading: a ReadOnly lock refuses the calls that list settings, too,
/// since they are POST.
pub(in crate::preflight) fn tell_hidden(findings: &mut [Finding], hidden: &[(&str, String)]) {
    let lock = findings.iter_mut().find(|finding| finding.check == ABOUT.explanation.id);
    if let Some(finding) = lock.filter(|_| !hidden.is_empty()) {
        let what: Vec<&str> = hidden.iter().map(|(_, what)| what.as_str()).collect();
        finding.says += &format!("; it also refuses to list settings, so that it is not known: {}", what.join("; "));
        finding.hides = hidden.iter().map(|(id, _)| (*id).to_owned()).collect();
    }
}
