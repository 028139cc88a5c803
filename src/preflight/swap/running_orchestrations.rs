use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, Function};

const WHAT: &str = "whether orchestrations could run while the slots are swapped";

/// Orchestrations that run meet the code of the release (facts: task-hubs). Only their own endpoint knows which run, and it opens
/// with a key that nothing else here needs: so it is said how to see it.
pub(in crate::preflight) struct RunningOrchestrations;

const ABOUT: About = About {
    explanation: Explanation {
        id: "running-orchestrations",
        title: "No orchestration runs while the slots are swapped",
        why: "Durable Functions continue from their history. Where the release changes an orchestrator, one that began before the \
              swap no longer fits its history and fails, or waits for ever. Which run is known to the app's own endpoint only, \
              which opens with a key of the extension that slot-deploy does not ask for.",
        fix: "Wait until none runs; or let new code begin beside the old by orchestration versioning; or give each side a task \
              hub of its own by a setting that moves with the content, so that what runs stays behind with its code.",
        rights: &["Microsoft.Web/sites/functions/Read"],
    },
    reads: &[Fact::Production(SideFact::Functions)],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for RunningOrchestrations {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        survey.slot.as_ref()?;
        let functions = match &survey.production.functions {
            Ok(functions) => functions,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let is_orchestrator = |function: &&Function| function.trigger.eq_ignore_ascii_case("orchestrationTrigger");
        let names: Vec<&str> =
            functions.iter().filter(is_orchestrator).map(|function| function.name.as_str()).collect();
        Some(if names.is_empty() {
            Answer::fine("production has no orchestrations")
        } else {
            Answer::wrong(
                format!(
                    "production has orchestrations ({}); whether one runs now is not asked: one that runs during the swap fails \
                     where the release changes its orchestrator",
                    names.join(", ")
                ),
                "see which run, with the connection to its storage at hand, and wait until none does, or version the \
                 orchestrators: func durable get-instances --runtime-status Running",
            )
        })
    }
}
