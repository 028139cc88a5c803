use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Crc;

/// The archive in which deflated files wait, for this program alone: what a reader needs stands in its central directory. The
/// package itself is written by the zip library from it.
pub(super) struct RawArchive {
    out: BufWriter<File>,
    at: u64,
    central: Vec<u8>,
    count: u64,
}

const UTF_8: u16 = 1 << 11;
const VERSION: u16 = 45;
/// The archive was made where files have modes: the zip library keeps those that it is given.
const UNIX: u16 = 3 << 8;
const ALL_IN_ZIP64: u32 = u32::MAX;

/// A name beyond ASCII says that it is UTF-8.
fn flags(name: &str) -> u16 {
    if name.is_ascii() { 0 } else { UTF_8 }
}

impl RawArchive {
    /// Begins it in an empty file.
    pub(super) fn new(file: File) -> Self {
        Self { out: BufWriter::with_capacity(1 << 18, file), at: 0, central: Vec::new(), count: 0 }
    }

    /// Begins the file of this name; returns where.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<u64> {
        let begins = self.at;
        let mut header = Vec::with_capacity(30 + name.len());
        header.extend(0x0403_4b50_u32.to_le_bytes());
        header.extend(VERSION.to_le_bytes());
        header.extend(flags(name).to_le_bytes());
        header.extend([0; 18]);
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0; 2]);
        header.extend(name.as_bytes());
        self.append(&header)?;
        Ok(begins)
    }

    /// Adds deflated bytes to the file that was begun.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Ends the file that was begun there, of so many bytes.
    pub(super) fn end(&mut self, name: &str, begins: u64, crc: &Crc, size: u64) {
        let compressed = self.at - begins - 30 - name.len() as u64;
        let method: u16 = if size == 0 { 0 } else { 8 };
        let entry = &mut self.central;
        entry.extend(0x0201_4b50_u32.to_le_bytes());
        entry.extend([UNIX | VERSION, VERSION, flags(name), method, 0, 0].map(u16::to_le_bytes).concat());
        entry.extend([crc.sum(), ALL_IN_ZIP64, ALL_IN_ZIP64].map(u32::to_le_bytes).concat());
        entry.extend([name.len() as u16, 28, 0, 0, 0].map(u16::to_le_bytes).concat());
        entry.extend([0, ALL_IN_ZIP64].map(u32::to_le_bytes).concat());
        entry.extend(name.as_bytes());
        entry.extend([1, 24].map(u16::to_le_bytes).concat());
        entry.extend([size, compressed, begins].map(u64::to_le_bytes).concat());
        self.count += 1;
    }

    /// Writes its directory.
    pub(super) fn finish(mut self) -> io::Result<File> {
        let (begins, length) = (self.at, self.central.len() as u64);
        self.out.write_all(&self.central)?;
        let mut end = Vec::new();
        end.extend(0x0606_4b50_u32.to_le_bytes());
        end.extend(44_u64.to_le_bytes());
        end.extend([VERSION; 2].map(u16::to_le_bytes).concat());
        end.extend([0; 8]);
        end.extend([self.count, self.count, length, begins].map(u64::to_le_bytes).concat());
        end.extend(0x0706_4b50_u32.to_le_bytes());
        end.extend(0_u32.to_le_bytes());
        end.extend((begins + length).to_le_bytes());
        end.extend(1_u32.to_le_bytes());
        end.extend(0x0605_4b50_u32.to_le_bytes());
        end.extend([0, 0, u16::MAX, u16::MAX].map(u16::to_le_bytes).concat());
        end.extend([ALL_IN_ZIP64; 2].map(u32::to_le_bytes).concat());
        end.extend([0; 2]);
        self.out.write_all(&end)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}
