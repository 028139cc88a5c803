use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use ring::digest::{Context, SHA256};

use super::block::Block;
use super::central::{self, Directory};
use super::cutter::{Cutter, Part};
use super::dependencies::Dependencies;
use super::{PackageError, central::Listed};
use crate::record::Digest;

/// A store takes 50,000 blocks for one blob. A zip in whose order dependencies and code take turns is cut by size alone before that.
const MOST_BLOCKS: usize = 10_000;

/// A package that was read once from its begin to its end.
pub(super) struct Cut {
    pub blocks: Vec<Block>,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
}

/// Cuts a finished package into its blocks: one that we made into those that it was made of.
pub(super) fn cut(path: &Path, dependencies: &Dependencies) -> Result<Cut, PackageError> {
    let unreadable = |error: std::io::Error| PackageError::unreadable(path, &error);
    let mut file = File::open(path).map_err(unreadable)?;
    let bytes = file.metadata().map_err(unreadable)?.len();
    let directory = central::read(&mut file).ok();
    let listed = directory.as_ref().and_then(|directory| Some((directory, directory.listed().ok()?)));
    let lengths = listed.map(|(directory, listed)| lengths(directory, &listed, dependencies, bytes));
    let lengths = lengths
        .filter(|lengths| lengths.len() <= MOST_BLOCKS)
        .unwrap_or_else(|| Cutter::lengths([(Part::Code, "", bytes)]));
    file.rewind().map_err(unreadable)?;
    let (mut blocks, mut whole, mut at, mut block) = (Vec::new(), Context::new(&SHA256), 0, Vec::new());
    for length in lengths {
        block.resize(length as usize, 0);
        file.read_exact(&mut block).map_err(unreadable)?;
        whole.update(&block);
        blocks.push(Block { digest: Digest::of(&block), length, at: Some(at) });
        at += length;
    }
    Ok(Cut { blocks, digest: Digest::from_hash(whole.finish().as_ref()), bytes })
}

fn lengths(directory: &Directory, listed: &[Listed], dependencies: &Dependencies, bytes: u64) -> Vec<u64> {
    let part = |name: &str, ours: Part, other: Part| if dependencies.holds(name) { ours } else { other };
    let package = |listed: &Listed| dependencies.package_of(&listed.name).to_owned();
    let mut in_order: Vec<&Listed> = listed.iter().filter(|listed| listed.offset < directory.offset()).collect();
    in_order.sort_by_key(|listed| listed.offset);
    // An entry reaches to the next one; what stands before the first belongs to it.
    let ends = in_order.iter().skip(1).map(|listed| listed.offset).chain([directory.offset()]);
    let mut at = 0;
    let mut entries: Vec<(Part, String, u64)> = Vec::new();
    for (listed, end) in in_order.iter().zip(ends) {
        entries.push((part(&listed.name, Part::Dependencies, Part::Code), package(listed), end - at));
        at = end;
    }
    for listed in listed {
        let part = part(&listed.name, Part::DependenciesDirectory, Part::CodeDirectory);
        entries.push((part, package(listed), listed.record));
        at += listed.record;
    }
    // The end of the package, and what stands between.
    match entries.last_mut() {
        Some((_, _, length)) => *length += bytes - at,
        None => entries.push((Part::CodeDirectory, String::new(), bytes)),
    }
    Cutter::lengths(entries.iter().map(|(part, package, length)| (*part, package.as_str(), *length)))
}
