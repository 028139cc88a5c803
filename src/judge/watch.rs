use std::time::Duration;

use time::OffsetDateTime;

use crate::record::{Basis, HostHealth, Tick, WatchVerdict};

/// How production is judged while it is watched; release-safety §3.5, the part that needs no
/// metrics.
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
}

/// Looks while something is wrong come this soon after each other.
const CLOSE_LOOK: Duration = Duration::from_secs(10);
/// A fault counts when this many looks in a row show it …
const STRIKES: usize = 3;
/// … and the first and last of them are this far apart.
const SPAN: Duration = Duration::from_secs(30);
/// More looks in a row than this without a conclusive signal make the watch inconclusive.
const BLIND: usize = 4;

impl WatchRules {
    fn settled(&self) -> OffsetDateTime {
        // A window shorter than the settle time would leave nothing to judge.
        self.began + self.settle.min(self.window / 2)
    }

    fn is_bad(&self, tick: &Tick) -> Option<String> {
        if let Some(first) = tick.probes_failed.first() {
            return Some(first.clone());
        }
        if let HostHealth::Broken(detail) = &tick.host {
            return Some(format!("the Functions host of production is {detail}"));
        }
        if tick.content_is_ours == Some(false) {
            return Some("production no longer runs this release".to_owned());
        }
        match &tick.functions_lost {
            Some(lost) if !lost.is_empty() => Some(format!("production lost the functions {}", lost.join(", "))),
            _ => None,
        }
    }

    fn is_conclusive(&self, tick: &Tick) -> bool {
        match self.basis() {
            Basis::Probes => tick.probes_passed > 0 && tick.probes_unasked.is_empty(),
            Basis::Host => {
                tick.host == HostHealth::Running
                    && tick.functions_lost.as_ref().is_some_and(Vec::is_empty)
                    && tick.content_is_ours == Some(true)
            }
        }
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
    match ticks.last() {
        Some(last) if rules.is_bad(last).is_some() => CLOSE_LOOK.min(rules.interval),
        _ => rules.interval,
    }
}

/// The verdict, or `None` while it is too early for one. `now` is the time of the last look.
///
/// A fault that shows on every look for long enough is a verdict at once. At the end of the window,
/// good needs a conclusive signal on the last look and no long blind stretch; anything less is
/// inconclusive, never healthy.
pub fn judge_watch(rules: &WatchRules, ticks: &[Tick]) -> Option<WatchVerdict> {
    let settled = rules.settled();
    let counted: Vec<&Tick> = ticks.iter().filter(|tick| tick.at >= settled).collect();
    let bad_at_the_end = counted.iter().rev().take_while(|tick| rules.is_bad(tick).is_some()).count();
    if bad_at_the_end >= STRIKES {
        let (first, last) = (counted[counted.len() - bad_at_the_end], counted[counted.len() - 1]);
        if last.at - first.at >= SPAN {
            let what = rules.is_bad(last).unwrap_or_default();
            let seconds = (last.at - first.at).whole_seconds();
            return Some(WatchVerdict::Unhealthy {
                reason: format!("{what} ({bad_at_the_end} looks in a row over {seconds} s)"),
            });
        }
    }
    let last = ticks.last()?;
    if last.at < rules.began + rules.window || bad_at_the_end > 0 {
        return None;
    }
    Some(final_verdict(rules, &counted))
}

fn final_verdict(rules: &WatchRules, counted: &[&Tick]) -> WatchVerdict {
    let good = counted.iter().filter(|tick| rules.is_conclusive(tick)).count();
    let longest_blind = counted.split(|tick| rules.is_conclusive(tick)).map(<[_]>::len).max().unwrap_or(counted.len());
    let last_is_good = counted.last().is_some_and(|tick| rules.is_conclusive(tick));
    let content_confirmed = counted.iter().any(|tick| tick.content_is_ours == Some(true));
    if last_is_good && longest_blind <= BLIND && content_confirmed {
        return WatchVerdict::Healthy { basis: rules.basis() };
    }
    let reason = match (content_confirmed, last_is_good) {
        (false, _) => "what production runs could not be read during the watch".to_owned(),
        (_, true) => format!("production could not be judged on {longest_blind} looks in a row"),
        (_, false) => format!("only {good} of {} looks were conclusive, and the last was not", counted.len()),
    };
    WatchVerdict::Inconclusive { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(has_critical_probes: bool) -> WatchRules {
        WatchRules {
            began: OffsetDateTime::UNIX_EPOCH,
            window: Duration::from_secs(600),
            settle: Duration::from_secs(60),
            interval: Duration::from_secs(30),
            has_critical_probes,
        }
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
        let probes = judge_watch(&rules(true), &series(good));
        assert_eq!(probes, Some(WatchVerdict::Healthy { basis: Basis::Probes }));
        let host = judge_watch(&rules(false), &series(good));
        assert_eq!(host, Some(WatchVerdict::Healthy { basis: Basis::Host }));
    }

    #[test]
    fn a_broken_probe_is_acted_on_within_three_looks_after_settling() {
        let mut ticks: Vec<Tick> = [0, 30, 60].map(good).into();
        let mut at = 90;
        let verdict = loop {
            ticks.push(failing(at));
            if let Some(verdict) = judge_watch(&rules(true), &ticks) {
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
        assert_eq!(judge_watch(&rules(true), &ticks), Some(WatchVerdict::Healthy { basis: Basis::Probes }));
    }

    #[test]
    fn not_being_able_to_look_is_never_healthy_and_never_unhealthy() {
        let verdict = judge_watch(&rules(true), &series(blind));
        assert!(matches!(verdict, Some(WatchVerdict::Inconclusive { .. })));
        let verdict = judge_watch(&rules(false), &series(blind));
        assert!(matches!(verdict, Some(WatchVerdict::Inconclusive { .. })));
    }

    #[test]
    fn probes_alone_do_not_verify_content_that_was_never_read() {
        let ticks = series(|at| Tick { content_is_ours: None, ..good(at) });
        assert!(matches!(judge_watch(&rules(true), &ticks), Some(WatchVerdict::Inconclusive { .. })));
    }

    #[test]
    fn a_fault_on_the_last_look_is_followed_beyond_the_window() {
        let mut ticks = series(good);
        ticks.push(failing(601));
        assert_eq!(judge_watch(&rules(true), &ticks), None);
        ticks.push(good(611));
        assert!(matches!(judge_watch(&rules(true), &ticks), Some(WatchVerdict::Healthy { .. })));
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
            match judge_watch(&rules(true), &ticks) {
                Some(WatchVerdict::Healthy { .. }) => prop_assert!(matches!(seen.last(), Some(Seen::Good))),
                Some(WatchVerdict::Unhealthy { .. }) => {
                    prop_assert!(seen.iter().rev().take(3).all(|seen| matches!(seen, Seen::Failing)));
                }
                Some(WatchVerdict::Inconclusive { .. }) => prop_assert!(ticks.len() > 20),
                None => {}
            }
        }
    }
}
