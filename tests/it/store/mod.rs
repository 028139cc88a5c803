//! The store in the blob container: the whole client against the simulated storage account.

mod garbage;
mod kit;
mod layers;
mod locks;
mod looks;
mod memory;
mod uploads;
