//! Whatever goes wrong on the way, production ends well, and what is said of it is true. Judged by what happened in the
//! simulated world and not by what the client says.

mod fault_alone;
mod fault_killed;
mod fault_odd_numbers;
mod fault_pairs;
mod fault_two_releases;
mod tables;
