use std::path::Path;

use super::locks::{self, LayerInputs};
use super::{Dependencies, PackageError};

/// What decides which layer a release of `source` takes its dependencies from; or why it takes none, as a clause. Only lock files
/// are read: nothing is packed.
pub fn layer_asked(source: &Path, dependencies: &Dependencies) -> Result<Result<LayerInputs, String>, PackageError> {
    let found = std::fs::metadata(source)
        .map_err(|error| PackageError::NotFound { path: source.display().to_string(), reason: error.to_string() })?;
    if !found.is_dir() {
        return Ok(Err("`package` is a zip, which is released with the dependencies that are in it".to_owned()));
    }
    let inputs = locks::read(source, dependencies)?;
    Ok(match (inputs, dependencies.there_in(source)) {
        (Ok(_), Some(there)) => Err(format!(
            "`{there}` is in the folder already, and a release takes what is there and mixes no layer into it"
        )),
        (inputs, _) => inputs,
    })
}
