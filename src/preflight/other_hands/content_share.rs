use super::of_checkout::{places, when_none};
use crate::preflight::{About, Answer, Check, Declared, Fact, Lowers, Placed, Says, Survey, Tool, Weight};
use crate::record::Explanation;

const WHAT: &str = "sets the content share";

/// No other tool sets the content share at its next apply.
pub(in crate::preflight) struct ContentShare;

const ABOUT: About = About {
    explanation: Explanation {
        id: "infrastructure-content-share",
        title: "No other tool sets the content share",
        why: "A side runs what its content share holds, and a swap exchanges which side has which share. A tool that \
              writes WEBSITE_CONTENTSHARE or its connection sets the former one again: a side then runs the content of \
              the other, or of an empty share (facts: infrastructure-tools).",
        fix: "Leave these settings to Azure, or let the tool ignore them; the finding has the lines.",
        rights: &[],
    },
    reads: &[Fact::Infrastructure],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for ContentShare {
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
    let Says::ContentShare(setting) = declared.says else { return None };
    let says = format!(
        "the next {} sets {setting}, and a side then runs another content than the one that was released",
        declared.tool
    );
    let fix = match declared.tool {
        Tool::Terraform => {
            format!("let Terraform ignore it: `lifecycle {{ ignore_changes = [app_settings[\"{setting}\"]] }}`")
        }
        _ => format!("take {setting} out of the file, and merge its settings with those that are there"),
    };
    Some(Answer::wrong(says, fix))
}
