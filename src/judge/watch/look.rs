//! The result of a single measurement of production: one file per rule.

use super::WatchRules;
use super::look_rule::{LookRule, Signal};
use super::{content::CONTENT, functions::FUNCTIONS, host::HOST, probes::PROBES};
use crate::record::{RuleEntry, RuleMode, RuleSeen, Tick};

/// All of them, in the order in which they are asked.
pub(super) const LOOK_RULES: &[LookRule] = &[PROBES, HOST, CONTENT, FUNCTIONS];

/// The overall result of a measurement. A fault needs one enforced rule; good needs every rule that the verdict rests on,
/// enforced or not.
pub(super) fn state(rules: &WatchRules, tick: &Tick) -> Signal {
    let mut worst = Signal::Good;
    for rule in LOOK_RULES {
        let (mode, carries) = ((rule.mode)(&rules.spec), rule.carries == rules.basis());
        if mode != RuleMode::Enforce && !carries {
            continue;
        }
        match ((rule.see)(tick), mode) {
            (Signal::Bad(what), RuleMode::Enforce) => return Signal::Bad(what),
            (Signal::Bad(what), _) => worst = Signal::Neither(what),
            (signal @ Signal::Unmeasured(_), _) if carries && worst == Signal::Good => worst = signal,
            (signal @ Signal::Neither(_), _) if carries && !matches!(worst, Signal::Neither(_)) => worst = signal,
            _ => {}
        }
    }
    worst
}

/// The results of every rule that is not off, over the measurements that count.
pub(super) fn findings(rules: &WatchRules, ticks: &[Tick]) -> Vec<RuleEntry> {
    let counted = rules.counted(ticks);
    let needed = |rule: &&LookRule| (rule.mode)(&rules.spec) != RuleMode::Off && (rule.applies)(rules);
    LOOK_RULES.iter().filter(needed).map(|rule| finding(rule, rules, counted)).collect()
}

fn finding(rule: &LookRule, rules: &WatchRules, counted: &[Tick]) -> RuleEntry {
    let signals: Vec<Signal> = counted.iter().map(|tick| (rule.see)(tick)).collect();
    let good = signals.iter().filter(|signal| **signal == Signal::Good).count();
    let worst = signals.iter().rev().find(|signal| matches!(signal, Signal::Bad(_)));
    let (seen, why) = match worst.or_else(|| signals.iter().rev().find(|signal| **signal != Signal::Good)) {
        None if signals.is_empty() => (RuleSeen::TooLittle, None),
        None => (RuleSeen::Good, None),
        Some(Signal::Bad(what)) if signals.last() == worst => (RuleSeen::Bad, Some(what)),
        Some(Signal::Bad(what)) => (RuleSeen::Suspect, Some(what)),
        Some(Signal::Unmeasured(what)) => (RuleSeen::NotMeasured, Some(what)),
        Some(Signal::Neither(what)) => (RuleSeen::TooLittle, Some(what)),
        Some(Signal::Good) => (RuleSeen::Good, None),
    };
    let all = signals.len();
    let says = match why {
        Some(why) => format!("good in {good} of {all} measurements; {why}"),
        None => format!("good in {good} of {all} measurements"),
    };
    RuleEntry { rule: rule.id.to_owned(), mode: (rule.mode)(&rules.spec), seen, says }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::{good, rules};
    use crate::record::HostHealth;

    fn failing() -> Tick {
        Tick { probes_passed: 0, probes_failed: vec!["probe failed".into()], ..good(60) }
    }

    fn unasked() -> Tick {
        Tick { probes_passed: 0, probes_unasked: vec!["health".into()], ..good(60) }
    }

    fn starting() -> Tick {
        Tick { host: HostHealth::Starting("in state Initialized".into()), ..good(60) }
    }

    fn observed(mut rules: WatchRules) -> WatchRules {
        (rules.spec.probes, rules.spec.host) = (RuleMode::Observe, RuleMode::Observe);
        rules
    }

    #[test]
    fn a_fault_counts_where_its_rule_is_enforced_and_spoils_a_good_look_where_the_verdict_rests_on_it() {
        assert_eq!(state(&rules(true), &failing()), Signal::Bad("probe failed".into()));
        assert_eq!(state(&observed(rules(true)), &failing()), Signal::Neither("probe failed".into()));
        let broken = Tick { host: HostHealth::Broken("in state Error".into()), ..good(60) };
        assert!(
            matches!(state(&rules(true), &broken), Signal::Bad(_)),
            "enforced, although the verdict rests on probes"
        );
        assert_eq!(state(&observed(rules(true)), &broken), Signal::Good, "neither enforced nor rested on");
    }

    #[test]
    fn only_what_the_verdict_rests_on_has_to_be_measured() {
        assert_eq!(state(&rules(true), &starting()), Signal::Good);
        assert!(matches!(state(&rules(false), &starting()), Signal::Neither(_)));
        assert!(matches!(state(&rules(true), &unasked()), Signal::Unmeasured(_)));
        assert_eq!(state(&rules(false), &unasked()), Signal::Good);
    }

    #[test]
    fn what_was_measured_and_is_unclear_outweighs_what_was_not_measured() {
        let both = Tick { functions_lost: None, ..starting() };
        assert!(matches!(state(&rules(false), &both), Signal::Neither(_)));
        let two = Tick { content_is_ours: None, functions_lost: None, ..good(60) };
        assert_eq!(state(&rules(false), &two), Signal::Unmeasured("what production runs could not be read".into()));
        let mut by_host = observed(rules(false));
        by_host.spec.content = RuleMode::Observe;
        let foreign = Tick { content_is_ours: Some(false), ..starting() };
        let foreign = state(&by_host, &foreign);
        assert_eq!(
            foreign,
            Signal::Neither("production no longer runs this release".into()),
            "the fault is the newest word"
        );
    }

    fn of_probes(ticks: &[Tick]) -> (RuleSeen, String) {
        let all = findings(&rules(true), ticks);
        assert_eq!(all[0].rule, "probes");
        (all[0].seen, all[0].says.clone())
    }

    #[test]
    fn a_rule_says_what_it_saw_last_and_names_a_former_fault() {
        let (bad, well) = (failing(), good(90));
        let says = |ticks: &[Tick]| of_probes(ticks);
        assert_eq!(says(&[]), (RuleSeen::TooLittle, "good in 0 of 0 measurements".into()));
        assert_eq!(says(std::slice::from_ref(&well)), (RuleSeen::Good, "good in 1 of 1 measurements".into()));
        assert_eq!(
            says(&[well.clone(), bad.clone()]),
            (RuleSeen::Bad, "good in 1 of 2 measurements; probe failed".into())
        );
        assert_eq!(says(&[bad, well.clone()]), (RuleSeen::Suspect, "good in 1 of 2 measurements; probe failed".into()));
        assert_eq!(says(&[unasked(), well.clone()]).0, RuleSeen::NotMeasured);
        let as_before = Tick { probes_as_before: vec!["health".into()], ..well.clone() };
        assert_eq!(says(&[as_before, well]).0, RuleSeen::TooLittle);
    }

    #[test]
    fn rules_that_are_off_or_do_not_apply_are_not_shown() {
        let ids = |rules: &WatchRules| -> Vec<String> {
            findings(rules, &[good(60)]).into_iter().map(|finding| finding.rule).collect()
        };
        assert_eq!(ids(&rules(false)), ["host", "content", "functions"]);
        let mut off = rules(true);
        off.spec.host = RuleMode::Off;
        assert_eq!(ids(&off), ["probes", "content", "functions"]);
    }
}
