//! Properties of the verdict for arbitrary measurements.

use proptest::prelude::*;

use super::tests::rules;
use super::*;
use crate::record::{Baseline, BaselineWindow, HostHealth, Minute, TrafficReading};
use time::OffsetDateTime;

/// One measurement: good, failing, starting, or without an answer.
fn tick(number: usize, kind: u8) -> Tick {
    Tick {
        at: OffsetDateTime::UNIX_EPOCH + Duration::from_secs(30) * number as u32,
        probes_passed: u32::from(kind == 0),
        probes_failed: if kind == 1 { vec!["GET / answered wrongly".to_owned()] } else { Vec::new() },
        probes_unasked: if kind >= 2 { vec!["health".to_owned()] } else { Vec::new() },
        probes_as_before: Vec::new(),
        host: match kind {
            0 => HostHealth::Running,
            1 => HostHealth::Broken("in state Error".to_owned()),
            2 => HostHealth::Starting("Initialized".to_owned()),
            _ => HostHealth::Unknown("no answer".to_owned()),
        },
        functions_lost: (kind == 0).then(Vec::new),
        content_is_ours: (kind < 2).then_some(true),
    }
}

fn ticks(kinds: &[u8]) -> Vec<Tick> {
    kinds.iter().enumerate().map(|(number, kind)| tick(number, *kind)).collect()
}

/// A reading at the end of a window: requests and errors of each minute, or that it could not be read.
fn reading(minutes: Option<&[(u64, u64)]>) -> TrafficReading {
    let at = |minute: usize| OffsetDateTime::UNIX_EPOCH + Duration::from_secs(60) * minute as u32;
    let minute = |(number, (requests, errors)): (usize, &(u64, u64))| Minute {
        at: at(number),
        requests: Some(*requests),
        errors: Some((*errors).min(*requests)),
        seconds: None,
    };
    TrafficReading {
        at: at(20),
        minutes: minutes.map(|all| all.iter().enumerate().map(minute).collect()).ok_or_else(|| "403".to_owned()),
    }
}

fn baseline() -> Baseline {
    let minutes = reading(Some(&[(600, 2); 30])).minutes;
    Baseline { windows: vec![BaselineWindow { name: "before".to_owned(), minutes }] }
}

fn judge(ticks: &[Tick], readings: &[TrafficReading], has_critical_probes: bool) -> Option<WatchVerdict> {
    judge_watch(
        &rules(has_critical_probes),
        Observations { ticks, readings, baseline: Some(&baseline()), executions: None },
    )
}

#[test]
fn bad_traffic_is_unhealthy_only_where_its_rule_is_enforced() {
    let good: Vec<Tick> = ticks(&[0; 21]);
    let bad = [reading(Some(&[(600, 300); 20]))];
    let judge = |mode| {
        let mut rules = rules(true);
        rules.spec.errors.mode = mode;
        judge_watch(
            &rules,
            Observations { ticks: &good, readings: &bad, baseline: Some(&baseline()), executions: None },
        )
    };
    assert!(matches!(judge(RuleMode::Enforce), Some(WatchVerdict::Unhealthy { basis: Basis::Traffic, .. })));
    assert!(matches!(judge(RuleMode::Observe), Some(WatchVerdict::Healthy { .. })));
}

proptest! {
    #[test]
    fn healthy_needs_a_conclusive_last_measurement_whatever_the_traffic_shows(
        kinds in prop::collection::vec(0u8..4, 21..40), requests in 0u64..5000, probes: bool,
    ) {
        let readings = [reading(Some(&vec![(requests, 0); 15]))];
        if let Some(WatchVerdict::Healthy { basis, .. }) = judge(&ticks(&kinds), &readings, probes) {
            prop_assert_eq!(kinds.last(), Some(&0));
            prop_assert_ne!(basis, Basis::Traffic);
        }
    }

    #[test]
    fn missing_measurements_never_make_production_unhealthy(
        kinds in prop::collection::vec(prop_oneof![Just(0u8), Just(2), Just(3)], 1..60), failed in 0usize..60, probes: bool,
    ) {
        let readings = vec![reading(None); failed];
        let verdict = judge(&ticks(&kinds), &readings, probes);
        let is_unhealthy = matches!(verdict, Some(WatchVerdict::Unhealthy { .. }));
        prop_assert!(!is_unhealthy, "{:?}", verdict);
        // Failed metrics have the same effect as none.
        prop_assert_eq!(verdict, judge(&ticks(&kinds), &[], probes));
    }

    #[test]
    fn more_errors_never_make_an_unhealthy_production_healthy(
        errors in prop::collection::vec(0u64..60, 12), more in 0u64..600, at in 0usize..12,
    ) {
        let series = |errors: &[u64]| errors.iter().map(|errors| (600, *errors)).collect::<Vec<_>>();
        let mut worse = errors.clone();
        worse[at] += more;
        let good = ticks(&[0; 21]);
        let verdict = |errors: &[u64]| judge(&good, &[reading(Some(&series(errors)))], true);
        let was = matches!(verdict(&errors), Some(WatchVerdict::Unhealthy { .. }));
        let is = matches!(verdict(&worse), Some(WatchVerdict::Unhealthy { .. }));
        prop_assert!(is || !was, "{:?} and then {:?}", errors, worse);
    }

    #[test]
    fn replacing_a_good_measurement_by_a_failed_one_never_makes_production_healthy(
        kinds in prop::collection::vec(0u8..2, 21..30), at in 0usize..21,
    ) {
        let mut worse = kinds.clone();
        worse[at] = 1;
        let was = judge(&ticks(&kinds), &[], true);
        let is = judge(&ticks(&worse), &[], true);
        if matches!(was, Some(WatchVerdict::Unhealthy { .. })) {
            let is_healthy = matches!(is, Some(WatchVerdict::Healthy { .. }));
            prop_assert!(!is_healthy);
        }
    }
}
