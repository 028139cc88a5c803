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
