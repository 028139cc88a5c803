//! What the guards of a release are for: each is blinded in turn, and then what must never be is, which shows that the same
//! schedule is harmless only because of that guard. Judged by what happened in the world, and never by what the client says.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod case;
mod fence;
#[path = "../support/invariants.rs"]
#[allow(dead_code)]
mod invariants;
#[path = "../support/liar.rs"]
mod liar;
mod meddling;
#[path = "../faults/plays.rs"]
#[allow(dead_code)]
mod plays;
mod post_step;
mod read_back;
#[path = "../support/schedule.rs"]
#[allow(dead_code)]
mod schedule;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/trial.rs"]
#[allow(dead_code)]
mod trial;
mod way_back;
