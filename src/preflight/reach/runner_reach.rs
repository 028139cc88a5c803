use crate::config::show_duration;
use crate::preflight::{About, Answer, Check, Fact, Lowers, Reach, SideFact, Survey, Weight};
use crate::record::Explanation;

/// What this machine reaches, how fast, and which strategies work from here.
pub(in crate::preflight) struct RunnerReach;

const ABOUT: About = About {
    explanation: Explanation {
        id: "runner-reach",
        title: "How fast this runner reaches what a release asks",
        why: "A release asks the control plane, the slot and, for some strategies, the SCM site of the slot. What the runner reaches \
              decides which strategy works from there. What it does not reach says nothing about the app.",
        fix: "Run the job on a runner that reaches what is named, or choose a strategy that works from this one.",
        rights: &[],
    },
    reads: &[Fact::Slot(SideFact::Site), Fact::Slot(SideFact::Reach), Fact::Slot(SideFact::ScmReach)],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for RunnerReach {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        // One that is kept from the slot itself is told of that.
        let Ok(Reach::Yes(site)) = slot.reach else { return None };
        let reached = format!(
            "from this runner the control plane answers in {}, the slot in {}",
            show_duration(survey.arm_took),
            show_duration(site)
        );
        let fix = if survey.options.package_url {
            ""
        } else {
            "give a `storage-container`, or run the job on a self-hosted runner inside the network"
        };
        Some(match &slot.scm_reach {
            Ok(Reach::Yes(took)) => Answer::fine(format!(
                "{reached} and its SCM site in {}: every strategy works from here",
                show_duration(*took)
            )),
            Ok(Reach::Forbidden) => Answer::wrong(
                format!("{reached}, and its SCM site refuses it: only `package-url` works from here"),
                fix,
            ),
            Ok(Reach::No(why)) => Answer::wrong(
                format!(
                    "{reached}, and its SCM site did not answer ({why}): `package-url` works from here for certain"
                ),
                fix,
            ),
            Err(unread) => Answer::unread("whether this runner reaches the SCM site", unread),
        })
    }
}
