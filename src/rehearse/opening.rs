use std::path::Path;

use tempfile::TempDir;
use time::OffsetDateTime;

use super::problem::Problem;
use crate::cli::InputProblem;
use rehearsal::left_behind::Clearing;
use rehearsal::state::{State, StorageAccount};
use rehearsal::world_file::Description;
use rehearsal::{default_world, world_file};

/// The world of a file, or the built-in one; with the file's description.
pub(super) fn load(
    file: Option<&Path>,
    authority: &str,
    now: OffsetDateTime,
) -> Result<(State, Option<Description>), Problem> {
    let Some(file) = file else {
        return Ok((default_world::build(authority, now), None));
    };
    let wrong = |error: &dyn std::fmt::Display, fix: &str| {
        Problem::World(InputProblem::new("world", format!("{}: {error}", file.display()), fix))
    };
    let source = std::fs::read_to_string(file).map_err(|error| {
        wrong(&error, "check the path; it is relative to the current folder, and the file is UTF-8")
    })?;
    let description = world_file::read(&source)
        .map_err(|error| wrong(&error, "correct the file; `src/docs/simulated-azure.md` describes its keys"))?;
    Ok((world_file::build(&description, authority, now), Some(description)))
}

/// A folder for the time of a rehearsal, which goes with this process however that ends.
pub(super) struct Scratch {
    _clearing: Clearing,
    folder: TempDir,
}

impl Scratch {
    /// A new one.
    pub(super) fn new() -> Result<Self, Problem> {
        let folder = tempfile::Builder::new().prefix("slot-deploy-rehearsal-").tempdir()?;
        Ok(Self { _clearing: Clearing::of(folder.path(), None), folder })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What clients have to know of a world.
pub(super) struct Facts {
    pub(super) tenant: String,
    pub(super) subscription: String,
    pub(super) client: String,
    pub(super) group: String,
    pub(super) app: String,
    pub(super) slot: String,
    pub(super) web_app: Option<String>,
    pub(super) storage: Option<StorageAccount>,
}

impl Facts {
    pub(super) fn of(state: &State) -> Self {
        let place = state.released();
        Self {
            tenant: state.tenant.clone(),
            subscription: state.subscription.clone(),
            client: state.directory.apps.first().map(|app| app.client_id.clone()).unwrap_or_default(),
            group: state.app(&place.app).map(|app| app.group.clone()).unwrap_or_default(),
            slot: place.slot_name().to_owned(),
            storage: state.storage.values().next().cloned(),
            app: place.app,
            web_app: state.apps.values().find(|app| !app.is_function_app()).map(|app| app.name.clone()),
        }
    }
}
