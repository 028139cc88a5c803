use std::path::PathBuf;

use serde::Serialize;

use super::layer::{Base, Layer, Made};
use super::layer_use::LayerUse;
use super::lint::{Lint, Target};
use super::{Block, LeftOut, PackagedDurable};
use crate::record::{Digest, Finding, PackedFile};

/// A package ready to be sent.
#[derive(Debug, Clone, Serialize)]
pub struct Package {
    /// The file. It lacks those blocks that are in a store alone.
    #[serde(skip)]
    pub path: PathBuf,
    /// The name of the content: SHA-256 over path, mode and SHA-256 of every entry, in the order of
    /// the paths.
    pub digest: Digest,
    /// SHA-256 of the zip that was given, before anything was added; `None`: it was made of a folder, or is in a store.
    #[serde(skip)]
    pub given_digest: Option<Digest>,
    /// SHA-256 of the file: that of the package only when all of it is on this machine.
    pub package_digest: Digest,
    /// Entries, without the one that we add.
    pub files: u64,
    /// The size of the package in bytes.
    pub bytes: u64,
    /// All of it, cut into blocks.
    #[serde(skip)]
    pub blocks: Vec<Block>,
    /// SHA-256 over the digests of the blocks, one a line.
    #[serde(skip)]
    pub release_id: Digest,
    /// The dependencies it begins with, when it was made of a folder that has some.
    #[serde(skip)]
    pub layer: Option<LayerUse>,
    /// Whether the package contains its own digest, so that it can be read back from Azure.
    #[serde(skip)]
    pub stamped: bool,
    /// The functions it holds; `None` when only running the code would show them.
    #[serde(skip)]
    pub functions: Option<Vec<String>>,
    /// Those of them that no request starts; `None` where they are not listed.
    #[serde(skip)]
    pub by_events: Option<Vec<String>>,
    /// The files, without the one that we add, to be compared with those of a side.
    #[serde(skip)]
    pub contents: Vec<PackedFile>,
    /// What its files say of Durable Functions.
    #[serde(skip)]
    pub durable: PackagedDurable,
    /// Whether functions of other triggers than HTTP and timers cannot be bound: it brings no extensions, and needs its own.
    #[serde(skip)]
    pub lacks_extensions: bool,
    /// What its rules look at.
    #[serde(skip)]
    pub lint: Lint,
    /// The program that `host.json` starts, if it was not executable in the folder: it is in the package.
    #[serde(skip)]
    pub made_executable: Option<String>,
    /// What the folder holds beside it; nothing for a zip, and where nobody looks at it.
    #[serde(skip)]
    pub left_out: Vec<LeftOut>,
}

impl Package {
    /// A package that is in a store, and of which nothing is on this machine: what its files are is not known.
    pub fn retained(digest: Digest, release_id: Digest, blocks: Vec<Block>) -> Self {
        Self {
            path: PathBuf::new(),
            digest,
            given_digest: None,
            package_digest: release_id.clone(),
            files: 0,
            bytes: blocks.iter().map(|block| block.length).sum(),
            blocks,
            release_id,
            layer: None,
            stamped: true,
            functions: None,
            by_events: None,
            contents: Vec::new(),
            durable: PackagedDurable::default(),
            lacks_extensions: false,
            lint: Lint::default(),
            made_executable: None,
            left_out: Vec::new(),
        }
    }

    /// What the rules say of it on such a side, as far as that is known.
    pub fn look(&self, target: &Target) -> Vec<Finding> {
        self.lint.look(self.bytes, target)
    }

    /// Whether every byte of it is on this machine.
    pub fn whole(&self) -> bool {
        self.blocks.iter().all(|block| block.at.is_some())
    }

    /// What is published as the layer of this name, so that the next package can be made without the dependencies. `None` when it
    /// has none, or did not pack them itself. `creator`, `time`: the run that makes it, and when.
    pub fn layer_made(&self, key: &Digest, creator: &str, time: &str) -> Option<Layer> {
        let LayerUse { dependencies, inputs, written, blocks, base } = self.layer.as_ref()?;
        if inputs.is_err() || base.is_some() {
            return None;
        }
        let base = Base { release: self.release_id.clone(), length: self.bytes };
        let made = Made { key, base, creator, time };
        let blocks: &[Block] = self.blocks.get(..*blocks)?;
        Some(Layer::made(&made, dependencies, written, blocks))
    }
}
