use std::collections::BTreeMap;

use crate::github::{CommitCheck, CommitChecks};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Unasked, Weight};
use crate::record::Explanation;
use crate::runner::Machine;

/// The tests of the commit that is released passed.
pub(in crate::preflight) struct TestsPassed;

const ABOUT: About = About {
    explanation: Explanation {
        id: "tests-passed",
        title: "The checks of the commit passed",
        why: "A release whose commit has a failed check, or one that still runs, ships what a test may have found. Of several checks with \
              one name and app the newest counts; those of this very run do not (facts: github-checks).",
        fix: "Let the release wait for the tests: `needs:` in one workflow, or a required check on the branch. The job needs \
              `permissions: checks: read` for this to be read.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::CommitChecks],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for TestsPassed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let run = &survey.around.run;
        let commit = run.commit.as_deref().filter(|_| run.machine == Machine::Actions)?;
        match &survey.github.checks {
            Ok(checks) => Some(judge(commit, checks, run.run_id.as_deref())),
            Err(Unasked::NotAsked) => None,
            Err(why) => Some(Answer::unseen(
                format!("whether the checks of the commit passed is not known: {why}"),
                "give the job `permissions: checks: read` and the step the input `github-token`",
            )),
        }
    }
}

fn judge(commit: &str, found: &CommitChecks, own_run: Option<&str>) -> Answer {
    let short: String = commit.chars().take(7).collect();
    let is_own =
        |check: &&CommitCheck| own_run.is_some_and(|run| check.page.contains(&format!("/actions/runs/{run}/")));
    let mut newest: BTreeMap<(u64, &str), &CommitCheck> = BTreeMap::new();
    for check in found.checks.iter().filter(|check| !is_own(check)) {
        let known = newest.entry((check.app, &check.name)).or_insert(check);
        if check.id > known.id {
            *known = check;
        }
    }
    let of = |is_it: fn(Option<&str>) -> bool| -> Vec<String> {
        let found = newest.values().filter(|check| is_it(check.conclusion.as_deref()));
        found.map(|check| format!("`{}`", check.name)).collect()
    };
    let failed = of(|conclusion| !matches!(conclusion, None | Some("success" | "neutral" | "skipped")));
    let running = of(|conclusion| conclusion.is_none());
    let wait = "let the release wait for the tests: `needs:` in one workflow, or a required check on the branch";
    if !failed.is_empty() {
        let says = format!("of the checks of the commit {short} did not pass: {}", failed.join(", "));
        return Answer::wrong(says, "correct the commit, or run the check again");
    }
    if !running.is_empty() {
        return Answer::unwise(format!("of the checks of the commit {short} still run: {}", running.join(", ")), wait);
    }
    if found.all > found.checks.len() {
        let (read, all) = (found.checks.len(), found.all);
        return Answer::unseen(
            format!("the commit {short} has {all} checks, and only {read} were read; none of these failed"),
            "",
        );
    }
    match newest.values().filter(|check| check.conclusion.as_deref() == Some("success")).count() {
        0 => Answer::noted(format!("no check but this run's own passed on the commit {short}"), wait),
        passed => Answer::fine(format!("of the checks of the commit {short} {passed} passed, and none failed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: u64, name: &str, conclusion: Option<&str>) -> CommitCheck {
        let page = format!("https://github.com/contoso/shop/actions/runs/{}/job/{id}", id / 10);
        CommitCheck { app: 1, name: name.to_owned(), id, conclusion: conclusion.map(str::to_owned), page }
    }

    fn says(checks: Vec<CommitCheck>) -> Answer {
        judge("1111111111", &CommitChecks { all: checks.len(), checks }, Some("7"))
    }

    #[test]
    fn the_newest_of_one_name_counts_and_those_of_this_run_do_not() {
        let failed_once = vec![check(10, "tests", Some("failure")), check(20, "tests", Some("success"))];
        assert!(matches!(says(failed_once.clone()), Answer::Fine(_)));
        let failed_again = [failed_once, vec![check(30, "tests", Some("timed_out"))]].concat();
        assert!(matches!(says(failed_again), Answer::Wrong { says, .. } if says.contains("`tests`")));
        let own = vec![check(70, "release", None), check(20, "tests", Some("success"))];
        assert!(matches!(says(own), Answer::Fine(_)));
        assert!(matches!(says(vec![check(20, "tests", None)]), Answer::Unwise { .. }));
        assert!(matches!(
            says(vec![check(70, "release", None), check(20, "docs", Some("skipped"))]),
            Answer::Noted { .. }
        ));
    }

    #[test]
    fn what_was_not_read_is_not_said_to_have_passed() {
        let one = CommitChecks { all: 2, checks: vec![check(20, "tests", Some("success"))] };
        assert!(matches!(judge("1111111111", &one, None), Answer::Unseen { .. }));
    }
}
