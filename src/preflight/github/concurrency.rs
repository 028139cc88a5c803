use crate::preflight::{About, Answer, Check, Fact, Lowers, Placed, PreflightOptions, Survey, Weight, WorkflowFile};
use crate::record::Explanation;
use crate::runner::Machine;

/// Two runs of the workflow do not release at once, and none cancels the other.
pub(in crate::preflight) struct ConcurrencyGroup;

const ABOUT: About = About {
    explanation: Explanation {
        id: "concurrency-group",
        title: "The workflow releases one run after the other",
        why: "Releases of one app wait for each other, but a concurrency group lets GitHub hold the later run before its job starts and \
              bills. With `cancel-in-progress: true` a newer run cancels a release in its middle, which the post-step then has to finish \
              (facts: github-concurrency). It is read from the workflow file in the checkout; of a reusable workflow the caller's is not seen.",
        fix: "Add to the job: `concurrency: { group: release-APP, cancel-in-progress: false }`.",
        rights: &[],
    },
    reads: &[Fact::Job, Fact::WorkflowFile],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for ConcurrencyGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    /// Of what it sees there is a place.
    fn look(&self, survey: &Survey) -> Option<Answer> {
        let is_unseen = survey.around.run.machine == Machine::Actions && survey.workflow.is_none();
        is_unseen.then(|| {
            Answer::unseen(
                "whether the workflow has a concurrency group is not known: its file is not in the checkout, is not YAML, or is longer than \
                 1 MiB",
                "check the repository out before this step, with the workflow file in it",
            )
        })
    }

    fn look_at_places(&self, survey: &Survey) -> Vec<Placed> {
        let Some(workflow) = &survey.workflow else { return Vec::new() };
        let answer = judge(workflow, survey.production.at.app.name.as_str());
        vec![Placed { file: workflow.name.clone(), line: workflow.line, answer }]
    }
}

fn judge(workflow: &WorkflowFile, app: &str) -> Answer {
    let group = format!("`concurrency: {{ group: release-{app}, cancel-in-progress: false }}`");
    if workflow.concurrency.as_ref().is_some_and(|group| group.is_of_one_run) {
        return Answer::unwise(
            "the name of the concurrency group is another one in every run, so that no run waits for another",
            format!("write {group}"),
        );
    }
    match workflow.concurrency.as_ref().map(|group| group.cancels) {
        None => Answer::noted(
            "neither the workflow nor this job has a concurrency group",
            format!("add to the job: {group}"),
        ),
        Some(Some(true)) => Answer::unwise(
            "the concurrency group has `cancel-in-progress: true`: a newer run cancels a release in its middle",
            format!("write {group}"),
        ),
        Some(None) => Answer::unseen(
            "whether a newer run cancels a release is not known: `cancel-in-progress` is an expression",
            format!("write {group}"),
        ),
        Some(Some(false)) => Answer::fine("the workflow has a concurrency group"),
    }
}
