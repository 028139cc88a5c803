use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Digest, brief};

/// The artifact of a workflow run that a package was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenArtifact {
    /// Its name.
    pub name: String,
    /// GitHub's number of it.
    pub id: u64,
    /// The number of the workflow run that uploaded it.
    pub run: u64,
    /// SHA-256 of its bytes, as they were read.
    pub digest: Digest,
    /// The commit of that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

impl fmt::Display for TakenArtifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, run, digest, .. } = self;
        let name = brief(&self.name);
        write!(f, "artifact `{name}` ({id}) of run {run}, sha256 {}", digest.short())
    }
}
