//! The simulated world: an Azure and a GitHub to rehearse on.
//!
//! It uses no room of this crate. What it does is written from recordings, schemas and sources of
//! the real services, so that a misreading on the client's side shows as a failure and is not
//! repeated here.
//!
//! - [`state`]: plain types, what there is.
//! - [`laws`]: how it changes, in simulated time; one file per behaviour, each naming its source.
//! - [`doors`]: the HTTP surfaces.
//! - [`faults`]: what goes wrong on purpose, as data.
//! - [`world_file`]: a team's own apps as YAML, and the present world written down again.
//! - [`dns_names`]: host names with dots, where they are asked for.
//! - [`serve`]: the same doors over TLS on a loopback port.

mod answering;
pub mod clock;
pub mod custom_handler;
pub mod default_world;
pub mod dns_names;
pub mod doors;
pub mod faults;
pub mod latency;
pub mod laws;
pub mod left_behind;
pub mod named;
mod pattern;
mod percent;
pub mod resting;
pub mod sample;
pub mod serve;
pub mod state;
mod world;
pub mod world_file;

pub use answering::Answer;
pub use world::{World, WorldOptions};
