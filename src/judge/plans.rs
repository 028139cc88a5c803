use crate::record::{SidePlan, TicketPlans};

/// What became of the plans since they were written down, in a clause; `None`: they are as they were, as far as both are said.
pub(super) fn moved(then: &TicketPlans, now: &TicketPlans) -> Option<String> {
    let changes: Vec<String> =
        sides(then, now).into_iter().filter_map(|(side, [then, now])| changed(side, then, now)).collect();
    (!changes.is_empty()).then(|| changes.join("; "))
}

/// What was said and is not said any more, in a clause.
pub(super) fn unsaid(then: &TicketPlans, now: &TicketPlans) -> Option<String> {
    let is_unsaid = |[then, now]: [&SidePlan; 2]| {
        then.id.is_some() && now.id.is_none()
            || then.sku.is_some() && now.sku.is_none()
            || then.kind.is_some() && now.kind.is_none()
    };
    let (side, _) = sides(then, now).into_iter().find(|(_, plans)| is_unsaid(*plans))?;
    Some(format!(
        "whether {side} is still on its plan is unknown: Azure said it when this was staged, and does not now"
    ))
}

fn sides<'a>(then: &'a TicketPlans, now: &'a TicketPlans) -> [(&'static str, [&'a SidePlan; 2]); 2] {
    [("the slot", [&then.slot, &now.slot]), ("production", [&then.production, &now.production])]
}

fn changed(side: &str, then: &SidePlan, now: &SidePlan) -> Option<String> {
    let sku = differing(&then.sku, &now.sku);
    let is_elsewhere = then.id.as_ref().zip(now.id.as_ref()).is_some_and(|(then, now)| then != now);
    match (sku, differing(&then.kind, &now.kind)) {
        (Some([then, now]), _) => {
            Some(format!("{side} was on a plan {then} when this was staged, and is on a plan {now} now"))
        }
        (None, _) if is_elsewhere => Some(format!("{side} was moved to another plan since this was staged")),
        (None, Some([then, now])) => Some(format!("{side} was `{then}` when this was staged, and is `{now}` now")),
        (None, None) => None,
    }
}

/// Both, where both are said and differ by more than their case.
fn differing<'a>(then: &'a Option<String>, now: &'a Option<String>) -> Option<[&'a str; 2]> {
    let both = [then.as_deref()?, now.as_deref()?];
    (!both[0].eq_ignore_ascii_case(both[1])).then_some(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    fn plan(id: &str, sku: &str, kind: &str) -> SidePlan {
        SidePlan { id: Some(Digest::of(id.as_bytes())), sku: Some(sku.into()), kind: Some(kind.into()) }
    }

    fn both(slot: SidePlan) -> TicketPlans {
        TicketPlans { slot, production: plan("a", "ElasticPremium", "functionapp,linux") }
    }

    #[test]
    fn each_difference_is_said_and_another_case_is_none() {
        let then = both(plan("a", "ElasticPremium", "functionapp,linux"));
        let said = |slot| moved(&then, &both(slot)).unwrap_or_default();
        assert_eq!(said(plan("a", "elasticpremium", "functionapp,Linux")), "");
        assert_eq!(
            said(plan("b", "Dynamic", "functionapp,linux")),
            "the slot was on a plan ElasticPremium when this was staged, and is on a plan Dynamic now"
        );
        assert!(said(plan("b", "ElasticPremium", "functionapp,linux")).contains("moved to another plan"));
        assert!(said(plan("a", "ElasticPremium", "functionapp")).contains("is `functionapp` now"));
    }

    #[test]
    fn what_azure_does_not_say_any_more_is_unknown_and_what_it_never_said_is_not_missed() {
        let (said, silent) = (both(plan("a", "ElasticPremium", "functionapp")), both(SidePlan::default()));
        assert_eq!(moved(&said, &silent), None);
        assert!(unsaid(&said, &silent).is_some_and(|why| why.contains("the slot is still on its plan")));
        assert_eq!((unsaid(&silent, &said), moved(&silent, &said)), (None, None));
    }
}
