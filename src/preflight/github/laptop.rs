use crate::preflight::{About, Answer, Check, Fact, Lowers, Survey, Weight};
use crate::record::Explanation;
use crate::runner::Machine;

const PRODUCTION: &str = "production";

/// A release comes from a workflow, where its commit, its checks and its approval are known.
pub(in crate::preflight) struct Laptop;

const ABOUT: About = About {
    explanation: Explanation {
        id: "not-from-a-laptop",
        title: "The release does not come from a person's machine",
        why: "What is released from a person's machine may hold changes that were never committed or pushed, and passes no check, no \
              review and no approval. A machine counts as a person's when the environment names no service for continuous \
              integration (facts: ci-services).",
        fix: "Release from the workflow. For an app that is not production, set `environment-name` to what it is. For an emergency, lower \
              this check in `slot-deploy.yml` with the reason.",
        rights: &[],
    },
    reads: &[Fact::Job],
    weight: Weight::StopsUnless("`environment-name` is not `production`; then a warning"),
    lowers: Lowers::Yes,
};

impl Check for Laptop {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let around = &survey.around;
        if around.is_rehearsed {
            return None;
        }
        Some(match around.run.machine {
            Machine::Actions => Answer::fine("it runs as a job of GitHub Actions"),
            Machine::OtherService => Answer::fine("it runs as a job of a service for continuous integration"),
            Machine::Terminal => {
                let says = format!(
                    "this is a person's machine, and what it releases to `{}` may be uncommitted, unpushed and unchecked",
                    around.environment
                );
                let fix = "release from the workflow; for another app than production's, set `environment-name`; in an emergency, lower \
                           `not-from-a-laptop` under `checks:` with the reason";
                if around.environment.eq_ignore_ascii_case(PRODUCTION) {
                    Answer::wrong(says, fix)
                } else {
                    Answer::unwise(says, fix)
                }
            }
        })
    }
}
