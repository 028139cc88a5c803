use super::{Check, Survey};
use crate::record::Finding;

/// The plan gives the app slots at all.
pub struct PlanHasSlots;

impl Check for PlanHasSlots {
    fn id(&self) -> &'static str {
        "plan-has-slots"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let plan = match &survey.plan {
            Ok(plan) => plan,
            // The resource says the plan in a word; that suffices where the plan itself may not be
            // read.
            Err(_) if survey.production.sku.eq_ignore_ascii_case("FlexConsumption") => {
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
            1 => Finding::error(
                self.id(),
                format!("the plan {} ({}) has no deployment slots", plan.name, plan.sku),
                "move the app to a Standard, Premium or Elastic Premium plan",
            ),
            slots => Finding::fine(self.id(), format!("the plan {} ({}) gives {slots} slots", plan.name, plan.sku)),
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
