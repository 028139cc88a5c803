use crate::github::{DeploymentBranches, EnvironmentRules};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Unasked, Weight};
use crate::record::Explanation;

/// Not every branch may use the environment.
pub(in crate::preflight) struct EnvironmentBranches;

const ABOUT: About = About {
    explanation: Explanation {
        id: "environment-branches",
        title: "The environment takes jobs of chosen branches only",
        why: "A federated credential that is bound to an environment gives the identity to every job that names the environment. Without \
              deployment branches, a workflow on any branch may do so, also one that a pull request's author changed, and only \
              reviewers stand between. `Protected branches only` lets every branch pass where the repository has no protected one \
              (facts: github-environments).",
        fix: "Settings, Environments, Deployment branches and tags: name the branch that is released. The job needs `permissions: \
              actions: read` for this to be read.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::Environment],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for EnvironmentBranches {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let name = survey.around.claims.as_ref()?.environment.as_deref()?;
        match &survey.github.environment {
            Ok(Some(rules)) => Some(judge(name, rules, survey.around.run.reference_is_protected)),
            // What is said of reviewers says this too.
            Ok(None) | Err(Unasked::NotAsked) => None,
            Err(why) => Some(Answer::untold(
                format!("which branches may use the environment `{name}` is not known: {why}"),
                "give the job `permissions: actions: read` and the input `github-token`",
            )),
        }
    }
}

fn judge(name: &str, rules: &EnvironmentRules, is_protected: Option<bool>) -> Answer {
    let fix = "name the branch that is released under `Deployment branches and tags` in its settings";
    match rules.branches {
        DeploymentBranches::All => Answer::wrong(format!("jobs of every branch may use the environment `{name}`"), fix),
        DeploymentBranches::Listed => Answer::fine(format!("only listed branches may use the environment `{name}`")),
        // This job passed, and its branch is not protected: so there is no protected one.
        DeploymentBranches::Protected if is_protected == Some(false) => Answer::wrong(
            format!(
                "only protected branches may use the environment `{name}`, and this branch is not protected and may: GitHub lets every \
                 branch pass where the repository has no protected one"
            ),
            fix,
        ),
        DeploymentBranches::Protected => {
            Answer::fine(format!("only protected branches may use the environment `{name}`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protected_branches_only_is_said_to_let_all_pass_where_this_one_passed_without_protection() {
        let says = |branches, is_protected| {
            let rules = EnvironmentRules {
                has_reviewers: true,
                admins_bypass: false,
                self_review: false,
                wait_minutes: 0,
                branches,
            };
            judge("production", &rules, is_protected)
        };
        assert!(matches!(says(DeploymentBranches::Protected, Some(true)), Answer::Fine(_)));
        assert!(matches!(says(DeploymentBranches::Protected, None), Answer::Fine(_)));
        assert!(matches!(says(DeploymentBranches::Protected, Some(false)), Answer::Wrong { .. }));
        assert!(matches!(says(DeploymentBranches::All, Some(true)), Answer::Wrong { .. }));
        assert!(matches!(says(DeploymentBranches::Listed, Some(false)), Answer::Fine(_)));
    }
}
