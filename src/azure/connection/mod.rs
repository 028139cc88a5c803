//! Where a trigger's connection leads on one side, and whether it leads both sides to one place.

mod configuration;
mod endpoint;

pub use configuration::{Configuration, Sharing};

#[cfg(test)]
mod tests;
