//! The verdict of the watch (facts: watch-rules).
//!
//! There are two kinds of rules: some judge each measurement of production ([`look`], a file per rule), others the platform's
//! metrics of users' requests ([`traffic`], likewise). A new rule is a file and a line in its registry. A rule of its own judges
//! the executions of functions that events start ([`executions`]).

mod background;
mod content;
mod errors;
mod evidence;
mod executions;
mod functions;
mod host;
mod latency;
mod ln_gamma;
mod look;
mod look_rule;
mod probes;
#[cfg(test)]
mod properties;
mod rhythm;
mod rules;
mod segments;
mod silence;
mod traffic;
mod traffic_rule;

pub use rhythm::{LOOK_INTERVAL, next_look};
pub use rules::{Observations, WatchRules};

use std::time::Duration;

use look::state;
use look_rule::Signal;
use rules::SPAN;

use crate::record::{Basis, RuleEntry, RuleMode, RuleSeen, Tick, WatchVerdict};

/// New errors at the end of the window extend the watch by at most this.
const FOLLOWED: Duration = Duration::from_secs(60);

/// The current result of each rule; traffic rules only with a baseline.
pub fn watch_findings(rules: &WatchRules, seen: Observations<'_>) -> Vec<RuleEntry> {
    let mut findings = look::findings(rules, seen.ticks);
    if seen.baseline.is_some() {
        findings.extend(traffic::findings(rules, &seen));
    }
    if rules.spec.executions.mode != RuleMode::Off {
        findings.extend(executions::finding(rules, &seen));
    }
    findings
}

/// The verdict, or `None` while it is too early. The time is that of the newest measurement or reading.
///
/// A fault that lasts long enough is a verdict at once, whether measurements or metrics show it. At the end of the window,
/// healthy needs a conclusive last measurement, which is waited for a little, and no long stretch without one; otherwise the verdict is an error when
/// production could not be asked, and inconclusive when it could. Traffic and executions can only make the verdict worse.
pub fn judge_watch(rules: &WatchRules, seen: Observations<'_>) -> Option<WatchVerdict> {
    let counted = rules.counted(seen.ticks);
    let around = rules.before_and_after_settling(seen.ticks);
    let all: Vec<Signal> = around.iter().map(|tick| state(rules, tick)).collect();
    let states = &all[around.len() - counted.len()..];
    let failing = all.iter().rev().take_while(|state| matches!(state, Signal::Bad(_))).count();
    if let (true, Some(Signal::Bad(what))) = (failing >= rules.spec.budgets.failures.max(1) as usize, states.last()) {
        let span = around[around.len() - 1].at - around[around.len() - failing].at;
        if span >= SPAN.min(rules.window / 2) {
            let reason = format!("{what} ({failing} looks in a row over {} s)", span.whole_seconds());
            return Some(WatchVerdict::Unhealthy { basis: rules.basis(), reason });
        }
    }
    let users = traffic::findings(rules, &seen);
    let events = executions::finding(rules, &seen);
    let enforced = |what: RuleSeen| {
        let is_enforced = |rule: &&RuleEntry| rule.mode == RuleMode::Enforce && rule.seen == what;
        let by_users = users.iter().find(is_enforced).map(|rule| (Basis::Traffic, rule));
        by_users.or_else(|| events.iter().find(is_enforced).map(|rule| (Basis::Executions, rule)))
    };
    if let Some((basis, rule)) = enforced(RuleSeen::Bad) {
        return Some(WatchVerdict::Unhealthy { basis, reason: rule.says.clone() });
    }
    let last = seen.ticks.last()?;
    let end = rules.began + rules.window;
    if last.at < end || failing > 0 || may_clear_up(rules, states) {
        return None;
    }
    if let Some((_, rule)) = enforced(RuleSeen::Suspect) {
        let followed = last.at >= end + FOLLOWED.min(rules.window / 4);
        let reason = || format!("the window ended with a suspicion: {}", rule.says);
        return followed.then(|| WatchVerdict::Inconclusive { reason: reason() });
    }
    let with_traffic = users.iter().any(|rule| rule.rule == "errors" && rule.seen == RuleSeen::Good);
    Some(final_verdict(rules, counted, states, with_traffic))
}

/// Whether the newest measurements were neither good nor bad, and so few that the next ones may decide.
fn may_clear_up(rules: &WatchRules, states: &[Signal]) -> bool {
    let undecided = states.iter().rev().take_while(|state| **state != Signal::Good).count();
    matches!(states.last(), Some(Signal::Neither(_))) && undecided <= rules.spec.budgets.inconclusive as usize
}

fn final_verdict(rules: &WatchRules, counted: &[Tick], states: &[Signal], with_traffic: bool) -> WatchVerdict {
    let budgets = &rules.spec.budgets;
    let longest = |is: fn(&Signal) -> bool| states.split(|state| !is(state)).map(<[_]>::len).max().unwrap_or_default();
    let unmeasured = longest(|state| matches!(state, Signal::Unmeasured(_)));
    let undecided = longest(|state| *state != Signal::Good);
    let failed = states.iter().filter(|state| matches!(state, Signal::Bad(_))).count();
    let looks = counted.len();
    let at_the_end = match states.last() {
        Some(Signal::Bad(what) | Signal::Neither(what) | Signal::Unmeasured(what)) => what.as_str(),
        Some(Signal::Good) | None => "",
    };
    let error = |reason: String| WatchVerdict::Error { reason };
    let inconclusive = |reason: String| WatchVerdict::Inconclusive { reason };
    if !counted.iter().any(|tick| tick.content_is_ours == Some(true)) {
        return error("what production runs could not be read during the watch".to_owned());
    }
    if unmeasured > budgets.errors as usize {
        return error(format!("production could not be asked on {unmeasured} looks in a row"));
    }
    match states.last() {
        Some(Signal::Unmeasured(_)) => error(format!("at the end {at_the_end}")),
        Some(Signal::Good) if failed > 2 * budgets.failures as usize => {
            inconclusive(format!("{failed} of {looks} looks showed a fault, never enough of them in a row"))
        }
        Some(Signal::Good) if undecided <= budgets.inconclusive as usize => {
            WatchVerdict::Healthy { basis: rules.basis(), with_traffic }
        }
        Some(Signal::Good) => inconclusive(format!("production could not be judged on {undecided} looks in a row")),
        _ => {
            let good = states.iter().filter(|state| **state == Signal::Good).count();
            inconclusive(format!("only {good} of {looks} looks were conclusive, and at the end {at_the_end}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Baseline, BaselineWindow, HostHealth, Minute, TrafficReading, WatchSpec};
    use proptest::prelude::*;
    use time::OffsetDateTime;

    pub(super) fn rules(has_critical_probes: bool) -> WatchRules {
        WatchRules {
            began: OffsetDateTime::UNIX_EPOCH,
            window: Duration::from_secs(600),
            settle: Duration::from_secs(60),
            interval: Duration::from_secs(30),
            has_critical_probes,
            spec: WatchSpec::default(),
        }
    }

    fn judge(rules: &WatchRules, ticks: &[Tick]) -> Option<WatchVerdict> {
        judge_watch(rules, super::Observations { ticks, readings: &[], baseline: None, executions: None })
    }

    pub(super) fn good(at: u64) -> Tick {
        Tick {
            at: OffsetDateTime::UNIX_EPOCH + Duration::from_secs(at),
            probes_passed: 1,
            probes_failed: Vec::new(),
            probes_unasked: Vec::new(),
            probes_as_before: Vec::new(),
            host: HostHealth::Running,
            functions_lost: Some(Vec::new()),
            content_is_ours: Some(true),
        }
    }

    fn failing(at: u64) -> Tick {
        Tick {
            probes_passed: 0,
            probes_failed: vec!["GET /api/health answered wrongly: status is 200, but was number 500".into()],
            ..good(at)
        }
    }

    fn blind(at: u64) -> Tick {
        Tick {
            probes_passed: 0,
            probes_unasked: vec!["health".into()],
            host: HostHealth::Unknown("no answer".into()),
            functions_lost: None,
            content_is_ours: None,
            ..good(at)
        }
    }

    fn series(tick: impl Fn(u64) -> Tick) -> Vec<Tick> {
        (0..=20).map(|n| tick(n * 30)).collect()
    }

    #[test]
    fn a_window_without_faults_is_healthy_and_names_its_basis() {
        let probes = judge(&rules(true), &series(good));
        assert_eq!(probes, Some(WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false }));
        let host = judge(&rules(false), &series(good));
        assert_eq!(host, Some(WatchVerdict::Healthy { basis: Basis::Host, with_traffic: false }));
    }

    #[test]
    fn a_fault_has_to_last_half_a_minute_or_half_of_a_short_window() {
        let mut ticks: Vec<Tick> = (2..=21).map(|n| good(n * 10)).collect();
        ticks.extend([220, 230, 240].map(failing));
        assert_eq!(judge(&rules(true), &ticks), None, "three measurements within 20 s");
        ticks.push(failing(250));
        assert!(matches!(judge(&rules(true), &ticks), Some(WatchVerdict::Unhealthy { .. })));
        let short = WatchRules { window: Duration::from_secs(40), settle: Duration::ZERO, ..rules(true) };
        assert!(matches!(judge(&short, &[10, 20, 30].map(failing)), Some(WatchVerdict::Unhealthy { .. })));
    }

    #[test]
    fn the_report_of_a_watch_has_a_line_for_each_rule_and_for_traffic_only_with_a_baseline() {
        let ticks = [good(60), failing(90), failing(100), failing(120)];
        let findings = |baseline| {
            watch_findings(&rules(true), Observations { ticks: &ticks, readings: &[], baseline, executions: None })
        };
        let names = |findings: &[RuleEntry]| findings.iter().map(|rule| rule.rule.clone()).collect::<Vec<_>>();
        let by_looks = findings(None);
        assert_eq!(names(&by_looks), ["probes", "host", "content", "functions"]);
        assert_eq!(by_looks[0].seen, RuleSeen::Bad, "{}", by_looks[0].says);
        let baseline = Baseline { windows: Vec::new() };
        assert_eq!(names(&findings(Some(&baseline)))[4..], ["errors", "latency", "silence"]);
    }

    #[test]
    fn a_failing_probe_is_unhealthy_within_three_measurements_after_the_settle_time() {
        let mut ticks: Vec<Tick> = [0, 30, 60].map(good).into();
        let mut at = 90;
        let verdict = loop {
            ticks.push(failing(at));
            if let Some(verdict) = judge(&rules(true), &ticks) {
                break verdict;
            }
            at += next_look(&rules(true), &ticks).as_secs();
        };
        assert!(matches!(verdict, WatchVerdict::Unhealthy { .. }));
        assert_eq!(at, 120, "looks come closer while something is wrong");
    }

    #[test]
    fn an_error_burst_right_after_the_swap_is_not_unhealthy() {
        let ticks = series(|at| if at < 60 { failing(at) } else { good(at) });
        assert_eq!(
            judge(&rules(true), &ticks),
            Some(WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false })
        );
    }

    #[test]
    fn a_fault_that_lasts_beyond_the_first_minute_is_unhealthy_soon_after_it() {
        let every_ten = |last: u64| (0..=last / 10).map(|n| failing(n * 10)).collect::<Vec<_>>();
        assert_eq!(judge(&rules(true), &every_ten(60)), None, "the first minute alone decides nothing");
        assert!(matches!(judge(&rules(true), &every_ten(70)), Some(WatchVerdict::Unhealthy { .. })));
        let mut over = every_ten(60);
        over.push(good(70));
        assert_eq!(judge(&rules(true), &over), None);
    }

    #[test]
    fn without_measurements_the_verdict_is_neither_healthy_nor_unhealthy() {
        for probes in [true, false] {
            let verdict = judge(&rules(probes), &series(blind));
            assert!(matches!(verdict, Some(WatchVerdict::Error { .. })));
        }
    }

    #[test]
    fn probes_alone_do_not_verify_unread_content() {
        let ticks = series(|at| Tick { content_is_ours: None, ..good(at) });
        assert!(matches!(judge(&rules(true), &ticks), Some(WatchVerdict::Error { .. })));
    }

    #[test]
    fn a_fault_in_the_last_measurement_extends_the_watch() {
        let mut ticks = series(good);
        ticks.push(failing(601));
        assert_eq!(judge(&rules(true), &ticks), None);
        ticks.push(good(611));
        assert!(matches!(judge(&rules(true), &ticks), Some(WatchVerdict::Healthy { .. })));
    }

    /// A look in which only what was down before is down.
    fn unclear(at: u64) -> Tick {
        Tick { probes_as_before: vec!["health".into()], ..good(at) }
    }

    /// Looks every ten seconds of the window, these at its end.
    fn ending(with: &[fn(u64) -> Tick]) -> Vec<Tick> {
        let from = 61 - with.len() as u64;
        let last = with.iter().zip(from..).map(|(tick, n)| tick(n * 10));
        (0..from).map(|n| good(n * 10)).chain(last).collect()
    }

    fn healthy() -> Option<WatchVerdict> {
        Some(WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false })
    }

    #[test]
    fn single_faults_are_tolerated_up_to_twice_the_budget() {
        let rules = rules(true);
        let faults = |count: u32| -> Vec<Tick> {
            let some = (0..count).flat_map(|_| [failing as fn(u64) -> Tick, good]);
            ending(&some.collect::<Vec<_>>())
        };
        let budget = 2 * rules.spec.budgets.failures;
        assert_eq!(judge(&rules, &faults(budget)), healthy());
        let reason = format!("{} of 55 looks showed a fault, never enough of them in a row", budget + 1);
        assert_eq!(judge(&rules, &faults(budget + 1)), Some(WatchVerdict::Inconclusive { reason }));
    }

    #[test]
    fn looks_that_tell_nothing_are_tolerated_up_to_the_budget() {
        let rules = rules(true);
        let stretch = |tick: fn(u64) -> Tick, count: u32| {
            let all: Vec<_> = (0..count).map(|_| tick).chain([good as fn(u64) -> Tick]).collect();
            judge(&rules, &ending(&all))
        };
        let budgets = &rules.spec.budgets;
        assert_eq!(stretch(unclear, budgets.inconclusive), healthy());
        let reason = format!("production could not be judged on {} looks in a row", budgets.inconclusive + 1);
        assert_eq!(stretch(unclear, budgets.inconclusive + 1), Some(WatchVerdict::Inconclusive { reason }));
        assert!(!matches!(stretch(blind, budgets.errors), Some(WatchVerdict::Error { .. })));
        let reason = format!("production could not be asked on {} looks in a row", budgets.errors + 1);
        assert_eq!(stretch(blind, budgets.errors + 1), Some(WatchVerdict::Error { reason }));
    }

    #[test]
    fn a_last_look_that_tells_nothing_is_no_healthy_end() {
        let reason = "at the end the probe `health` could not be asked".to_owned();
        assert_eq!(judge(&rules(true), &ending(&[blind])), Some(WatchVerdict::Error { reason }));
        let reason = "only 50 of 55 looks were conclusive, and at the end health; it was down before the swap as well";
        let verdict = Some(WatchVerdict::Inconclusive { reason: reason.to_owned() });
        assert_eq!(judge(&rules(true), &ending(&[unclear as fn(u64) -> Tick; 5])), verdict);
    }

    #[test]
    fn a_last_look_that_is_neither_good_nor_bad_is_followed_by_a_few_more() {
        let rules = rules(true);
        let few = rules.spec.budgets.inconclusive as usize;
        let mut ticks = ending(&[unclear, unclear]);
        assert_eq!(judge(&rules, &ticks), None);
        ticks.push(good(610));
        assert_eq!(judge(&rules, &ticks), healthy());
        assert_eq!(judge(&rules, &ending(&vec![unclear as fn(u64) -> Tick; few])), None);
    }

    #[test]
    fn a_suspicion_at_the_end_of_a_short_window_is_followed_for_a_quarter_of_it() {
        let mut rules = WatchRules { window: Duration::from_secs(100), settle: Duration::ZERO, ..rules(true) };
        rules.spec.latency.mode = RuleMode::Enforce;
        let minute = |n: u64, seconds| Minute {
            at: OffsetDateTime::UNIX_EPOCH + Duration::from_secs(60 * n),
            requests: Some(1_000),
            errors: Some(0),
            seconds: Some(seconds),
        };
        let window = BaselineWindow { name: "before".into(), minutes: Ok((0..30).map(|n| minute(n, 0.1)).collect()) };
        let baseline = Baseline { windows: vec![window] };
        // The only minute that is completely reported is slow.
        let reading = TrafficReading { at: minute(4, 0.0).at, minutes: Ok(vec![minute(0, 30.0)]) };
        let at_the_end = |last: u64| {
            let ticks: Vec<Tick> = (1..=10).map(|n| good(n * 10)).chain([good(last)]).collect();
            let readings = std::slice::from_ref(&reading);
            judge_watch(
                &rules,
                super::Observations { ticks: &ticks, readings, baseline: Some(&baseline), executions: None },
            )
        };
        assert_eq!(at_the_end(124), None);
        assert!(matches!(at_the_end(125), Some(WatchVerdict::Inconclusive { .. })));
    }

    #[test]
    fn a_short_window_settles_for_half_of_it() {
        let short = WatchRules { window: Duration::from_secs(80), ..rules(true) };
        assert_eq!(short.settled(), short.began + Duration::from_secs(40));
        let ticks: Vec<Tick> = (0..8).map(|n| good(n * 10)).collect();
        assert_eq!(short.counted(&ticks).len(), 4);
        let shortest = WatchRules { window: Duration::from_secs(24), ..rules(true) };
        assert_eq!(
            shortest.before_and_after_settling(&ticks).len(),
            7,
            "a third of twelve seconds, from the eighth on"
        );
    }

    #[derive(Debug, Clone, Copy)]
    enum Look {
        Good,
        Failing,
        Blind,
    }

    proptest! {
        #[test]
        fn healthy_needs_a_good_last_measurement_and_unhealthy_needs_three_consecutive_bad_ones(
            seen in prop::collection::vec(prop_oneof![Just(Look::Good), Just(Look::Failing), Just(Look::Blind)], 1..40)
        ) {
            let ticks: Vec<Tick> = seen.iter().enumerate().map(|(n, seen)| {
                let at = n as u64 * 30;
                match seen { Look::Good => good(at), Look::Failing => failing(at), Look::Blind => blind(at) }
            }).collect();
            match judge(&rules(true), &ticks) {
                Some(WatchVerdict::Healthy { .. }) => prop_assert!(matches!(seen.last(), Some(Look::Good))),
                Some(WatchVerdict::Unhealthy { .. }) => {
                    prop_assert!(seen.iter().rev().take(3).all(|seen| matches!(seen, Look::Failing)));
                }
                Some(WatchVerdict::Inconclusive { .. } | WatchVerdict::Error { .. }) => prop_assert!(ticks.len() > 20),
                None => {}
            }
        }
    }
}
