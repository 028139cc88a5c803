//! The store in the blob container: the whole client against the simulated storage account.

mod azurite;
mod follow;
mod garbage;
mod heavy;
mod kit;
mod layers;
mod looks;
mod memory;
mod releases;
mod uploads;
