use super::of_checkout::{places, when_none};
use crate::preflight::{About, Answer, Check, Declared, Fact, Lowers, Placed, Says, Survey, Tool, Weight};
use crate::record::Explanation;

const WHAT: &str = "delivers to production";

/// No other tool delivers past the slot, or swaps.
pub(in crate::preflight) struct DirectDeploy;

const ABOUT: About = About {
    explanation: Explanation {
        id: "infrastructure-deploys",
        title: "No other tool delivers to production",
        why: "A tool that delivers a package itself, or that swaps until its own slot is active, changes production \
              past the slot, its probes and the rollback (facts: infrastructure-tools).",
        fix: "Leave the delivery to the release: remove it from the tool's file.",
        rights: &[],
    },
    reads: &[Fact::Infrastructure],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for DirectDeploy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        when_none(survey, &self.look_at_places(survey), WHAT)
    }

    fn look_at_places(&self, survey: &Survey) -> Vec<Placed> {
        places(survey, |declared| judge(declared, survey))
    }
}

fn judge(declared: &Declared, _: &Survey) -> Option<Answer> {
    let tool = declared.tool;
    match declared.says {
        Says::ActiveSlot => Some(Answer::wrong(
            format!(
                "the next {tool} swaps when another slot than its own is active: it reverts a release, or promotes what was not probed"
            ),
            "remove this resource: the release swaps",
        )),
        Says::Delivers if tool == Tool::Azd => Some(Answer::noted(
            format!("{tool} delivers to production itself, past the slot and its probes"),
            "use `azd provision` alone, and release with this Action",
        )),
        Says::Delivers if tool != Tool::Terraform => Some(Answer::wrong(
            format!("the next {tool} delivers a package to the app itself, by an extension of the site"),
            "remove the resource `Microsoft.Web/sites/extensions`: the release delivers",
        )),
        Says::Delivers => Some(Answer::wrong(
            format!("the next {tool} delivers the package of `zip_deploy_file` to the app itself"),
            "remove `zip_deploy_file`: the release delivers",
        )),
        _ => None,
    }
}
