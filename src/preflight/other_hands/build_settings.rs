use super::of_checkout::{places, when_none};
use crate::preflight::{About, Answer, Check, Declared, Fact, Lowers, Placed, Says, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "sets the build otherwise than the release needs it";

/// No other tool sets the build otherwise at its next apply.
pub(in crate::preflight) struct BuildSettings;

const ABOUT: About = About {
    explanation: Explanation {
        id: "infrastructure-build",
        title: "No other tool switches the build in the slot on or off",
        why: "Where the package is built before it is sent, a build in the slot changes what was packed; where the \
              slot is to build it, the build has to be on. A tool that sets these settings restores its value at its \
              next apply (facts: infrastructure-tools).",
        fix: "Set the value in the file to the one that the release needs.",
        rights: &[],
    },
    reads: &[Fact::Infrastructure],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for BuildSettings {
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

fn judge(declared: &Declared, survey: &Survey) -> Option<Answer> {
    let Says::Build { setting, is_on } = declared.says else { return None };
    let needed = survey.options.server_build;
    if is_on == needed {
        return None;
    }
    let tool = declared.tool;
    let says = if needed {
        format!("the next {tool} switches the build in the slot off ({setting}), and this release is built there")
    } else {
        format!("the next {tool} switches a build on ({setting}), and what then runs is not what was packed")
    };
    Some(Answer::wrong(says, format!("set {setting} to {needed} in the file")))
}
