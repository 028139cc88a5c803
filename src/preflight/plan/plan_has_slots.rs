use crate::azure::AppId;
use crate::preflight::{About, Answer, Check, Fact, Lowers, SideFact, Survey, Weight};
use crate::record::{Explanation, shell_line};

/// The plan gives the app slots at all.
pub(in crate::preflight) struct PlanHasSlots;

const ABOUT: About = About {
    explanation: Explanation {
        id: "plan-has-slots",
        title: "The hosting plan has deployment slots",
        why: "Without a second slot there is nothing to swap. Where the plan cannot be read, a slot that is there shows \
              that there are some.",
        fix: "Move the app to a Standard, Premium or Elastic Premium plan. Flex Consumption has no slots; it has \
              rolling updates of its own.",
        rights: &["Microsoft.Web/serverfarms/Read"],
    },
    reads: &[Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site), Fact::Plan, Fact::SlotNames],
    weight: Weight::Stops,
    lowers: Lowers::Never("without slots there is nothing to swap"),
};

impl Check for PlanHasSlots {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        let plan = match &survey.plan {
            Ok(plan) => plan,
            // The resource says the plan in a word; that suffices where the plan itself may not be
            // read.
            Err(_)
                if survey
                    .production
                    .site
                    .sku
                    .as_ref()
                    .is_some_and(|sku| sku.eq_ignore_ascii_case("FlexConsumption")) =>
            {
                return Some(flex(&survey.production.at.app));
            }
            Err(error) if survey.slot.is_some() => {
                return Some(Answer::fine(format!("the app has slots; its plan could not be read ({error})")));
            }
            Err(error) => {
                return Some(Answer::untold(
                    format!("the plan could not be read ({error})"),
                    "give the identity Microsoft.Web/serverfarms/Read",
                ));
            }
        };
        if plan.is_flex() {
            return Some(flex(&survey.production.at.app));
        }
        Some(match plan.slots() {
            Some(1) => Answer::wrong(
                format!("the plan {} ({}) has no deployment slots", plan.name, plan.sku),
                scale_up(survey.production.site.plan_id.as_deref()),
            ),
            Some(slots) => {
                let used = survey.slots.as_ref().ok().map(|names| used(names, slots)).unwrap_or_default();
                Answer::fine(format!("the plan {} ({}) gives {slots} slots{used}", plan.name, plan.sku))
            }
            None if survey.slot.is_some() => Answer::fine(format!(
                "the app has slots; how many the plan {} ({}) gives is not known",
                plan.name, plan.sku
            )),
            None => Answer::untold(
                format!("how many slots the plan {} ({}) gives is not known", plan.name, plan.sku),
                "create the slot: this version does not know the tier",
            ),
        })
    }
}

/// Production counts as one of them (facts: plans).
fn used(names: &[String], slots: u32) -> String {
    let used = names.len() + 1;
    let free = (slots as usize).saturating_sub(used);
    let names = ["production"].into_iter().chain(names.iter().map(String::as_str)).collect::<Vec<_>>().join(", ");
    format!("; {used} are used ({names}), {free} free")
}

fn scale_up(plan: Option<&str>) -> String {
    let says = "scale the plan up to Standard, which gives 5 slots, or move the app to an Elastic Premium plan";
    match plan {
        Some(id) => {
            let command = shell_line(["az", "appservice", "plan", "update", "--ids", id, "--sku", "S1"]);
            format!("{says}: {command}")
        }
        None => says.to_owned(),
    }
}

fn flex(app: &AppId) -> Answer {
    let command = app.command("functionapp update-strategy config set", ["--type", "RollingUpdate"]);
    Answer::wrong(
        "Flex Consumption has no deployment slots, so there is nothing to swap",
        format!(
            "move the app to an Elastic Premium plan to release it through slots; or deploy to it in place by its own rolling \
             update, which counts from the update after the one that sets it and is rolled back by the former package only: \
             {command}"
        ),
    )
}
