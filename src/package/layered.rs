use std::fs::File;
use std::io;

use super::block::Block;
use super::block_file::{BlockFile, Finished};
use super::content::Entry;
use super::cutter::Part;
use super::dependencies::Dependencies;
use super::records::{self, Record};
use super::stamp::time_of;
use crate::record::{Digest, RELEASE_JSON};

/// A file as it lies in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub entry: Entry,
    pub crc: u32,
    pub compressed: u64,
    pub stored: bool,
    /// Where what stands before its bytes begins.
    pub offset: u64,
}

impl Written {
    pub(super) fn record(&self) -> Record<'_> {
        Record {
            name: &self.entry.name,
            executable: self.entry.executable,
            time: time_of(&self.entry.hash),
            crc: self.crc,
            size: self.entry.size,
            compressed: self.compressed,
            stored: self.stored,
            offset: self.offset,
        }
    }
}

/// Writes a package in layers: the files of the dependencies, the files of the code, the directory of the dependencies, the
/// directory of the code with the end of the zip. While the dependencies are the same, so is all of it but what belongs to the
/// code: a code-only release needs nothing else.
pub(super) struct LayeredZip<'a> {
    out: BlockFile,
    dependencies: &'a Dependencies,
    written: Vec<Written>,
    /// Where the file begins that is being written, and what stands before its bytes has this length.
    began: (u64, u64),
}

/// A package that was written.
pub(super) struct WrittenZip {
    /// Its files in their order, our own the last.
    pub written: Vec<Written>,
    pub finished: Finished,
}

impl<'a> LayeredZip<'a> {
    /// Begins it in an empty file.
    pub(super) fn new(file: File, dependencies: &'a Dependencies) -> Self {
        Self::behind(file, dependencies, Vec::new(), Vec::new())
    }

    /// Begins it in an empty file behind dependencies that lie elsewhere.
    pub(super) fn behind(
        file: File,
        dependencies: &'a Dependencies,
        written: Vec<Written>,
        blocks: Vec<Block>,
    ) -> Self {
        Self { out: BlockFile::new(file, blocks), dependencies, written, began: (0, 0) }
    }

    /// Begins a file that is expected to have this size. Those of the dependencies come first.
    pub(super) fn begin(&mut self, name: &str, expected: u64) -> io::Result<()> {
        let part = if self.dependencies.holds(name) { Part::Dependencies } else { Part::Code };
        self.out.begin(part, self.dependencies.package_of(name))?;
        // What stands before its bytes says what is known at their end, and has the same length by then.
        let unknown = Record {
            name,
            executable: false,
            time: zip::DateTime::default(),
            crc: 0,
            size: expected,
            compressed: 0,
            stored: false,
            offset: 0,
        };
        self.began = (self.out.position(), unknown.local_length());
        self.out.append(&unknown.local())
    }

    /// Adds packed bytes to the file that was begun.
    pub(super) fn append(&mut self, packed: &[u8]) -> io::Result<()> {
        self.out.append(packed)
    }

    /// Ends the file that was begun.
    pub(super) fn end(&mut self, entry: Entry, crc: u32, stored: bool) -> io::Result<()> {
        let (offset, header) = self.began;
        let compressed = self.out.position() - offset - header;
        let written = Written { entry, crc, compressed, stored, offset };
        self.out.end(&written.record().local())?;
        self.written.push(written);
        Ok(())
    }

    /// The files so far.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.written.iter().map(|written| written.entry.clone()).collect()
    }

    /// Adds our own entry with this content, and ends the package.
    pub(super) fn finish(mut self, stamp: &[u8]) -> io::Result<WrittenZip> {
        let hash = Digest::of(stamp);
        let entry = Entry { name: RELEASE_JSON.into(), executable: false, hash, size: stamp.len() as u64 };
        self.begin(RELEASE_JSON, entry.size)?;
        self.append(stamp)?;
        self.end(entry, crc32fast::hash(stamp), true)?;
        let Self { mut out, dependencies, written, .. } = self;
        let begins = out.position();
        for written in &written {
            let name = &*written.entry.name;
            let part = if dependencies.holds(name) { Part::DependenciesDirectory } else { Part::CodeDirectory };
            out.begin(part, dependencies.package_of(name))?;
            out.append(&written.record().directory())?;
            out.end(&[])?;
        }
        let size = out.position() - begins;
        out.append(&records::end(written.len() as u64, size, begins, &[0; 2]))?;
        Ok(WrittenZip { written, finished: out.finish()? })
    }
}
