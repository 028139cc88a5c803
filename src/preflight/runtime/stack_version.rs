use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, SideStack, Survey, Weight};
use crate::record::Explanation;

const WHAT: &str = "whether the swap brings another language version to production";

/// The language version of the slot moves with the swap (facts: what-moves): production gets what was probed, and where it is
/// another one than now, somebody should have meant it.
pub(in crate::preflight) struct SameStack;

const ABOUT: About = About {
    explanation: Explanation {
        id: "stack-version",
        title: "The swap brings no other language version to production",
        why: "linuxFxVersion moves with the swap: production then runs on the language and version of the slot. Where that \
              is another language or another version than production's now, the release changes more than its package \
              says, and a rollback changes it back. On Windows netFrameworkVersion, javaVersion, powerShellVersion and \
              WEBSITE_NODE_DEFAULT_VERSION say it (facts: windows-stacks); where the last is a slot setting, production runs \
              the content on another version than the one on which it was probed.",
        fix: "Where the change is meant, there is nothing to fix: with `strict`, which stops the release, release without it. Else set the version of the \
              slot to production's.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Slot(SideFact::Site),
        Fact::Production(SideFact::Settings),
        Fact::Slot(SideFact::Settings),
        Fact::Production(SideFact::Stack),
        Fact::Slot(SideFact::Stack),
        Fact::StickySettings,
    ],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SameStack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        let (before, probed) = match (survey.production.stack(), slot.stack()) {
            (Ok(before), Ok(probed)) => (before, probed),
            (Err(unread), _) | (_, Err(unread)) => return Some(Answer::unread(WHAT, &unread)),
        };
        let (Some(before), Some(probed)) = (before, probed) else {
            return Some(if slot.site.is_on_linux() {
                Answer::untold(format!("{WHAT} is not known: Azure did not say linuxFxVersion"), "")
            } else {
                Answer::unseen(
                    format!(
                        "{WHAT} is not known: FUNCTIONS_WORKER_RUNTIME and the version of its language are not set on both sides"
                    ),
                    "set them on both sides",
                )
            });
        };
        if survey.site.stack.is_some() && !before.stack.is_close_to(&probed.stack) {
            return Some(Answer::fine(format!(
                "the swap brings {} to production, which runs {} now, as `site:` says; a swap back brings that back",
                probed.stack, before.stack
            )));
        }
        Some(match survey.version_stays(&probed) {
            Ok(stays) => judge([&before, &probed], stays, survey.slot_at.slot_name(), survey.options.if_it_is_meant()),
            Err(unread) => Answer::unread(WHAT, &unread),
        })
    }
}

fn judge([before, probed]: [&SideStack; 2], stays: bool, name: &str, if_meant: &str) -> Answer {
    let chosen_by = probed.chosen_by;
    let (before, probed) = (&before.stack, &probed.stack);
    let brings = format!("the swap brings {probed} to production, which runs {before} now");
    match (before == probed, before.is_close_to(probed)) {
        (true, _) => Answer::fine(format!("both sides run on {probed}")),
        (false, true) if stays => {
            Answer::fine(format!("production continues on {before}, and the slot `{name}` runs on {probed}"))
        }
        (false, true) => Answer::fine(brings),
        (false, false) if stays => Answer::wrong(
            format!(
                "{chosen_by} is a slot setting and stays with its side: after the swap production runs on {before}, and what the slot \
                 `{name}` runs is probed on {probed}"
            ),
            format!("set {chosen_by} to one value on both sides, or take it off the list of slot settings"),
        ),
        (false, false) => Answer::wrong(
            format!("{brings}: {chosen_by} moves with the content"),
            format!("if that is not meant, set {chosen_by} of the slot `{name}` to production's; if it is, {if_meant}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::Stack;

    fn side(text: &str) -> SideStack {
        SideStack { stack: Stack::of(text.to_owned()), chosen_by: "linuxFxVersion" }
    }

    #[test]
    fn another_language_or_major_version_is_a_finding_and_a_minor_one_is_said() {
        let says = |production: &str, slot: &str| judge([&side(production), &side(slot)], false, "staging", "");
        assert_eq!(says("Node|20", "NODE|20"), Answer::fine("both sides run on NODE|20"));
        for (production, slot) in [("Node|20", "Node|22"), ("Node|20", "PYTHON|3.12"), ("", "Node|20")] {
            let Answer::Wrong { says, .. } = says(production, slot) else { panic!("{production} {slot}") };
            assert!(says.contains(&format!("brings {slot} to production")), "{says}");
        }
        assert!(matches!(says("Node|22.1", "Node|22-lts"), Answer::Fine(says) if says.contains("brings")));
        assert!(matches!(says("Python|3.11", "Python|3.12"), Answer::Wrong { .. }), "Python's minor is its major");
    }
}
