use std::fmt;

use serde::{Deserialize, Serialize};

use super::Digest;

/// Who built what a slot runs, where that was not the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BuiltBy {
    /// The SCM site, with Oryx (facts: packaging).
    Azure,
}

impl BuiltBy {
    /// As records and outputs have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Azure => "azure",
        }
    }
}

impl fmt::Display for BuiltBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Azure => f.write_str("Azure (Oryx)"),
        }
    }
}

/// A build on the server: the digest of the release is that of what it made, and holds for the side on which it was made. The same
/// sources give another digest elsewhere, and the next time: what is installed is decided anew by each build, and each writes its
/// own number into `oryx-manifest.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ServerBuild {
    /// Who built it.
    pub built_by: BuiltBy,
    /// The content digest of what was sent to be built.
    pub sources: Digest,
    /// How many files were read back of what it made; `None`: it was not read back, so that its digest is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
}
