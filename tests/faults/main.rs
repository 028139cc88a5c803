//! Whatever goes wrong on the way, production ends well, and what is said of it is true. Judged by what happened in the
//! simulated world and not by what the client says.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../support/dice.rs"]
mod dice;
mod fault_alone;
mod fault_killed;
mod fault_pairs;
mod fault_two_releases;
#[path = "../support/gate.rs"]
mod gate;
#[path = "../support/invariants.rs"]
mod invariants;
mod plays;
#[path = "../support/schedule.rs"]
mod schedule;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/sweep.rs"]
mod sweep;
mod tables;
#[path = "../support/trial.rs"]
mod trial;
