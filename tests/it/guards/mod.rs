//! Each guard of a release is disabled in turn, and then a forbidden condition occurs: the same schedule is harmless only
//! because of that guard. The judgement uses what happened in the world and never what the client reports.

mod case;
mod fence;
pub mod meddling;
mod post_step;
mod read_back;
mod rollback;
