//! How good the watch is: what is bad is acted on in time, and what is well is left alone. Both are judged by the product's
//! own verdict and the product's own rules, on series that are the same each time. The rules were tuned on other seeds than the one used here.

mod chance;
mod laws;
mod reviewed;
mod watching;
mod week;

use chance::Chance;
use laws::{LAWS, Law, TUNED};
use slot_deploy::record::{WatchSpec, WatchVerdict};
use watching::{Fault, Lag, SETTLE, TICK, WINDOW, Watched, watch};
use week::{DAY, Week};

/// Not one of those that the rules were tuned on.
const SEED: u64 = 9_301;

/// Faults that have to be acted on: name, requests a second, share of errors, and by when.
struct Case {
    name: &'static str,
    rate: (f64, f64),
    share: (f64, f64),
    in_time: fn(from: i64, watched: &Watched) -> bool,
}

fn within_three_ticks(_: i64, watched: &Watched) -> bool {
    watched.visible.is_none_or(|visible| watched.decided <= visible + 3 * TICK)
}

const CASES: &[Case] = &[
    Case {
        name: "50 % at 1/s, within three ticks of being visible",
        rate: (1.0, 1.0),
        share: (0.5, 0.5),
        in_time: within_three_ticks,
    },
    Case {
        name: "50-100 % at 1-50/s, within three ticks of being visible",
        rate: (1.0, 50.0),
        share: (0.5, 1.0),
        in_time: within_three_ticks,
    },
    Case {
        name: "5 % at 20/s, within 4 minutes",
        rate: (20.0, 20.0),
        share: (0.05, 0.05),
        in_time: |from, watched| watched.decided <= from + 240,
    },
    Case {
        name: "5-20 % at 20-50/s, within 4 minutes",
        rate: (20.0, 50.0),
        share: (0.05, 0.2),
        in_time: |from, watched| watched.decided <= from + 240,
    },
    Case {
        name: "5 % at 1/s, within 8 minutes",
        rate: (1.0, 1.0),
        share: (0.05, 0.05),
        in_time: |from, watched| watched.decided <= from + 480,
    },
];

fn is_unhealthy(watched: &Watched) -> bool {
    matches!(watched.verdict, WatchVerdict::Unhealthy { .. })
}

fn lag(number: u64) -> Lag {
    if number.is_multiple_of(2) { Lag::Wandering } else { Lag::Same }
}

/// Of `watches` faulty releases, the share that is acted on in time.
fn caught(law: &'static Law, case: &Case, watches: u64) -> f64 {
    let mut in_time = 0;
    for number in 0..watches {
        let mut chance = Chance::of(SEED, number);
        let week = Week::steady(law, chance.next(), chance.order(case.rate.0, case.rate.1 + 1e-9));
        let swap = chance.between(DAY as f64, 6.0 * DAY as f64) as i64;
        // Most faults come with the swap, and some later; what comes within the settle time counts from its end.
        let from = if chance.share() < 0.75 { 0 } else { SETTLE + chance.between(0.0, 60.0) as i64 };
        let fault = Fault::Errors { from, share: chance.between(case.share.0, case.share.1) };
        let watched = watch(&week, swap, number ^ SEED, lag(number), fault, &WatchSpec::default());
        in_time += u64::from(is_unhealthy(&watched) && (case.in_time)(from.max(SETTLE), &watched));
    }
    let caught = in_time as f64 / watches as f64;
    println!("watch-quality law={} fault=\"{}\" watches={watches} caught={:.2}%", law.name, case.name, 100.0 * caught);
    caught
}

/// Rollbacks per thousand watches of releases that are well.
fn false_alarms(law: &'static Law, weeks: u64, spec: &WatchSpec, name: &str) -> f64 {
    const EACH: u64 = 20;
    let (mut rollbacks, mut undecided) = (0, 0);
    for number in 0..weeks {
        let week = Week::of(law, Chance::of(SEED, 1 << 32 | number).next());
        for n in 0..EACH {
            let swap = Chance::of(number ^ SEED, n).between(0.0, 7.0 * DAY as f64 - WINDOW as f64) as i64;
            let watched = watch(&week, swap, SEED + number * 100 + n, lag(n), Fault::None, spec);
            rollbacks += u64::from(is_unhealthy(&watched));
            undecided +=
                u64::from(!matches!(watched.verdict, WatchVerdict::Unhealthy { .. } | WatchVerdict::Healthy { .. }));
        }
    }
    let watches = weeks * EACH;
    let per_thousand = 1000.0 * rollbacks as f64 / watches as f64;
    println!(
        "watch-quality law={} healthy rules={name} weeks={weeks} watches={watches} rollbacks={rollbacks} \
         ({per_thousand:.2} per thousand) undecided={undecided}",
        law.name
    );
    per_thousand
}

/// The looks see at once what they see; three of them are enough.
fn looks_in_time(watches: u64) {
    for (name, fault) in [
        ("host Error", (|from| Fault::Host { from }) as fn(i64) -> Fault),
        ("broken probe", |from| Fault::Probe { from }),
    ] {
        let in_time = (0..watches).filter(|number| {
            let mut chance = Chance::of(SEED, *number);
            let week = Week::of(&TUNED, chance.next());
            let fault = fault(SETTLE + chance.between(0.0, 480.0) as i64);
            let watched = watch(&week, DAY, *number, lag(*number), fault, &WatchSpec::default());
            is_unhealthy(&watched) && within_three_ticks(0, &watched)
        });
        let caught = in_time.count() as f64 / watches as f64;
        println!("watch-quality fault=\"{name}, within three ticks\" watches={watches} caught={:.2}%", 100.0 * caught);
        assert!(caught >= 0.99, "{name}: {caught}");
    }
}

/// Rules that are quicker with their verdict, and wrong with it.
fn looser() -> WatchSpec {
    let mut spec = WatchSpec::default();
    (spec.errors.readings, spec.errors.rate, spec.errors.times_baseline) = (2, 0.01, 1.0);
    spec
}

#[test]
fn what_is_bad_is_acted_on_in_time() {
    looks_in_time(50);
    for case in CASES {
        // So few that chance may miss one more; the whole number is below.
        assert!(caught(&TUNED, case, 60) >= 0.94, "{}", case.name);
    }
}

#[test]
fn what_is_well_is_left_alone_and_looser_rules_would_not_do_so() {
    assert!(false_alarms(&TUNED, 15, &WatchSpec::default(), "default") < 5.0);
    assert!(false_alarms(&TUNED, 15, &looser(), "looser") >= 5.0);
}

#[test]
#[ignore = "160 thousand watches: some minutes; .ci/run makes them"]
fn three_thousand_weeks_and_every_fault_twenty_thousand_times() {
    looks_in_time(500);
    for case in CASES {
        assert!(caught(&TUNED, case, 20_000) >= 0.99, "{}", case.name);
    }
    assert!(false_alarms(&TUNED, 3000, &WatchSpec::default(), "default") < 1.0);
    assert!(false_alarms(&TUNED, 100, &looser(), "looser") >= 1.0, "looser rules would have been good enough");
}

/// So many weeks and faults under each law, none of which may be much worse than the law that the rules were tuned on.
fn under_each_law(weeks: u64, watches: u64, least: f64, most: f64) {
    for law in LAWS {
        let rollbacks = false_alarms(law, weeks, &WatchSpec::default(), "default");
        assert!(rollbacks <= most, "{}: {rollbacks} rollbacks per thousand", law.name);
        for case in CASES {
            assert!(caught(law, case, watches) >= least, "{}: {}", law.name, case.name);
        }
    }
}

#[test]
fn errors_that_come_by_other_laws_are_judged_nearly_as_well() {
    // So few that chance may bring one or two more; the whole number is below.
    under_each_law(3, 30, 0.9, 34.0);
}

#[test]
#[ignore = "280 thousand watches: some minutes; .ci/run makes them"]
fn a_thousand_weeks_and_every_fault_four_thousand_times_under_each_law() {
    under_each_law(1000, 4_000, 0.98, 10.0);
}
