//! Many runs, spread over the processors.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::described;
use crate::support::draw::{only, seed, share};
use crate::support::schedule::Schedule;
use crate::support::trial::{Play, Seen};

/// The number of violations that are printed.
const SHOWN: usize = 60;

/// The results of many runs.
#[derive(Default)]
pub struct Tally {
    pub runs: usize,
    pub outcomes: BTreeMap<String, usize>,
    pub violations: Vec<String>,
    /// Runs that took a freedom that a table gives them, by the table's reason.
    pub excused: BTreeMap<&'static str, usize>,
}

/// What one run came to.
pub struct Ran {
    /// How it ended; nothing when it panicked.
    pub ended: Option<String>,
    pub verdict: Verdict,
    /// Everything that was written to the console.
    pub log: String,
}

/// The verdict on one run.
pub enum Verdict {
    Fine,
    Excused(&'static str),
    Wrong(Vec<String>),
}

/// Runs `play` under each schedule. `judge` says what is wrong with a run.
pub fn sweep(play: &Play, schedules: &[Schedule], judge: impl Fn(&Schedule, &Seen) -> Verdict + Sync) -> Tally {
    each(schedules, Schedule::to_string, |schedule| match play.under(schedule) {
        Ok(seen) => {
            Ran { ended: Some(seen.outcome().name().to_owned()), verdict: judge(schedule, &seen), log: seen.log() }
        }
        Err(panic) => Ran::panicked(panic),
    })
}

/// Runs each case, and says how it ended and how that is to be taken. `show` prints a case as nothing else is printed.
pub fn each<T: Sync>(cases: &[T], show: impl Fn(&T) -> String + Sync, run: impl Fn(&T) -> Ran + Sync) -> Tally {
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let only = only();
    let work = || {
        described::check_no_more_on_this_thread();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            if only.as_ref().is_some_and(|only| !show(case).contains(only)) {
                continue;
            }
            let Ran { ended, verdict, log } = run(case);
            if only.is_some() {
                println!("{}\n{log}", show(case));
            }
            let ended = ended.unwrap_or_else(|| "no-end".to_owned());
            let mut tally = tally.lock().unwrap();
            tally.runs += 1;
            *tally.outcomes.entry(ended.clone()).or_default() += 1;
            match verdict {
                Verdict::Fine => {}
                Verdict::Excused(reason) => *tally.excused.entry(reason).or_default() += 1,
                Verdict::Wrong(why) => {
                    tally.violations.push(format!("[{}] ended {ended}: {}", show(case), why.join("; ")));
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

impl Ran {
    /// A run that ended in a panic.
    pub fn panicked(why: String) -> Self {
        Self { ended: None, verdict: Verdict::Wrong(vec![why]), log: String::new() }
    }
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
        let again = format!("FAULT_SEED={} FAULT_SHARE={} FAULT_ONLY='…'", seed(), share());
        assert!(
            violations.is_empty(),
            "{} violations in {what}; one of them again, by its words: {again}",
            violations.len()
        );
    }
}
