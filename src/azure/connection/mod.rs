//! Where a trigger's connection leads on one side, and whether it leads both sides to one place.

mod configuration;
pub(super) mod endpoint;

pub use configuration::{Configuration, Connected, Sharing};

#[cfg(test)]
mod tests;
