//! Where a trigger's connection leads on one side, and whether it leads both sides to one place.

mod configuration;
pub(super) mod endpoint;
mod opening;
mod task_hub;

pub use configuration::{Configuration, Connected, HOST_STORAGE, Sharing};
pub use opening::{Opening, Service};
pub use task_hub::TaskHub;

#[cfg(test)]
mod tests;
