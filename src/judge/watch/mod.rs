//! The verdict of the watch (release-safety §3.5).
//!
//! Two kinds of rules: those that judge each look at production ([`look`], a file per rule), and those that judge what the
//! platform counted of users' requests ([`traffic`], likewise). A new rule is a file and a line in its registry.

mod content;
mod errors;
mod fresh;
mod functions;
mod host;
mod latency;
mod look;
mod look_rule;
mod probes;
#[cfg(test)]
mod properties;
mod silence;
mod traffic;
mod traffic_rule;

use std::time::Duration;

use look::state;
use look_rule::Signal;
use time::OffsetDateTime;

use crate::record::{Baseline, Basis, RuleEntry, RuleMode, RuleSeen, Tick, TrafficReading, WatchSpec, WatchVerdict};

/// How production is judged while it is watched.
#[derive(Debug, Clone)]
pub struct WatchRules {
    /// When the swap had ended.
    pub began: OffsetDateTime,
    /// How long to watch.
    pub window: Duration,
    /// Blips this soon after the swap are reported and not acted on.
    pub settle: Duration,
    /// The time between two looks while all is well.
    pub interval: Duration,
    /// Whether critical probes are configured for production.
    pub has_critical_probes: bool,
    /// The rules and their thresholds.
    pub spec: WatchSpec,
}

/// Everything that was seen of production.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The looks, oldest first.
    pub ticks: &'a [Tick],
    /// What was known of users' requests, oldest reading first.
    pub readings: &'a [TrafficReading],
    /// What was usual before the swap.
    pub baseline: Option<&'a Baseline>,
}

/// Looks while something is wrong come this soon after each other.
const CLOSE_LOOK: Duration = Duration::from_secs(10);
/// The first and the last of the looks that make a fault are this far apart.
const SPAN: Duration = Duration::from_secs(30);
/// Bad news of users that come with the end of the window are followed for this long.
const FOLLOWED: Duration = Duration::from_secs(60);

impl WatchRules {
    fn settled(&self) -> OffsetDateTime {
        // A window shorter than the settle time would leave nothing to judge.
        self.began + self.settle.min(self.window / 2)
    }

    /// The looks after the settle time.
    fn counted<'a>(&self, ticks: &'a [Tick]) -> &'a [Tick] {
        let settled = self.settled();
        &ticks[ticks.partition_point(|tick| tick.at < settled)..]
    }

    fn basis(&self) -> Basis {
        match self.has_critical_probes {
            true => Basis::Probes,
            false => Basis::Host,
        }
    }
}

/// How long to wait until the next look.
pub fn next_look(rules: &WatchRules, ticks: &[Tick]) -> Duration {
    match ticks.last().map(|last| state(rules, last)) {
        Some(Signal::Bad(_)) => CLOSE_LOOK.min(rules.interval),
        _ => rules.interval,
    }
}

/// What each rule sees now, those about users' requests only where a baseline was taken.
pub fn watch_findings(rules: &WatchRules, seen: Seen<'_>) -> Vec<RuleEntry> {
    let mut findings = look::findings(rules, seen.ticks);
    if seen.baseline.is_some() {
        findings.extend(traffic::findings(rules, &seen));
    }
    findings
}

/// The verdict, or `None` while it is too early for one. `now` is the time of the newest look or reading.
///
/// What is bad for long enough is a verdict at once, whether production itself showed it or its users. At the end of the
/// window, good needs a conclusive signal on the last look and no long stretch without one; anything less is an error when
/// production could not be asked, and otherwise inconclusive. Users' requests can only make the verdict worse.
pub fn judge_watch(rules: &WatchRules, seen: Seen<'_>) -> Option<WatchVerdict> {
    let counted = rules.counted(seen.ticks);
    let states: Vec<Signal> = counted.iter().map(|tick| state(rules, tick)).collect();
    let failing = states.iter().rev().take_while(|state| matches!(state, Signal::Bad(_))).count();
    if let (true, Some(Signal::Bad(what))) = (failing >= rules.spec.budgets.failures.max(1) as usize, states.last()) {
        let span = counted[counted.len() - 1].at - counted[counted.len() - failing].at;
        if span >= SPAN.min(rules.window / 2) {
            let reason = format!("{what} ({failing} looks in a row over {} s)", span.whole_seconds());
            return Some(WatchVerdict::Unhealthy { basis: rules.basis(), reason });
        }
    }
    let users = traffic::findings(rules, &seen);
    let enforced = |what: RuleSeen| users.iter().find(|rule| rule.mode == RuleMode::Enforce && rule.seen == what);
    if let Some(rule) = enforced(RuleSeen::Bad) {
        return Some(WatchVerdict::Unhealthy { basis: Basis::Traffic, reason: rule.says.clone() });
    }
    let last = seen.ticks.last()?;
    let end = rules.began + rules.window;
    if last.at < end || failing > 0 {
        return None;
    }
    if let Some(rule) = enforced(RuleSeen::Suspect) {
        let followed = last.at >= end + FOLLOWED.min(rules.window / 4);
        let reason = || format!("the window ended with a suspicion: {}", rule.says);
        return followed.then(|| WatchVerdict::Inconclusive { reason: reason() });
    }
    let with_traffic = users.iter().any(|rule| rule.rule == "errors" && rule.seen == RuleSeen::Good);
    Some(final_verdict(rules, counted, &states, with_traffic))
}

fn final_verdict(rules: &WatchRules, counted: &[Tick], states: &[Signal], with_traffic: bool) -> WatchVerdict {
    let budgets = &rules.spec.budgets;
    let longest = |is: fn(&Signal) -> bool| states.split(|state| !is(state)).map(<[_]>::len).max().unwrap_or_default();
    let unmeasured = longest(|state| matches!(state, Signal::Unmeasured(_)));
    let undecided = longest(|state| *state != Signal::Good);
    let failed = states.iter().filter(|state| matches!(state, Signal::Bad(_))).count();
    let looks = counted.len();
    let last_words = match states.last() {
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
        Some(Signal::Unmeasured(_)) => error(format!("at the end {last_words}")),
        Some(Signal::Good) if failed > 2 * budgets.failures as usize => {
            inconclusive(format!("{failed} of {looks} looks showed a fault, never enough of them in a row"))
        }
        Some(Signal::Good) if undecided <= budgets.inconclusive as usize => {
            WatchVerdict::Healthy { basis: rules.basis(), with_traffic }
        }
        Some(Signal::Good) => inconclusive(format!("production could not be judged on {undecided} looks in a row")),
        _ => {
            let good = states.iter().filter(|state| **state == Signal::Good).count();
            inconclusive(format!("only {good} of {looks} looks were conclusive, and at the end {last_words}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::HostHealth;
    use proptest::prelude::*;

    pub fn rules(has_critical_probes: bool) -> WatchRules {
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
        judge_watch(rules, super::Seen { ticks, readings: &[], baseline: None })
    }

    fn good(at: u64) -> Tick {
        Tick {
            at: OffsetDateTime::UNIX_EPOCH + Duration::from_secs(at),
            probes_passed: 1,
            probes_failed: Vec::new(),
            probes_unasked: Vec::new(),
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
    fn a_quiet_window_is_healthy_and_says_what_it_rests_on() {
        let probes = judge(&rules(true), &series(good));
        assert_eq!(probes, Some(WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false }));
        let host = judge(&rules(false), &series(good));
        assert_eq!(host, Some(WatchVerdict::Healthy { basis: Basis::Host, with_traffic: false }));
    }

    #[test]
    fn a_broken_probe_is_acted_on_within_three_looks_after_settling() {
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
    fn a_blip_right_after_the_swap_is_not_acted_on() {
        let ticks = series(|at| if at < 60 { failing(at) } else { good(at) });
        assert_eq!(
            judge(&rules(true), &ticks),
            Some(WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false })
        );
    }

    #[test]
    fn not_being_able_to_look_is_never_healthy_and_never_unhealthy() {
        for probes in [true, false] {
            let verdict = judge(&rules(probes), &series(blind));
            assert!(matches!(verdict, Some(WatchVerdict::Error { .. })));
        }
    }

    #[test]
    fn probes_alone_do_not_verify_content_that_was_never_read() {
        let ticks = series(|at| Tick { content_is_ours: None, ..good(at) });
        assert!(matches!(judge(&rules(true), &ticks), Some(WatchVerdict::Error { .. })));
    }

    #[test]
    fn a_fault_on_the_last_look_is_followed_beyond_the_window() {
        let mut ticks = series(good);
        ticks.push(failing(601));
        assert_eq!(judge(&rules(true), &ticks), None);
        ticks.push(good(611));
        assert!(matches!(judge(&rules(true), &ticks), Some(WatchVerdict::Healthy { .. })));
    }

    #[derive(Debug, Clone, Copy)]
    enum Seen {
        Good,
        Failing,
        Blind,
    }

    proptest! {
        #[test]
        fn healthy_needs_a_good_last_look_and_unhealthy_needs_three_bad_ones_in_a_row(
            seen in prop::collection::vec(prop_oneof![Just(Seen::Good), Just(Seen::Failing), Just(Seen::Blind)], 1..40)
        ) {
            let ticks: Vec<Tick> = seen.iter().enumerate().map(|(n, seen)| {
                let at = n as u64 * 30;
                match seen { Seen::Good => good(at), Seen::Failing => failing(at), Seen::Blind => blind(at) }
            }).collect();
            match judge(&rules(true), &ticks) {
                Some(WatchVerdict::Healthy { .. }) => prop_assert!(matches!(seen.last(), Some(Seen::Good))),
                Some(WatchVerdict::Unhealthy { .. }) => {
                    prop_assert!(seen.iter().rev().take(3).all(|seen| matches!(seen, Seen::Failing)));
                }
                Some(WatchVerdict::Inconclusive { .. } | WatchVerdict::Error { .. }) => prop_assert!(ticks.len() > 20),
                None => {}
            }
        }
    }
}
