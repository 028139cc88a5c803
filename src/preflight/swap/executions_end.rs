use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Reading, SideFact, Survey, Weight};
use crate::record::{Explanation, Function, FunctionSet, Minute, TrafficSum};

const WHAT: &str = "which executions the swap would end";

/// Executions that run in production when it is swapped are ended: the former production restarts with the other settings (facts:
/// swap-order).
pub(in crate::preflight) struct ExecutionsEnd;

const ABOUT: About = About {
    explanation: Explanation {
        id: "executions-end",
        title: "Executions that run are not ended by the swap",
        why: "At the end of a swap the former production restarts with the other settings, which ends the executions that run \
              there: a message comes back to its queue, a timer's work stays half done, a caller gets no answer. How many run \
              at that moment cannot be told before; said is which functions take events, and how many requests came lately.",
        fix: "Release with `drain: true`, which stops the listeners and lets executions end before the swap; or make functions \
              repeatable.",
        rights: &["Microsoft.Web/sites/functions/Read", "Microsoft.Insights/Metrics/Read"],
    },
    reads: &[Fact::Production(SideFact::Functions), Fact::Production(SideFact::Traffic)],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for ExecutionsEnd {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        survey.slot.as_ref()?;
        let production = &survey.production;
        let functions = match &production.functions {
            Ok(functions) => functions,
            Err(error) => return Some(Answer::unread(WHAT, error)),
        };
        let requests = match lately(&production.traffic) {
            Ok(requests) => requests,
            Err(unread) => return Some(unread),
        };
        let taking = taking_events(functions);
        Some(if survey.options.drain {
            Answer::fine("production is drained before the swap, so that executions end by themselves")
        } else if taking.is_empty() {
            Answer::fine(format!("no function of production takes events that a swap could end{requests}"))
        } else {
            Answer::wrong(
                format!("the swap ends what runs at that moment in production: {}{requests}", taking.join(", ")),
                "release with `drain: true`, which lets executions end before the swap; or make sure that each may run twice",
            )
        })
    }
}

/// Functions that events start; those of Durable Functions go on from their history.
fn taking_events(functions: &FunctionSet) -> Vec<String> {
    let takes = |function: &&Function| function.enabled && !function.is_durable();
    functions
        .by_events()
        .filter(takes)
        .map(|function| match function.trigger.as_str() {
            "" => function.name.clone(),
            trigger => format!("{} ({trigger})", function.name),
        })
        .collect()
}

fn lately(traffic: &Reading<Vec<Minute>>) -> Result<String, Answer> {
    let minutes = traffic.as_ref().map_err(|error| Answer::unread(WHAT, error))?;
    let sum = TrafficSum::of(minutes);
    Ok(match sum.requests {
        0 => String::new(),
        requests => format!("; in the last {} minutes it answered {requests} requests", sum.minutes),
    })
}
