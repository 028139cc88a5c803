use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, Survey, Weight};
use crate::record::{Explanation, number_of};

/// Less memory than this for each app and slot is called crowded: a Functions host and one language worker alone take about half
/// of it. A figure of this program, not of Azure.
const ENOUGH: u32 = 512;

/// The machines of the plan have room for two running sides: every one runs all apps and slots of the plan (facts: plans), and in
/// a swap all instances of a side restart beside the other.
pub(in crate::preflight) struct RoomOnPlan;

const ABOUT: About = About {
    explanation: Explanation {
        id: "room-on-plan",
        title: "The machines of the plan have room for production and the slot",
        why: "Each machine of a plan runs all its apps and slots. While a release is proved, warmed up and swapped, the slot \
              works beside production with the same memory: on a crowded plan production becomes slow, or the slot does not \
              start in time. A plan counts as crowded when a machine has less than 512 MiB for each app and slot on it.",
        fix: "Scale the plan up, move other apps to another plan, or stop slots that are not used.",
        rights: &["Microsoft.Web/serverfarms/Read"],
    },
    reads: &[Fact::Plan],
    weight: Weight::Informs,
    lowers: Lowers::Yes,
};

impl Check for RoomOnPlan {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let plan = match &survey.plan {
            Ok(plan) => plan,
            Err(error) => return Some(Answer::unread("whether the plan is crowded", error)),
        };
        // Nobody shares a machine by a plan that has none of its own.
        if plan.is_consumption() || plan.is_flex() {
            return None;
        }
        let what = format!("{} ({})", plan.name, plan.sku);
        let (Some(memory), Some(sites)) = (plan.memory(), plan.sites.filter(|sites| *sites > 0)) else {
            return Some(Answer::untold(format!("how much room the plan {what} has is not known"), ""));
        };
        let workers = plan.workers.map_or("machines".to_owned(), |workers| number_of(workers, "machine"));
        let each = memory / sites;
        let says = format!(
            "the plan {what} has {workers} of {memory} MiB; apps and slots on it: {sites}, so {each} MiB for each"
        );
        Some(if each >= ENOUGH {
            Answer::fine(says)
        } else {
            Answer::wrong(
                format!("{says}, while every machine runs all of them and a swap needs both sides at once"),
                "scale the plan up, move other apps to another plan, or stop slots that are not used",
            )
        })
    }
}
