//! The end of a zip: where its directory lies, and how one entry is added without changing another byte.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::records::{self, DIRECTORY, END, END_64, LOCAL, LOCATOR_64, Record};
use super::scratch::create_anew;
use super::stamp::time_of;
use crate::record::Digest;

/// The directory of a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directory {
    offset: u64,
    records: Vec<u8>,
    count: u64,
    /// The comment behind its two bytes of length.
    comment: Vec<u8>,
}

/// Reads the directory of `file`.
pub(super) fn read(file: &mut File) -> io::Result<Directory> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail_length = length.min(22 + 65_535 + 20);
    file.seek(SeekFrom::Start(length - tail_length))?;
    let mut tail = vec![0; tail_length as usize];
    file.read_exact(&mut tail)?;
    let at = tail
        .windows(22)
        .rposition(|window| window.starts_with(&END))
        .ok_or_else(|| broken("no end-of-directory record"))?;
    let end = &tail[at..];
    let (mut count, mut size, mut offset) =
        (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    let needs_64 = count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff;
    if needs_64 && at >= 20 && tail[at - 20..].starts_with(&LOCATOR_64) {
        file.seek(SeekFrom::Start(u64_at(&tail[at - 20..], 8)))?;
        let mut record = [0; 56];
        file.read_exact(&mut record)?;
        if !record.starts_with(&END_64) {
            return Err(broken("no zip64 end record where its locator points"));
        }
        (count, size, offset) = (u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48));
    }
    if offset.checked_add(size).is_none_or(|end| end > length) {
        return Err(broken("the directory lies outside the file"));
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut records = vec![0; size as usize];
    file.read_exact(&mut records)?;
    Ok(Directory { offset, records, count, comment: end[20..].to_vec() })
}

/// One record of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub name: String,
    pub is_utf8: bool,
    pub is_encrypted: bool,
    /// Where it says that its file begins.
    pub offset: u64,
    /// The length of the record.
    pub record: u64,
}

impl Directory {
    /// Where it lies.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// All records as they stand in the directory, duplicates and all.
    pub(super) fn listed(&self) -> io::Result<Vec<Listed>> {
        let mut listed = Vec::new();
        let mut rest = &self.records[..];
        while rest.starts_with(&DIRECTORY) && rest.len() >= 46 {
            let (name, extra, comment) = (u16_at(rest, 28), u16_at(rest, 30), u16_at(rest, 32));
            let end = 46 + name as usize;
            let next = end + extra as usize + comment as usize;
            if rest.len() < next {
                return Err(broken("a directory record is cut off"));
            }
            let (bytes, is_encrypted) = (&rest[46..end], u16_at(rest, 8) & 1 != 0);
            let is_utf8 = std::str::from_utf8(bytes).is_ok();
            let name = String::from_utf8_lossy(bytes).into_owned();
            let offset = match u32_at(rest, 42) {
                u32::MAX => far_offset(rest, &rest[end..end + extra as usize])
                    .ok_or_else(|| broken("a directory record does not say where its file begins"))?,
                offset => u64::from(offset),
            };
            listed.push(Listed { name, is_utf8, is_encrypted, offset, record: next as u64 });
            rest = &rest[next..];
        }
        if listed.len() as u64 == self.count {
            Ok(listed)
        } else {
            Err(broken("the directory does not hold as many records as it says"))
        }
    }

    /// The name that stands where a file begins.
    pub(super) fn local_name(file: &mut File, listed: &Listed) -> io::Result<Vec<u8>> {
        let mut header = [0; 30];
        file.seek(SeekFrom::Start(listed.offset))?;
        file.read_exact(&mut header)?;
        if !header.starts_with(&LOCAL) {
            return Err(broken("no file begins where the directory says"));
        }
        let mut name = vec![0; u16_at(&header, 26) as usize];
        file.read_exact(&mut name)?;
        Ok(name)
    }

    /// Writes a copy of `original` to `out` in which `name` with `content` is the last entry and
    /// all else is as it was.
    pub(super) fn append(&self, original: &mut File, name: &str, content: &[u8], out: &Path) -> io::Result<()> {
        let mut copy = create_anew(out)?;
        original.seek(SeekFrom::Start(0))?;
        io::copy(&mut original.take(self.offset), &mut copy)?;
        let size = content.len() as u64;
        let record = Record {
            name,
            executable: false,
            time: time_of(&Digest::of(content)),
            crc: crc32fast::hash(content),
            size,
            compressed: size,
            stored: true,
            offset: self.offset,
        };
        copy.write_all(&[&record.local(), content].concat())?;
        let directory_offset = copy.stream_position()?;
        copy.write_all(&self.records)?;
        copy.write_all(&record.directory())?;
        let directory_size = copy.stream_position()? - directory_offset;
        copy.write_all(&records::end(self.count + 1, directory_size, directory_offset, &self.comment))
    }
}

/// The offset in 64 bits: behind those sizes that stand there too.
fn far_offset(record: &[u8], mut extra: &[u8]) -> Option<u64> {
    let sizes = [20, 24].into_iter().filter(|at| u32_at(record, *at) == u32::MAX).count();
    while extra.len() >= 4 {
        let (kind, length) = (u16_at(extra, 0), u16_at(extra, 2) as usize);
        let field = extra.get(4..4 + length)?;
        if kind == 1 {
            return Some(u64_at(field.get(8 * sizes..8 * sizes + 8)?, 0));
        }
        extra = &extra[4 + length..];
    }
    None
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
