//! The store in the blob container: the whole client against the simulated storage account.

mod kit;
mod looks;
