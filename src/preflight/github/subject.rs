use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Weight};
use crate::record::Explanation;
use crate::runner::Claims;

/// The identity is bound to an environment, so that its approvals guard it.
pub(in crate::preflight) struct SubjectForm;

const ABOUT: About = About {
    explanation: Explanation {
        id: "oidc-subject",
        title: "The federated credential is bound to an environment",
        why: "Azure gives the identity to every job whose token has the subject of a federated credential. A subject that ends in \
              `:pull_request` is that of any pull request of the repository; one with `:ref:` is that of every workflow on the branch, \
              whatever an environment's reviewers say. Only one with `:environment:` passes by them (facts: github-environments).",
        fix: "Give the job `environment: NAME`, and the federated credential the subject `repo:OWNER/NAME:environment:NAME`.",
        rights: &[],
    },
    reads: &[Fact::Job],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for SubjectForm {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        Some(judge(survey.around.claims.as_ref()?, &survey.around.environment))
    }
}

fn judge(claims: &Claims, environment: &str) -> Answer {
    let subject = &claims.subject;
    let repository = claims.repository.as_deref().unwrap_or("OWNER/NAME");
    let fix = format!(
        "give the job `environment: {environment}`, and the federated credential the subject that the job then has, such as \
         `repo:{repository}:environment:{environment}`"
    );
    if claims.environment.as_ref().is_some_and(|name| subject.contains(&format!(":environment:{name}"))) {
        Answer::fine(format!("the subject `{subject}` is bound to an environment"))
    } else if subject.ends_with(":pull_request") {
        Answer::wrong(format!("the subject `{subject}` is that of every pull request of the repository"), fix)
    } else {
        Answer::noted(
            format!(
                "the subject `{subject}` is bound to no environment, so that no environment's reviewers guard the identity"
            ),
            fix,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_of_all_pull_requests_is_wrong_and_one_of_a_branch_is_noted() {
        let says = |subject: &str, environment: Option<&str>| {
            let claims = Claims {
                subject: format!("repo:contoso/shop:{subject}"),
                environment: environment.map(str::to_owned),
                ..Claims::default()
            };
            judge(&claims, "production")
        };
        assert!(matches!(says("environment:production", Some("production")), Answer::Fine(_)));
        assert!(matches!(says("pull_request", None), Answer::Wrong { .. }));
        assert!(matches!(says("ref:refs/heads/main", None), Answer::Noted { .. }));
        assert!(
            matches!(says("ref:refs/heads/a:environment:b", None), Answer::Noted { .. }),
            "a branch may be called so"
        );
    }
}
