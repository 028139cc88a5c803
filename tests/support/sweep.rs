//! Many runs, spread over the processors, counted.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::schedule::Schedule;
use crate::trial::{Play, Seen};

/// As many violations as a person would look at.
const SHOWN: usize = 60;

/// What came of many runs.
#[derive(Default)]
pub struct Tally {
    pub runs: usize,
    pub outcomes: BTreeMap<String, usize>,
    pub violations: Vec<String>,
    /// Runs that took a freedom that a table gives them, by the table's reason.
    pub excused: BTreeMap<&'static str, usize>,
}

/// How one run is to be taken.
pub enum Verdict {
    Fine,
    Excused(&'static str),
    Wrong(Vec<String>),
}

/// Runs `play` under each schedule. `judge` says what is wrong with a run; `name` how it is had again.
pub fn sweep(
    play: &Play,
    schedules: &[Schedule],
    name: impl Fn(usize) -> String + Sync,
    judge: impl Fn(&Schedule, &Seen) -> Verdict + Sync,
) -> Tally {
    let numbered: Vec<(usize, &Schedule)> = schedules.iter().enumerate().collect();
    let show = |(number, schedule): &(usize, &Schedule)| format!("{} [{schedule}]", name(*number));
    each(&numbered, show, |(_, schedule)| match play.under(schedule) {
        Ok(seen) => (Some(seen.outcome().name().to_owned()), judge(schedule, &seen)),
        Err(panic) => (None, Verdict::Wrong(vec![panic])),
    })
}

/// Runs each case, and says how it ended and how that is to be taken.
pub fn each<T: Sync>(
    cases: &[T],
    show: impl Fn(&T) -> String + Sync,
    run: impl Fn(&T) -> (Option<String>, Verdict) + Sync,
) -> Tally {
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (outcome, verdict) = run(case);
            let outcome = outcome.unwrap_or_else(|| "no-end".to_owned());
            let mut tally = tally.lock().unwrap();
            tally.runs += 1;
            *tally.outcomes.entry(outcome.clone()).or_default() += 1;
            match verdict {
                Verdict::Fine => {}
                Verdict::Excused(reason) => *tally.excused.entry(reason).or_default() += 1,
                Verdict::Wrong(why) => {
                    tally.violations.push(format!("{} ended {outcome}: {}", show(case), why.join("; ")));
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for thread in started {
            thread.join().unwrap();
        }
    });
    tally.into_inner().unwrap()
}

impl Tally {
    /// Prints the figures, and fails when anything was wrong.
    pub fn report(self, what: &str) {
        let outcomes: Vec<String> = self.outcomes.iter().map(|(name, count)| format!("{name}={count}")).collect();
        println!("{what}: runs={} violations={} {}", self.runs, self.violations.len(), outcomes.join(" "));
        for (reason, count) in &self.excused {
            println!("  allowed {count}: {reason}");
        }
        let mut violations = self.violations;
        violations.sort();
        for violation in violations.iter().take(SHOWN) {
            println!("  {violation}");
        }
        assert!(violations.is_empty(), "{} violations in {what}", violations.len());
    }
}
