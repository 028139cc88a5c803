use super::of_checkout::{places, when_none};
use crate::preflight::{About, Answer, Check, Declared, Fact, Lowers, Placed, Says, Survey, Tool, Weight};
use crate::record::Explanation;

const WHAT: &str = "shortens the list of slot settings";

/// No other tool removes names from the sticky ones at its next apply.
pub(in crate::preflight) struct StickyNames;

const ABOUT: About = About {
    explanation: Explanation {
        id: "infrastructure-sticky-names",
        title: "No other tool shortens the list of slot settings",
        why: "A tool that writes the list of slot settings replaces all of it. A name that it does not list is not \
              sticky after its next apply, and the next swap moves that setting to production \
              (facts: infrastructure-tools).",
        fix: "Add the missing names to the list in the file, or let the tool ignore the list.",
        rights: &["Microsoft.Web/sites/config/Read"],
    },
    reads: &[Fact::Infrastructure, Fact::StickySettings],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for StickyNames {
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
    let Says::StickyNames(listed) = &declared.says else { return None };
    let tool = declared.tool;
    let sticky = match &survey.sticky {
        Ok(sticky) => sticky,
        Err(unread) => return Some(Answer::unread(&format!("which slot settings the next {tool} removes"), unread)),
    };
    let is_missing = |name: &&String| !listed.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    let lost: Vec<&str> = sticky.app_settings.iter().filter(is_missing).map(String::as_str).collect();
    if lost.is_empty() {
        return None;
    }
    let (field, quote) = match tool {
        Tool::Terraform => ("app_setting_names", '"'),
        Tool::Bicep => ("appSettingNames", '\''),
        Tool::ArmTemplate | Tool::Azd => ("appSettingNames", '"'),
    };
    let quoted: Vec<String> = lost.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    Some(Answer::wrong(
        format!("after the next {tool} {}: the list in this file lacks it, and a swap moves it", are(&lost)),
        format!("add to `{field}`: {}", quoted.join(", ")),
    ))
}

fn are(names: &[&str]) -> String {
    let not = if names.len() == 1 { "is not a slot setting" } else { "are not slot settings" };
    format!("{} {not}", names.join(", "))
}
