use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::block::Block;
use super::content::Entry;
use super::cutter::{Cutter, Part};
use super::dependencies::Dependencies;
use super::layered::Written;
use super::locks::FORMAT;
use super::{Source, names};
use crate::record::Digest;

/// The version of the form that is read and written.
const SCHEMA: u32 = 1;
/// What is read in a store is never larger: every package that a plan has room for stays far below.
const LARGEST_JSON: usize = 64 << 20;
const LARGEST_PREFIX: u64 = 16 << 30;
const MOST_ENTRIES: usize = 250_000;
const LONGEST_TEXT: usize = 1024;

/// The dependencies of an app as they begin a package in the store: enough to make that package without having their files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    schema: u32,
    format: u32,
    /// The name of the layer.
    key: Digest,
    /// The release that begins with it.
    base: Base,
    /// The folders that it is.
    folders: Vec<String>,
    /// Its length.
    prefix: u64,
    blocks: Vec<LayerBlock>,
    entries: Vec<LayerEntry>,
    /// The names that code can import from it.
    imports: Vec<String>,
    /// The run that made it.
    creator: String,
    time: String,
}

/// A release in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// The release id.
    pub release: Digest,
    /// The length of its package.
    pub length: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerBlock {
    digest: Digest,
    length: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerEntry {
    name: String,
    sha256: Digest,
    size: u64,
    crc: u32,
    compressed: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stored: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    executable: bool,
}

/// What a store has under the name of a layer is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the layer cannot be used: {0}")]
pub struct BadLayer(pub String);

/// Who made a layer, and of which release.
#[derive(Debug, Clone)]
pub(super) struct Made<'a> {
    pub key: &'a Digest,
    pub base: Base,
    pub creator: &'a str,
    pub time: &'a str,
}

impl Layer {
    /// The layer of a package that begins with these files and blocks.
    pub(super) fn made(made: &Made<'_>, dependencies: &Dependencies, written: &[Written], blocks: &[Block]) -> Self {
        let entry = |written: &Written| LayerEntry {
            name: written.entry.name.to_string(),
            sha256: written.entry.hash.clone(),
            size: written.entry.size,
            crc: written.crc,
            compressed: written.compressed,
            stored: written.stored,
            executable: written.entry.executable,
        };
        let block = |block: &Block| LayerBlock { digest: block.digest.clone(), length: block.length };
        Self {
            schema: SCHEMA,
            format: FORMAT,
            key: made.key.clone(),
            base: made.base.clone(),
            folders: dependencies.folders().to_vec(),
            prefix: blocks.iter().map(|block| block.length).sum(),
            blocks: blocks.iter().map(block).collect(),
            entries: written.iter().map(entry).collect(),
            imports: dependencies.imports(written.iter().map(|written| &*written.entry.name)),
            creator: made.creator.to_owned(),
            time: made.time.to_owned(),
        }
    }

    /// Reads what is in a store under a layer's name. What it says is only taken when it is consistent; that its blocks are there
    /// is for the store to find out.
    pub fn read(json: &[u8]) -> Result<Self, BadLayer> {
        if json.len() > LARGEST_JSON {
            return Err(BadLayer("it is too large".into()));
        }
        let layer: Self = serde_json::from_slice(json).map_err(|error| BadLayer(error.to_string()))?;
        layer.refuse().map_or(Ok(layer), |why| Err(BadLayer(why.to_owned())))
    }

    /// As it is kept in a store.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The name of the layer.
    pub fn key(&self) -> &Digest {
        &self.key
    }

    /// The release whose package begins with it.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Its blocks, which are the first of that package: none of them is on this machine.
    pub fn blocks(&self) -> Vec<Block> {
        let block = |block: &LayerBlock| Block { digest: block.digest.clone(), length: block.length, at: None };
        self.blocks.iter().map(block).collect()
    }

    /// How many bytes it has in the store.
    pub fn bytes(&self) -> u64 {
        self.prefix
    }

    /// How many files it has.
    pub fn files(&self) -> usize {
        self.entries.len()
    }

    /// The names that code can import from it: top-level modules of Python, packages of Node.
    pub fn imports(&self) -> &[String] {
        &self.imports
    }

    /// Whether it is a layer of these dependencies.
    pub(super) fn is_of(&self, dependencies: &Dependencies) -> bool {
        self.folders == dependencies.folders()
    }

    /// Its files, as they lie in every package that begins with it.
    pub(super) fn written(&self) -> Vec<Written> {
        let mut at = 0;
        let written = |file: &LayerEntry| {
            let entry = Entry {
                name: file.name.as_str().into(),
                executable: file.executable,
                hash: file.sha256.clone(),
                size: file.size,
            };
            let LayerEntry { crc, compressed, stored, .. } = *file;
            let written = Written { entry, crc, compressed, stored, offset: at };
            at += written.record().local_length() + compressed;
            written
        };
        self.entries.iter().map(written).collect()
    }

    /// Why it cannot be a layer that this program made.
    fn refuse(&self) -> Option<&'static str> {
        let (entries, blocks) = (&self.entries, &self.blocks);
        if self.schema != SCHEMA || self.format != FORMAT {
            return Some("it has the form of another version");
        }
        if entries.is_empty() || entries.len() > MOST_ENTRIES || self.imports.len() > MOST_ENTRIES {
            return Some("it has no files, or too many");
        }
        if self.prefix > LARGEST_PREFIX || self.prefix >= self.base.length {
            return Some("it is larger than the release that begins with it, or than any package");
        }
        let texts = self.imports.iter().chain([&self.creator, &self.time]);
        if texts.into_iter().any(|text| text.len() > LONGEST_TEXT || text.chars().any(char::is_control)) {
            return Some("a text in it is too long, or has control characters");
        }
        let dependencies = match Dependencies::of(self.folders.iter().map(String::as_str)) {
            Ok(dependencies) if dependencies.folders() == self.folders => dependencies,
            _ => return Some("its folders are none of an app"),
        };
        let in_order = entries.is_sorted_by(|a, b| a.name.as_bytes() < b.name.as_bytes());
        let are_names =
            entries.iter().all(|entry| entry.name.len() <= usize::from(u16::MAX) && dependencies.holds(&entry.name));
        if !in_order || !are_names || names::check(Source::Folder, entries.iter().map(|entry| &*entry.name)).is_err() {
            return Some("a name in it is not that of a file in its folders, or they are not in order");
        }
        // Each is bounded before any are added.
        if entries.iter().any(|entry| {
            entry.compressed > self.prefix
                || entry.size > LARGEST_PREFIX
                || (entry.stored && entry.compressed != entry.size)
        }) {
            return Some("a file in it is larger than all of it");
        }
        let written = self.written();
        let pieces = written.iter().map(|written| {
            let package = dependencies.package_of(&written.entry.name);
            (Part::Dependencies, package, written.record().local_length() + written.compressed)
        });
        if pieces.clone().try_fold(0_u64, |sum, (_, _, length)| sum.checked_add(length)) != Some(self.prefix) {
            return Some("its files are not as long as it says");
        }
        let lengths = Cutter::lengths(pieces);
        (lengths.iter().ne(blocks.iter().map(|block| &block.length))).then_some("its blocks are not those of its files")
    }
}
