use crate::github::EnvironmentRules;
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Unasked, Weight};
use crate::record::Explanation;

/// A person approves what is released to the environment.
pub(in crate::preflight) struct Reviewers;

const ABOUT: About = About {
    explanation: Explanation {
        id: "environment-reviewers",
        title: "The environment has reviewers whom no administrator bypasses",
        why: "An environment without required reviewers lets every run of its jobs release. With the bypass for administrators on, an \
              administrator releases without an approval. In private repositories reviewers need the Enterprise plan, so that an \
              environment without them may be all that the plan allows (facts: github-environments).",
        fix: "Settings, Environments: add required reviewers, and switch off the bypass for administrators. The job needs `permissions: \
              actions: read` for this to be read.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::Environment],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for Reviewers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let name = survey.around.claims.as_ref()?.environment.as_deref()?;
        match &survey.github.environment {
            Ok(rules) => Some(judge(name, rules.as_ref())),
            Err(Unasked::NotAsked) => None,
            Err(why) => Some(Answer::untold(
                format!("whether the environment `{name}` has reviewers is not known: {why}"),
                "give the job `permissions: actions: read` and the input `github-token`",
            )),
        }
    }
}

fn judge(name: &str, rules: Option<&EnvironmentRules>) -> Answer {
    match rules {
        None => Answer::untold(format!("GitHub shows no environment `{name}`"), ""),
        Some(EnvironmentRules { has_reviewers: false, .. }) => Answer::wrong(
            format!("the environment `{name}` has no required reviewers: every run of its jobs releases"),
            "add required reviewers in its settings; where the plan has none (private repositories without Enterprise), start the release \
             by `workflow_dispatch` and let a second person do so",
        ),
        Some(EnvironmentRules { admins_bypass: true, .. }) => Answer::wrong(
            format!("administrators may bypass the reviewers of the environment `{name}`"),
            "switch off `Allow administrators to bypass configured protection rules` in its settings",
        ),
        Some(rules) => {
            let mut says = format!("the environment `{name}` has reviewers");
            if rules.self_review {
                says += ", of whom one may approve a run of their own";
            }
            if rules.wait_minutes > 0 {
                says += &format!("; its jobs wait for {} min", rules.wait_minutes);
            }
            Answer::fine(says)
        }
    }
}
