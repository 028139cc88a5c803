use super::rules::SPAN;
use super::{Observations, WatchRules};
use crate::record::{FunctionExecutions, RuleEntry, RuleSeen};

/// Functions that events start and that fail on every execution of the new version. Probes and host look well then. A function
/// that succeeded once is not judged: which events are bad is not known here, and one bad message is tried several times.
pub(super) fn finding(rules: &WatchRules, seen: &Observations<'_>) -> Option<RuleEntry> {
    let executions = seen.executions?;
    let (all, failed) = executions.sum();
    let failing = || executions.functions.iter().filter(|function| is_failing(function));
    let lasting = failing().find(|function| lasts(rules, function));
    let (what, says) = match (lasting, failing().next(), all) {
        (Some(function), ..) => (RuleSeen::Bad, words(function)),
        (None, Some(function), _) => (RuleSeen::Suspect, words(function)),
        (None, None, 0) => match &executions.not_asked {
            Some(why) => (RuleSeen::NotMeasured, why.clone()),
            None => (RuleSeen::TooLittle, "no execution of the new version was reported yet".to_owned()),
        },
        (None, None, _) => {
            (RuleSeen::Good, format!("{all} executions of the new version were reported; {failed} failed"))
        }
    };
    Some(RuleEntry { rule: "executions".to_owned(), mode: rules.spec.executions.mode, seen: what, says })
}

/// Every execution of the new version failed, and not as often as that before.
fn is_failing(function: &FunctionExecutions) -> bool {
    let failed_before = function.before > 0 && function.failed_before.saturating_mul(2) >= function.before;
    function.executions > 0 && function.failed >= function.executions && !failed_before
}

/// At several times, over half a minute, and still after the settle time.
fn lasts(rules: &WatchRules, function: &FunctionExecutions) -> bool {
    let (Some(first), Some(last)) = (function.first, function.last) else { return false };
    function.moments >= rules.spec.executions.times && last - first >= SPAN && last >= rules.settled()
}

fn words(function: &FunctionExecutions) -> String {
    let FunctionExecutions { function, executions, before, failed_before, .. } = function;
    let before = match before {
        0 => "none was reported in the hour before it".to_owned(),
        _ => format!("in the hour before it {failed_before} of {before} failed"),
    };
    let all = match executions {
        1 => "the one execution".to_owned(),
        _ => format!("all {executions} executions"),
    };
    format!("{all} of {function} since the swap failed; {before}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::judge_watch;
    use crate::judge::watch::tests::{good, rules};
    use crate::record::{Basis, EventExecutions, RuleMode, Tick, WatchVerdict};
    use proptest::prelude::*;
    use std::time::Duration;
    use time::OffsetDateTime;

    fn take(executions: u64, failed: u64) -> FunctionExecutions {
        let at = |seconds| Some(OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds));
        FunctionExecutions {
            function: "Take".to_owned(),
            executions,
            failed,
            moments: 3,
            first: at(50),
            last: at(80),
            before: 40,
            failed_before: 0,
        }
    }

    fn judged(rules: &WatchRules, function: FunctionExecutions) -> (RuleSeen, Option<WatchVerdict>) {
        let executions = EventExecutions { functions: vec![function], ..EventExecutions::default() };
        let ticks: Vec<Tick> = (0..=20).map(|n| good(n * 30)).collect();
        let seen = Observations { ticks: &ticks, readings: &[], baseline: None, executions: Some(&executions) };
        (finding(rules, &seen).unwrap().seen, judge_watch(rules, seen))
    }

    #[test]
    fn a_function_that_fails_on_every_execution_at_several_times_is_unhealthy() {
        let (seen, verdict) = judged(&rules(true), take(12, 12));
        let reason = "all 12 executions of Take since the swap failed; in the hour before it 0 of 40 failed".to_owned();
        assert_eq!(seen, RuleSeen::Bad);
        assert_eq!(verdict, Some(WatchVerdict::Unhealthy { basis: Basis::Executions, reason }));
    }

    #[test]
    fn one_success_makes_failures_no_fault() {
        assert!(matches!(judged(&rules(true), take(100, 99)), (RuleSeen::Good, Some(WatchVerdict::Healthy { .. }))));
    }

    #[test]
    fn what_failed_before_the_swap_is_not_the_releases_fault() {
        let before = |failed_before| judged(&rules(true), FunctionExecutions { failed_before, ..take(12, 12) }).0;
        assert_eq!([before(40), before(20), before(19)], [RuleSeen::Good, RuleSeen::Good, RuleSeen::Bad]);
        let (seen, _) = judged(&rules(true), FunctionExecutions { before: 0, ..take(12, 12) });
        assert_eq!(seen, RuleSeen::Bad, "nothing was executed before");
    }

    #[test]
    fn a_bad_message_that_is_tried_five_times_is_a_suspicion_and_no_fault() {
        let at_once = FunctionExecutions { moments: 1, first: take(5, 5).last, ..take(5, 5) };
        assert_eq!(judged(&rules(true), at_once), (RuleSeen::Suspect, None), "it is followed for a while");
        let twice = FunctionExecutions { moments: 2, ..take(10, 10) };
        assert_eq!(judged(&rules(true), twice).0, RuleSeen::Suspect);
    }

    #[test]
    fn failures_of_the_settle_time_alone_are_a_suspicion() {
        let last = take(1, 1).first.map(|first| first + Duration::from_secs(9));
        let first = last.map(|last| last - SPAN);
        assert_eq!(judged(&rules(true), FunctionExecutions { first, last, ..take(9, 9) }).0, RuleSeen::Suspect);
    }

    #[test]
    fn an_observed_rule_changes_nothing() {
        let mut rules = rules(true);
        rules.spec.executions.mode = RuleMode::Observe;
        assert!(matches!(judged(&rules, take(12, 12)), (RuleSeen::Bad, Some(WatchVerdict::Healthy { .. }))));
    }

    proptest! {
        #[test]
        fn only_a_function_without_a_success_and_with_failures_at_three_times_over_half_a_minute_is_unhealthy(
            executions in 0u64..50, failed in 0u64..50, moments in 0u64..6, first in 0u64..200, span in 0u64..200,
            before in 0u64..50, failed_before in 0u64..50,
        ) {
            let at = |seconds| Some(OffsetDateTime::UNIX_EPOCH + Duration::from_secs(seconds));
            let failed = failed.min(executions);
            let failed_before = failed_before.min(before);
            let function = FunctionExecutions {
                function: "Take".to_owned(), executions, failed, moments, first: at(first), last: at(first + span),
                before, failed_before,
            };
            let (_, verdict) = judged(&rules(true), function);
            if matches!(verdict, Some(WatchVerdict::Unhealthy { .. })) {
                prop_assert!(executions > 0 && failed == executions && moments >= 3 && span >= 30);
                prop_assert!(before == 0 || failed_before * 2 < before);
            }
        }
    }
}
