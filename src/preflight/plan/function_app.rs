use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// The app is of a kind that this program can prove.
pub(in crate::preflight) struct FunctionApp;

const ABOUT: About = About {
    explanation: Explanation {
        id: "function-app",
        title: "The app is a function app that takes packages",
        why: "slot-deploy knows how to deliver and prove function apps. A web app, or a function app that runs a \
              container image, needs another procedure.",
        fix: "Check `app-name`.",
        rights: &["Microsoft.Web/sites/Read"],
    },
    reads: &[Fact::Production(SideFact::Site)],
    weight: Weight::Stops,
    lowers: Lowers::Never("slot-deploy releases function apps only"),
};

/// The kind does not always say it, and what runs does.
fn is_image(survey: &Survey) -> bool {
    let stack = survey.production.site.stack.as_ref();
    stack.is_some_and(|stack| ["docker", "compose", "kube"].into_iter().any(|image| stack.is_of(image)))
}

impl Check for FunctionApp {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let app = &survey.production.at.app.name;
        let Some(kind) = &survey.production.site.kind else {
            return Some(Answer::wrong(
                format!("Azure does not say what kind of app {app} is"),
                "check `app-name`; only function apps are released by this version",
            ));
        };
        let lower = kind.to_lowercase();
        let finding = if !lower.contains("functionapp") {
            Answer::wrong(
                format!("{app} is of kind `{kind}`, not a function app"),
                "check `app-name`; web apps are not released by this version",
            )
        } else if lower.contains("kubernetes") {
            Answer::wrong(
                format!("{app} runs on Kubernetes by Azure Arc, which has no slots"),
                "check `app-name`; such apps are not released by this version",
            )
        } else if lower.contains("container") || is_image(survey) {
            Answer::wrong(
                format!("{app} runs a container image, which a package cannot replace"),
                "release images by changing the slot's image and swapping",
            )
        } else {
            Answer::fine(format!("{app} is a function app"))
        };
        Some(finding)
    }
}
