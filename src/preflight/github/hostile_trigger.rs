use crate::preflight::{About, Answer, Check, Fact, Lowers, Survey, Weight};
use crate::record::Explanation;
use crate::runner::{Event, Machine};

/// No stranger decides what is released.
pub(in crate::preflight) struct HostileTrigger;

const ABOUT: About = About {
    explanation: Explanation {
        id: "hostile-trigger",
        title: "The run was not started by a stranger's commit",
        why: "`pull_request_target` and `workflow_run` run with this repository's secrets and OIDC tokens, also for a pull request from \
              a fork. What such a run checks out or downloads may be the stranger's, and would be released (facts: github-triggers).",
        fix: "Release on `push` to a protected branch, or on `workflow_dispatch`. For `workflow_run`, run the job only \
              `if: github.event.workflow_run.head_repository.full_name == github.repository`.",
        rights: &[],
    },
    reads: &[Fact::Job],
    weight: Weight::StopsUnless(
        "the commit is one of this repository, or GitHub does not say whose it is; then a warning",
    ),
    lowers: Lowers::Yes,
};

impl Check for HostileTrigger {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let run = &survey.around.run;
        (run.machine == Machine::Actions).then(|| judge(&run.event))
    }
}

fn judge(event: &Event) -> Answer {
    let name = &event.name;
    let fix = "release on `push` to a protected branch or on `workflow_dispatch`";
    let stranger = |what: &str| {
        Answer::wrong(
            format!("`{name}` runs with this repository's secrets for {what}, whose content would be released"),
            fix,
        )
    };
    match name.as_str() {
        "pull_request_target" => match &event.pull_request {
            Some(pull) if pull.from_fork => stranger(&format!("pull request {} from a fork", pull.number)),
            Some(_) => Answer::unwise(
                "`pull_request_target` runs with this repository's secrets for every pull request; this one is not from a fork",
                fix,
            ),
            None => {
                Answer::untold("whose commit `pull_request_target` is about is not known: the event does not say", fix)
            }
        },
        "workflow_run" => match event.completed_run_from_fork {
            Some(true) => stranger("a completed run of a commit in a fork"),
            Some(false) => Answer::fine("the completed run is of a commit in this repository"),
            None => Answer::untold("whose commit the completed run is of is not known: the event does not say", fix),
        },
        _ => Answer::fine(format!("the run was started by `{name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::PullRequest;

    #[test]
    fn a_forks_commit_is_wrong_and_one_of_the_repository_is_at_most_unwise() {
        let target = |from_fork: Option<bool>| {
            let pull = |from_fork| PullRequest { number: 7, head_sha: String::new(), from_fork };
            judge(&Event {
                name: "pull_request_target".to_owned(),
                pull_request: from_fork.map(pull),
                ..Event::default()
            })
        };
        assert!(matches!(target(Some(true)), Answer::Wrong { .. }));
        assert!(matches!(target(Some(false)), Answer::Unwise { .. }));
        assert!(matches!(target(None), Answer::Untold { .. }));
        let completed = |from_fork| {
            judge(&Event { name: "workflow_run".to_owned(), completed_run_from_fork: from_fork, ..Event::default() })
        };
        assert!(matches!(completed(Some(true)), Answer::Wrong { .. }));
        assert!(matches!(completed(Some(false)), Answer::Fine(_)));
        assert!(matches!(completed(None), Answer::Untold { .. }));
        assert!(matches!(judge(&Event { name: "push".to_owned(), ..Event::default() }), Answer::Fine(_)));
    }
}
