use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight, conclude};
use crate::record::{Explanation, Finding, Function, FunctionSet};

const WHAT: &str = "whether production loses functions by the release";

/// Every function of production is in the release, and its files switch none of them off: after the swap nobody answers for
/// one that is gone, and the rest of the app looks well.
pub(in crate::preflight) struct FunctionsKept;

const ABOUT: About = About {
    explanation: Explanation {
        id: "functions-kept",
        title: "No function of production is missing in the release",
        why: "A function that the package no longer has, or switches off in its own files, is gone after the swap: its \
              address answers 404, or its queue is not processed, while all that is left looks well. So it also ends \
              where a package is released to the wrong app.",
        fix: "Build the package with all functions, for this app. Where the functions are meant to go, there is nothing to \
              fix: with `strict`, which stops the release, release without it.",
        rights: &["Microsoft.Web/sites/functions/Read"],
    },
    reads: &[Fact::Production(SideFact::Functions)],
    weight: Weight::StopsWhenStrict,
    lowers: Lowers::Yes,
};

impl Check for FunctionsKept {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// Which functions the release has is not known yet.
    fn look(&self, survey: &Survey) -> Option<Answer> {
        survey.production.functions.as_ref().err().map(|error| Answer::unread(WHAT, error))
    }

    fn look_at_functions(&self, functions: &FunctionSet, survey: &Survey) -> Option<Answer> {
        let before = match &survey.production.functions {
            Ok(before) => before,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let ran = |function: &&Function| before.iter().any(|other| other.enabled && other.is_named(&function.name));
        // What `hold` switches off was not so when the settings of the slot were read, and is no doing of the package.
        let held = |function: &&Function| survey.options.hold && !function.is_http();
        let off = functions.iter().filter(|function| !function.enabled && !held(function));
        let off: Vec<&Function> = off.filter(ran).collect();
        let off = match survey.slot.as_ref().map(|slot| &slot.settings) {
            // What a setting of the slot switches off is the business of other checks.
            Some(Ok(settings)) => off.into_iter().filter(|function| !settings.disables(&function.name)).collect(),
            Some(Err(error)) if !off.is_empty() => return Some(Answer::unread(WHAT, error)),
            Some(Err(_)) | None => off,
        };
        Some(judge(before, &before.missing_from(functions), &names(&off), survey))
    }
}

/// Judges the functions that a package lists, before it is delivered. `None` where production's could not be listed, which the
/// check has said.
pub fn of_package(packaged: &[String], survey: &Survey) -> Option<Finding> {
    let before = survey.production.functions.as_ref().ok()?;
    let is_packaged = |name: &String| packaged.iter().any(|other| other.eq_ignore_ascii_case(name));
    let lost: Vec<String> = before.names().into_iter().filter(|name| !is_packaged(name)).collect();
    Some(conclude(&FunctionsKept, judge(before, &lost, &[], survey), &survey.options))
}

fn judge(before: &FunctionSet, lost: &[String], off: &[String], survey: &Survey) -> Answer {
    if before.is_empty() {
        return Answer::fine("production has no functions that a release could lose");
    }
    let if_meant = survey.options.if_it_is_meant();
    let fix = format!("build the package with all functions, for this app; if they are meant to go, {if_meant}");
    let off = |joined: &str| {
        if off.is_empty() {
            return String::new();
        }
        format!("{joined}the package's files switch off {}", off.join(", "))
    };
    if lost.is_empty() {
        return match off("") {
            none if none.is_empty() => Answer::fine("every function of production is in the release"),
            off => Answer::wrong(format!("{off}, which production runs"), fix),
        };
    }
    let all =
        if lost.len() == before.len() { "all functions of production are" } else { "functions of production are" };
    Answer::wrong(format!("{all} missing in the release: {}{}", lost.join(", "), off("; ")), fix)
}

fn names(functions: &[&Function]) -> Vec<String> {
    functions.iter().map(|function| function.name.clone()).collect()
}
