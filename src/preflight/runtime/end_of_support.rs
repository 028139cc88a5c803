use time::Date;

use super::support_dates::{ALL, Of, Supported};
use crate::azure::Stack;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::Explanation;

/// So many days before the end it is a warning.
const WARNED: i64 = 90;
/// So many days before the end it is a note.
const NOTED: i64 = 180;

/// What production runs on after the release is supported, and stays so for a while.
pub(in crate::preflight) struct EndOfSupport;

const ABOUT: About = About {
    explanation: Explanation {
        id: "end-of-support",
        title: "Plan, Functions host and language are supported",
        why: "After the end of support an app gets no security fixes and no help, and some are stopped. It is a note from 180 days \
              before the end and a warning from 90 days before. What counts is what production runs on after the release: the \
              language of the slot, which moves with the swap; production's own plan, which stays; and its own host version, \
              unless the release brings another one (facts: end-of-support).",
        fix: "Move the slot to a supported version and release it: the swap brings the language to production. A new host version is \
              set on both sides.",
        rights: &["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
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

impl Check for EndOfSupport {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let (production, slot) = match survey.both_settings("until when the app is supported")? {
            Ok(settings) => settings,
            Err(unread) => return Some(unread),
        };
        let stack = match survey.stack_after_swap()? {
            Ok(stack) => stack.map(|side| side.stack),
            Err(unread) => return Some(Answer::unread("until when its language is supported", &unread)),
        };
        let site = &survey.production.site;
        let used = Used {
            stack: stack.as_ref(),
            host: production.host_after_swap_with(slot).map(|version| version.major),
            is_in_process: slot.worker_runtime() == Some("dotnet"),
            is_linux_consumption: site.is_on_linux()
                && site.sku.as_deref().is_some_and(|sku| sku.eq_ignore_ascii_case("Dynamic")),
        };
        Some(judge(&used, survey.at.date()))
    }
}

/// What production runs on after the release.
struct Used<'a> {
    stack: Option<&'a Stack>,
    host: Option<u32>,
    is_in_process: bool,
    is_linux_consumption: bool,
}

impl Used<'_> {
    fn is(&self, of: &Of) -> bool {
        match of {
            Of::Stack(language, version) => self.stack.is_some_and(|stack| stack.is(language, version)),
            Of::Host(major) => self.host == Some(*major),
            Of::InProcess => self.is_in_process || self.stack.is_some_and(|stack| stack.is_of("dotnet")),
            Of::LinuxConsumption => self.is_linux_consumption,
        }
    }
}

fn judge(used: &Used<'_>, today: Date) -> Answer {
    let mut ending: Vec<(i64, &Supported)> =
        ALL.iter().filter(|one| used.is(&one.of)).map(|one| (left(one, today), one)).collect();
    ending.sort_by_key(|(left, _)| *left);
    ending.retain(|(left, _)| *left <= NOTED);
    let Some((least, _)) = ending.first() else {
        let stack = used.stack.map_or_else(|| "its language".to_owned(), Stack::to_string);
        return Answer::fine(format!(
            "no end of support within {NOTED} days is known of {stack}, its host and its plan"
        ));
    };
    let says: Vec<String> = ending.iter().map(|(left, one)| told(*left, one)).collect();
    let mut fix: Vec<String> =
        ending.iter().map(|(_, one)| format!("move from {} to {} ({})", one.name, one.next, one.source)).collect();
    let is_of_language = ending.iter().any(|(_, one)| matches!(one.of, Of::Stack(..)));
    if used.is_linux_consumption && is_of_language {
        fix.push("Linux on the Consumption plan gets no new language versions, so change the plan first".to_owned());
    }
    let (says, fix) = (says.join("; "), fix.join("; "));
    if *least <= WARNED { Answer::wrong(says, fix) } else { Answer::noted(says, fix) }
}

/// The days that are left, today not among them.
fn left(one: &Supported, today: Date) -> i64 {
    (one.until - today).whole_days()
}

fn told(left: i64, one: &Supported) -> String {
    let Supported { name, until, .. } = one;
    match left {
        ..0 => format!("the support of {name} ended on {until}"),
        0 => format!("the support of {name} ends today"),
        1 => format!("the support of {name} ends tomorrow, on {until}"),
        _ => format!("the support of {name} ends in {left} days, on {until}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn on(stack: &str, today: Date) -> Answer {
        let stack = Stack::of(stack.to_owned());
        judge(&Used { stack: Some(&stack), host: Some(4), is_in_process: false, is_linux_consumption: false }, today)
    }

    #[test]
    fn it_is_a_note_from_180_days_before_and_a_warning_from_90() {
        assert!(matches!(on("NODE|22-lts", date!(2026 - 11 - 01)), Answer::Noted { .. }), "180 days");
        assert!(matches!(on("NODE|22-lts", date!(2026 - 10 - 31)), Answer::Fine(_)), "181 days");
        assert!(matches!(on("Node|22", date!(2027 - 01 - 30)), Answer::Wrong { .. }), "90 days");
        assert!(matches!(on("Node|22", date!(2027 - 01 - 29)), Answer::Noted { .. }), "91 days");
        let ended = on("Node|22", date!(2027 - 05 - 01));
        assert!(matches!(&ended, Answer::Wrong { says, .. } if says.contains("ended on 2027-04-30")), "{ended:?}");
    }

    #[test]
    fn a_version_is_told_from_one_that_begins_alike() {
        let today = date!(2026 - 11 - 18);
        assert!(matches!(on("PYTHON|3.13", today), Answer::Fine(_)), "3.1 is another one");
        assert!(matches!(on("PYTHON|3.10", today), Answer::Wrong { says, .. } if says.contains("Python 3.10 ended")));
        assert!(matches!(on("DOTNET-ISOLATED|8.0", today), Answer::Wrong { says, .. } if says.contains(".NET 8")));
        let in_process = on("DOTNET|8.0", today);
        assert!(matches!(&in_process, Answer::Wrong { says, .. } if says.contains("in-process")), "{in_process:?}");
        assert!(matches!(on("CUSTOM|", today), Answer::Fine(_)));
    }

    #[test]
    fn where_the_plan_gets_no_newer_language_the_plan_comes_first() {
        let node = Stack::of("NODE|22".to_owned());
        let used = |is_linux_consumption| Used {
            stack: Some(&node),
            host: Some(4),
            is_in_process: false,
            is_linux_consumption,
        };
        let fix = |used: Used<'_>| match judge(&used, date!(2027 - 04 - 01)) {
            Answer::Wrong { fix, .. } => fix,
            other => panic!("{other:?}"),
        };
        assert!(fix(used(true)).ends_with("so change the plan first"), "{}", fix(used(true)));
        assert!(!fix(used(false)).contains("plan"), "{}", fix(used(false)));
    }

    #[test]
    fn a_plan_and_a_host_have_an_end_as_well() {
        let used = Used { stack: None, host: Some(3), is_in_process: false, is_linux_consumption: true };
        let Answer::Wrong { says, .. } = judge(&used, date!(2028 - 09 - 29)) else { panic!("it is supported") };
        assert!(
            says.contains("~3 ended on 2022-12-13; the support of Linux on the Consumption plan ends tomorrow"),
            "{says}"
        );
    }

    #[test]
    fn every_date_has_a_page_and_no_thing_has_two_dates() {
        for (at, one) in ALL.iter().enumerate() {
            assert!(one.source.starts_with("https://"), "{}", one.name);
            assert!(ALL[..at].iter().all(|other| other.of != one.of), "{}", one.name);
        }
    }
}
