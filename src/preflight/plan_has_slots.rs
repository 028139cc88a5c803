use super::{About, Check, Fact, Survey, Weight};
use crate::record::{Explanation, Finding};

/// The plan gives the app slots at all.
pub(super) struct PlanHasSlots;

const ABOUT: About = About {
    explanation: Explanation {
        id: "plan-has-slots",
        title: "The hosting plan has deployment slots",
        why: "Without a second slot there is nothing to swap. A plan that cannot be read is only a warning: the slot \
              itself shows whether there are any.",
        fix: "Move the app to a Standard, Premium or Elastic Premium plan. Flex Consumption has no slots; it has \
              rolling updates of its own.",
        rights: &["Microsoft.Web/serverfarms/Read"],
    },
    reads: &[Fact::ProductionSite, Fact::Plan],
    weight: Weight::Stops,
};

impl Check for PlanHasSlots {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let plan = match &survey.plan {
            Ok(plan) => plan,
            // The resource says the plan in a word; that suffices where the plan itself may not be
            // read.
            Err(_) if survey.production.sku.as_ref().is_some_and(|sku| sku.eq_ignore_ascii_case("FlexConsumption")) => {
                return Some(self.flex());
            }
            Err(error) => {
                return Some(Finding::warning(
                    self.id(),
                    format!("the plan could not be read ({error})"),
                    "give the identity Microsoft.Web/serverfarms/Read",
                ));
            }
        };
        if plan.is_flex() {
            return Some(self.flex());
        }
        Some(match plan.slots() {
            Some(1) => Finding::error(
                self.id(),
                format!("the plan {} ({}) has no deployment slots", plan.name, plan.sku),
                "move the app to a Standard, Premium or Elastic Premium plan",
            ),
            Some(slots) => {
                Finding::fine(self.id(), format!("the plan {} ({}) gives {slots} slots", plan.name, plan.sku))
            }
            None => Finding::warning(
                self.id(),
                format!("how many slots the plan {} ({}) gives is not known", plan.name, plan.sku),
                "nothing, when the slot is there: its tier is newer than this version",
            ),
        })
    }
}

impl PlanHasSlots {
    fn flex(&self) -> Finding {
        Finding::error(
            self.id(),
            "Flex Consumption has no deployment slots, so there is nothing to swap",
            "use its own rolling update (`siteUpdateStrategy: RollingUpdate`), or move the app to an Elastic Premium plan to \
             release it through slots",
        )
    }
}
