use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use ring::digest::{Context, SHA256};

use super::block::Block;
use super::cutter::{Cutter, Part, Step};
use crate::record::Digest;

/// So much is written at once, and read at once to be hashed.
const ROOM: usize = 256 << 10;

/// A package while it is written: its bytes are cut into blocks, and each is hashed when all of it is known.
///
/// What stands before an entry is known when all of it was written. A block is therefore read again from the file, where it still is
/// in memory as long as the system has some, and none waits in that of this program.
pub(super) struct BlockFile {
    file: File,
    /// Where in the package the file begins.
    base: u64,
    /// Bytes that go to the file next, and where in the package they begin.
    buffer: Vec<u8>,
    buffered: u64,
    /// Where in the package the block begins that is being filled.
    at: u64,
    cutter: Cutter,
    /// Where in the package the entry begins that is being written.
    entry: Option<u64>,
    /// Where blocks begin that are not hashed yet, and their lengths.
    waiting: VecDeque<(u64, u64)>,
    blocks: Vec<Block>,
    whole: Context,
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
        let (buffer, cutter, waiting) = (Vec::with_capacity(ROOM), Cutter::new(), VecDeque::new());
        let whole = Context::new(&SHA256);
        Self { file, base, buffer, buffered: base, at: base, cutter, entry: None, waiting, blocks: before, whole }
    }

    /// Where in the package the next byte will lie.
    pub(super) fn position(&self) -> u64 {
        self.buffered + self.buffer.len() as u64
    }

    /// Begins an entry.
    pub(super) fn begin(&mut self, part: Part, package: &str) -> io::Result<()> {
        if let Some(length) = self.cutter.begin(part, package) {
            self.end_block(length)?;
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
                    self.write(taken)?;
                    bytes = rest;
                }
                Step::End(length) => self.end_block(length)?,
            }
        }
        Ok(())
    }

    /// Ends the entry that was begun, whose first bytes are these.
    pub(super) fn end(&mut self, beginning: &[u8]) -> io::Result<()> {
        let Some(entry) = self.entry.take() else { return Ok(()) };
        if entry + beginning.len() as u64 > self.position() {
            return Err(io::Error::other("an entry without a beginning"));
        }
        let place = entry.checked_sub(self.buffered).and_then(|at| self.buffer.get_mut(at as usize..));
        match place {
            Some(place) => place[..beginning.len()].copy_from_slice(beginning),
            None => {
                self.flush()?;
                self.file.seek(SeekFrom::Start(entry - self.base))?;
                self.file.write_all(beginning)?;
            }
        }
        self.hash_waiting()
    }

    /// Ends the package.
    pub(super) fn finish(mut self) -> io::Result<Finished> {
        self.entry = None;
        let length = self.position() - self.at;
        if length > 0 {
            self.end_block(length)?;
        }
        let digest = Digest::from_hash(self.whole.finish().as_ref());
        Ok(Finished { file: self.file, blocks: self.blocks, digest, bytes: self.at - self.base })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.buffer.len() + bytes.len() > ROOM {
            self.flush()?;
        }
        if bytes.len() < ROOM {
            self.buffer.extend_from_slice(bytes);
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.buffered - self.base))?;
        self.file.write_all(bytes)?;
        self.buffered += bytes.len() as u64;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.buffered - self.base))?;
        self.file.write_all(&self.buffer)?;
        self.buffered += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn end_block(&mut self, length: u64) -> io::Result<()> {
        self.waiting.push_back((self.at, length));
        self.at += length;
        self.hash_waiting()
    }

    /// Hashes the blocks of which every byte is known.
    fn hash_waiting(&mut self) -> io::Result<()> {
        while let Some((at, length)) = self.waiting.front().copied() {
            if self.entry.is_some_and(|entry| entry < at + length) {
                break;
            }
            if self.buffered < at + length {
                self.flush()?;
            }
            self.waiting.pop_front();
            let digest = self.hash(at - self.base, length)?;
            self.blocks.push(Block { digest, length, at: Some(at - self.base) });
        }
        Ok(())
    }

    fn hash(&mut self, at: u64, length: u64) -> io::Result<Digest> {
        self.file.seek(SeekFrom::Start(at))?;
        let (mut block, mut left, mut buffer) = (Context::new(&SHA256), length, vec![0; ROOM]);
        while left > 0 {
            let part = usize::try_from(left).unwrap_or(ROOM).min(ROOM);
            self.file.read_exact(&mut buffer[..part])?;
            block.update(&buffer[..part]);
            self.whole.update(&buffer[..part]);
            left -= part as u64;
        }
        Ok(Digest::from_hash(block.finish().as_ref()))
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
