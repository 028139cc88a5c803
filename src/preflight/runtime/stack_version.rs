use crate::azure::Stack;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
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
              says, and a rollback changes it back.",
        fix: "Where the change is meant, there is nothing to fix: with `strict`, which stops the release, release without it. Else set linuxFxVersion of the \
              slot to production's.",
        rights: &["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for SameStack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let slot = survey.slot.as_ref()?;
        Some(judge(
            survey.production.site.stack.as_ref(),
            slot.site.stack.as_ref(),
            survey.slot_at.slot_name(),
            survey.options.if_it_is_meant(),
        ))
    }
}

fn judge(production: Option<&Stack>, slot: Option<&Stack>, name: &str, if_meant: &str) -> Answer {
    let (Some(before), Some(probed)) = (production, slot) else {
        return Answer::untold(format!("{WHAT} is not known: Azure did not say linuxFxVersion"), "");
    };
    let brings = format!("the swap brings {probed} to production, which runs {before} now");
    match (before == probed, before.is_close_to(probed)) {
        (true, _) => Answer::fine(format!("both sides run on {probed}")),
        (false, true) => Answer::fine(brings),
        (false, false) => Answer::wrong(
            format!("{brings}: linuxFxVersion moves with the content"),
            format!(
                "if that is not meant, set linuxFxVersion of the slot `{name}` to production's; if it is, {if_meant}"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_language_or_major_version_is_a_finding_and_a_minor_one_is_said() {
        let says = |production: Option<&str>, slot: Option<&str>| {
            let [production, slot] = [production, slot].map(|text| text.map(|text| Stack::of(text.to_owned())));
            judge(production.as_ref(), slot.as_ref(), "staging", "")
        };
        assert_eq!(says(Some("Node|20"), Some("NODE|20")), Answer::fine("both sides run on NODE|20"));
        assert_eq!(says(Some(""), Some("")), Answer::fine("both sides run on the stack of Windows"));
        for (production, slot) in [("Node|20", "Node|22"), ("Node|20", "PYTHON|3.12"), ("", "Node|20")] {
            let Answer::Wrong { says, .. } = says(Some(production), Some(slot)) else { panic!("{production} {slot}") };
            assert!(says.contains(&format!("brings {slot} to production")), "{says}");
        }
        assert!(matches!(says(Some("Node|22.1"), Some("Node|22-lts")), Answer::Fine(says) if says.contains("brings")));
        assert!(
            matches!(says(Some("Python|3.11"), Some("Python|3.12")), Answer::Wrong { .. }),
            "Python's minor is its major"
        );
        assert!(matches!(says(None, Some("Node|20")), Answer::Untold { .. }));
    }
}
