use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use ring::digest::{Context, SHA256};

use super::block::Block;
use super::cutter::{Cutter, Part, Step};
use crate::record::Digest;

/// A package while it is written: its bytes are cut into blocks, and each is hashed on its way to the file.
///
/// What stands before an entry is known when all of it was written. Until then the block with its beginning waits in memory, and
/// so does the block that is being filled.
pub(super) struct BlockFile {
    file: File,
    /// Where in the package the file begins.
    base: u64,
    /// Where in the package the block begins that is being filled.
    at: u64,
    filling: Vec<u8>,
    cutter: Cutter,
    /// Where in the package the entry begins that is being written.
    entry: Option<u64>,
    waiting: Option<Waiting>,
    blocks: Vec<Block>,
    whole: Context,
}

/// The block with the beginning of the entry that is being written, and those that came behind it.
struct Waiting {
    at: u64,
    bytes: Vec<u8>,
    behind: Vec<Block>,
}

/// A package that was written.
pub(super) struct Finished {
    pub file: File,
    pub blocks: Vec<Block>,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its length.
    pub bytes: u64,
}

impl BlockFile {
    /// Begins in an empty file, behind these blocks, which lie elsewhere.
    pub(super) fn new(file: File, before: Vec<Block>) -> Self {
        let base = before.iter().map(|block| block.length).sum();
        let (filling, cutter) = (Vec::new(), Cutter::new());
        let whole = Context::new(&SHA256);
        Self { file, base, at: base, filling, cutter, entry: None, waiting: None, blocks: before, whole }
    }

    /// Where in the package the next byte will lie.
    pub(super) fn position(&self) -> u64 {
        self.at + self.filling.len() as u64
    }

    /// Begins an entry.
    pub(super) fn begin(&mut self, part: Part, package: &str) -> io::Result<()> {
        if let Some(length) = self.cutter.begin(part, package) {
            self.end_block(length as usize)?;
        }
        self.entry = Some(self.position());
        Ok(())
    }

    /// Adds to the entry that was begun.
    pub(super) fn append(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.cutter.step(bytes.len() as u64) {
                Step::Take(taken) => {
                    let (taken, rest) = bytes.split_at(taken as usize);
                    self.filling.extend_from_slice(taken);
                    bytes = rest;
                }
                Step::End(length) => self.end_block(length as usize)?,
            }
        }
        Ok(())
    }

    /// Ends the entry that was begun, whose first bytes are these.
    pub(super) fn end(&mut self, beginning: &[u8]) -> io::Result<()> {
        let Some(entry) = self.entry.take() else { return Ok(()) };
        let (at, bytes) = match &mut self.waiting {
            Some(waiting) => (waiting.at, &mut waiting.bytes),
            None => (self.at, &mut self.filling),
        };
        let place = bytes.get_mut((entry - at) as usize..).and_then(|bytes| bytes.get_mut(..beginning.len()));
        place.ok_or_else(|| io::Error::other("an entry without a beginning"))?.copy_from_slice(beginning);
        if let Some(Waiting { at, bytes, behind }) = self.waiting.take() {
            let block = self.write(at, &bytes)?;
            self.whole.update(&bytes);
            self.blocks.push(block);
            for block in behind {
                self.hash_written(&block)?;
                self.blocks.push(block);
            }
        }
        Ok(())
    }

    /// Ends the package.
    pub(super) fn finish(mut self) -> io::Result<Finished> {
        self.entry = None;
        if !self.filling.is_empty() {
            self.end_block(self.filling.len())?;
        }
        let digest = Digest::from_hash(self.whole.finish().as_ref());
        Ok(Finished { file: self.file, blocks: self.blocks, digest, bytes: self.at - self.base })
    }

    fn end_block(&mut self, length: usize) -> io::Result<()> {
        let at = self.at;
        self.at += length as u64;
        if self.waiting.is_none() && self.entry.is_some_and(|entry| entry < self.at) {
            let rest = self.filling.split_off(length);
            let bytes = std::mem::replace(&mut self.filling, rest);
            self.waiting = Some(Waiting { at, bytes, behind: Vec::new() });
            return Ok(());
        }
        let filling = std::mem::take(&mut self.filling);
        let block = self.write(at, &filling[..length])?;
        match &mut self.waiting {
            Some(waiting) => waiting.behind.push(block),
            None => {
                self.whole.update(&filling[..length]);
                self.blocks.push(block);
            }
        }
        self.filling = filling;
        self.filling.drain(..length);
        Ok(())
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<Block> {
        let at = at - self.base;
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)?;
        Ok(Block { digest: Digest::of(bytes), length: bytes.len() as u64, at: Some(at) })
    }

    /// A block that had to be written before the one in front of it.
    fn hash_written(&mut self, block: &Block) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(block.at.unwrap_or_default()))?;
        let (mut left, mut buffer) = (block.length as usize, vec![0; 256 << 10]);
        while left > 0 {
            let part = left.min(buffer.len());
            self.file.read_exact(&mut buffer[..part])?;
            self.whole.update(&buffer[..part]);
            left -= part;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::cutter::MOST;

    #[test]
    fn what_stands_before_a_large_entry_is_written_last_and_every_digest_is_that_of_the_bytes() {
        let mut out = BlockFile::new(tempfile::tempfile().unwrap(), Vec::new());
        let mut expected = Vec::new();
        for (name, size) in [("a", 70_000), ("b", 3 * MOST as usize + 5), ("b", 10), ("c", MOST as usize - 3)] {
            out.begin(Part::Code, name).unwrap();
            out.append(b"????").unwrap();
            let content: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            for piece in content.chunks(1 << 20) {
                out.append(piece).unwrap();
            }
            out.end(b"head").unwrap();
            expected.extend(b"head");
            expected.extend(content);
        }
        let mut done = out.finish().unwrap();
        let mut written = Vec::new();
        done.file.rewind().unwrap();
        done.file.read_to_end(&mut written).unwrap();
        assert!(written == expected);
        assert_eq!((done.digest, done.bytes), (Digest::of(&written), written.len() as u64));
        let mut at = 0;
        for block in done.blocks {
            assert_eq!(block.at, Some(at));
            at += block.length;
            assert_eq!(block.digest, Digest::of(&written[(at - block.length) as usize..at as usize]));
        }
        assert_eq!(at, written.len() as u64);
    }
}
