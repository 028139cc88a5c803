use std::path::PathBuf;

use serde::Serialize;

use super::lint::{Lint, Target};
use super::{Block, Lacks, LeftOut, PackagedDurable};
use crate::record::{Digest, Finding, PackedFile};

/// A package ready to be sent.
#[derive(Debug, Clone, Serialize)]
pub struct Package {
    /// The file.
    #[serde(skip)]
    pub path: PathBuf,
    /// The name of the content: SHA-256 over path, mode and SHA-256 of every entry, in the order of
    /// the paths.
    pub digest: Digest,
    /// SHA-256 of the file.
    pub package_digest: Digest,
    /// Entries, without the one that we add.
    pub files: u64,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// All of it, cut into blocks.
    #[serde(skip)]
    pub blocks: Vec<Block>,
    /// SHA-256 over the digests of the blocks, one a line.
    #[serde(skip)]
    pub release_id: Digest,
    /// Whether the package contains its own digest, so that it can be read back from Azure.
    #[serde(skip)]
    pub stamped: bool,
    /// The functions it holds; `None` when only running the code would show them.
    #[serde(skip)]
    pub functions: Option<Vec<String>>,
    /// The files, without the one that we add, to be compared with those of a side.
    #[serde(skip)]
    pub contents: Vec<PackedFile>,
    /// What its files say of Durable Functions.
    #[serde(skip)]
    pub durable: PackagedDurable,
    /// What its files name and it does not hold.
    #[serde(skip)]
    pub lacks: Lacks,
    /// What its rules look at.
    #[serde(skip)]
    pub lint: Lint,
    /// What the folder holds beside it; nothing for a zip, and where nobody looks at it.
    #[serde(skip)]
    pub left_out: Vec<LeftOut>,
}

impl Package {
    /// What the rules say of it on such a side, as far as that is known.
    pub fn look(&self, target: &Target) -> Vec<Finding> {
        self.lint.look(self.bytes, target)
    }
}
