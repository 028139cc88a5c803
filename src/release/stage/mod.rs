//! Brings content to one side: packs, looks, delivers, proves, probes, and writes the ticket.

mod apply_settings;
mod apply_site;
mod bring;
mod brought_functions;
mod choice;
mod content_proof;
mod create_slot;
mod delivery;
mod functions;
mod held;
mod issue_ticket;
mod layer;
mod look_for_layer;
mod overtaken;
mod package;
mod package_findings;
mod plan;
mod preflight;
mod probed_files;
mod probes;
mod proof;
mod put_back;
mod read_build;
mod rights;
mod running;
mod seal_ticket;
mod settings_back;
mod staging;
mod stopped;
mod unchanged;

pub(super) use create_slot::how_to_complete;
pub(super) use functions::unbound;
pub(super) use package_findings::target_of;
pub(super) use preflight::{line, stopped_by};
pub(super) use probes::critical_failure;
pub(super) use staging::Staging;
