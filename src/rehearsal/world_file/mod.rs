//! World files: a team's own apps, plans, slots, settings and rights, as YAML.
//!
//! Short to write: what is not said is as in [`default_world`](super::default_world). What is said
//! is taken literally, and a key that nobody knows is an error with its place and the nearest name.
//!
//! [`describe()`] turns a world back into such a file, and loading that gives the same world again.
//! What is only under way at that moment is not in it: a swap, a deployment that has not ended, a
//! host that starts, executions. Neither are logs (effects, requests), GitHub's deployments and
//! issued tokens, what users were answered, and of blobs their leases and blocks. Queues, faults, keys, locks, the
//! history of deployments, all content, all other files below `/home`, vaults, blobs, users, tags, identities, connection
//! strings and `config/web` are.

mod answers;
mod blob_part;
mod build;
mod check;
mod config_stores;
mod content;
mod data_resources;
mod depth;
mod describe;
mod description;
mod either;
mod error;
mod identity_part;
mod insights;
mod plans;
mod principals;
mod queues;
mod side_part;
mod sides;
mod storage;
mod strict_map;
mod surroundings;
mod text;
mod trigger;
mod unsaid;
mod users;
mod vaults;
mod well_formed;

pub use blob_part::BlobPart;
pub use build::build;
pub use config_stores::ConfigStorePart;
pub use data_resources::DataResourcePart;
pub use describe::describe;
pub use description::{Description, PlanPart, SiteApp, Target};
pub use error::WorldFileError;
pub use identity_part::{GitHubPart, PrincipalPart, Trust};
pub use insights::{InsightsPart, WorkspacePart};
pub use side_part::{Deployed, SidePart};
pub use storage::StoragePart;
pub use strict_map::StrictMap;
pub use text::{FileText, Text};
pub use trigger::Trigger;
pub use users::{RhythmPart, UsersPart};
pub use vaults::VaultPart;

/// A dump holds the files of every app; more than this is no description.
const LARGEST: usize = 256 * 1024 * 1024;

/// Reads a world file.
pub fn read(source: &str) -> Result<Description, WorldFileError> {
    if source.len() > LARGEST {
        return Err(WorldFileError::TooLarge { bytes: source.len() });
    }
    if depth::is_too_deep(source) {
        return Err(WorldFileError::TooDeep);
    }
    // A file of nothing but comments is null.
    let read: Result<Option<Description>, _> = serde_yaml::from_str(source);
    let description = read.map_err(|error| WorldFileError::syntax(source, &error))?.unwrap_or_default();
    match check::problems(&description) {
        problems if problems.is_empty() => Ok(description),
        problems => Err(WorldFileError::Inconsistent { problems }),
    }
}

/// Writes a description as a world file.
pub fn write(description: &Description) -> Result<String, WorldFileError> {
    serde_yaml::to_string(description).map_err(|error| WorldFileError::Unwritable(error.to_string()))
}
