use std::collections::BTreeSet;

use crate::github::BranchRule;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Unasked, Weight};
use crate::record::{Explanation, some_of};
use crate::runner::Machine;

/// The rule that has a commit pass checks before it reaches the branch.
const CHECKS: &str = "required_status_checks";

/// So many of the required checks are named.
const SHOWN: usize = 12;

/// What is released went through the rules of its branch.
pub(in crate::preflight) struct BranchIsProtected;

const ABOUT: About = About {
    explanation: Explanation {
        id: "branch-protected",
        title: "The branch that is released is protected and requires checks",
        why: "Everybody who may push to an unprotected branch may release, without a review and without a passed test. Rules of rulesets \
              are read; classic branch protection no job may read, and only that there is one is known (facts: github-checks).",
        fix: "Settings, Rules: add a ruleset for the branch that requires pull requests and status checks.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::BranchRules],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for BranchIsProtected {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let run = &survey.around.run;
        let branch =
            run.reference.as_deref()?.strip_prefix("refs/heads/").filter(|_| run.machine == Machine::Actions)?;
        match &survey.github.branch_rules {
            Ok(rules) => Some(judge(branch, rules, run.reference_is_protected)),
            Err(Unasked::NotAsked) => None,
            Err(why) => Some(Answer::untold(
                format!("the rules of the branch `{branch}` are not known: {why}"),
                "give the step the input `github-token`",
            )),
        }
    }
}

fn judge(branch: &str, rules: &[BranchRule], is_protected: Option<bool>) -> Answer {
    let fix = "Settings, Rules: add a ruleset for the branch that requires pull requests and status checks";
    if rules.iter().any(|rule| rule.kind == CHECKS) {
        let names: BTreeSet<&String> = rules.iter().flat_map(|rule| &rule.checks).collect();
        let which = if names.is_empty() {
            String::new()
        } else {
            format!(": {}", some_of(names.iter().map(|name| format!("`{name}`")), SHOWN))
        };
        return Answer::fine(format!("rules of the branch `{branch}` require checks{which}"));
    }
    match is_protected {
        Some(true) if rules.is_empty() => {
            Answer::fine(format!("the branch `{branch}` has branch protection; what it requires no job may read"))
        }
        Some(false) if rules.is_empty() => Answer::wrong(format!("the branch `{branch}` is not protected"), fix),
        _ if rules.is_empty() => Answer::wrong(format!("no ruleset holds for the branch `{branch}`"), fix),
        _ => Answer::wrong(format!("no ruleset of the branch `{branch}` requires a check"), fix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(kind: &str, checks: &[&str]) -> BranchRule {
        BranchRule { kind: kind.to_owned(), checks: checks.iter().map(|&name| name.to_owned()).collect() }
    }

    #[test]
    fn a_branch_is_protected_by_rules_or_by_what_no_job_may_read() {
        let says = |rules: &[&str], is_protected| {
            let rules: Vec<BranchRule> = rules.iter().map(|kind| rule(kind, &[])).collect();
            matches!(judge("main", &rules, is_protected), Answer::Fine(_))
        };
        assert!(says(&["pull_request", CHECKS], None) && says(&[], Some(true)));
        assert!(!says(&[], Some(false)) && !says(&[], None) && !says(&["deletion"], Some(true)));
    }

    #[test]
    fn the_required_checks_of_all_rules_are_named_once() {
        let rules = [rule(CHECKS, &["tests", "lint"]), rule("pull_request", &[]), rule(CHECKS, &["tests"])];
        let Answer::Fine(says) = judge("main", &rules, None) else {
            panic!("a branch with required checks is protected")
        };
        assert_eq!(says, "rules of the branch `main` require checks: `lint`, `tests`");
    }
}
