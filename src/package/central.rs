//! The end of a zip: where its directory lies, and how one entry is added without changing another byte.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::scratch::create_anew;
use super::stamp::time_of;
use crate::record::Digest;

const END: &[u8; 4] = b"PK\x05\x06";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
const RECORD: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";

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
        .rposition(|window| window.starts_with(END))
        .ok_or_else(|| broken("no end-of-directory record"))?;
    let end = &tail[at..];
    let (mut count, mut size, mut offset) =
        (u64::from(u16_at(end, 10)), u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    let needs_64 = count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff;
    if needs_64 && at >= 20 && tail[at - 20..].starts_with(LOCATOR_64) {
        file.seek(SeekFrom::Start(u64_at(&tail[at - 20..], 8)))?;
        let mut record = [0; 56];
        file.read_exact(&mut record)?;
        if !record.starts_with(END_64) {
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

impl Directory {
    /// The names of all entries as they stand in the directory, duplicates and all.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        let mut rest = &self.records[..];
        while rest.starts_with(RECORD) && rest.len() >= 46 {
            let (name, extra, comment) = (u16_at(rest, 28), u16_at(rest, 30), u16_at(rest, 32));
            let end = 46 + name as usize;
            let next = end + extra as usize + comment as usize;
            if rest.len() < next {
                return Err(broken("a directory record is cut off"));
            }
            names.push(String::from_utf8_lossy(&rest[46..end]).into_owned());
            rest = &rest[next..];
        }
        if names.len() as u64 == self.count {
            Ok(names)
        } else {
            Err(broken("the directory does not hold as many records as it says"))
        }
    }

    /// Writes a copy of `original` to `out` in which `name` with `content` is the last entry and
    /// all else is as it was.
    pub(super) fn append(&self, original: &mut File, name: &str, content: &[u8], out: &Path) -> io::Result<()> {
        let mut copy = create_anew(out)?;
        original.seek(SeekFrom::Start(0))?;
        io::copy(&mut original.take(self.offset), &mut copy)?;
        let shared = shared_fields(name, content);
        copy.write_all(&[LOCAL.as_slice(), &shared, name.as_bytes(), content].concat())?;
        let directory_offset = copy.stream_position()?;
        copy.write_all(&self.records)?;
        copy.write_all(&self.record(&shared, name)?)?;
        let directory_size = copy.stream_position()? - directory_offset;
        copy.write_all(&self.end(directory_offset, directory_size))
    }

    fn record(&self, shared: &[u8], name: &str) -> io::Result<Vec<u8>> {
        let offset = u32::try_from(self.offset)
            .ok()
            .filter(|offset| *offset != u32::MAX)
            .ok_or_else(|| broken("the zip is larger than 4 GiB"))?;
        let mut record = Vec::from(RECORD);
        record.extend(0x0314u16.to_le_bytes()); // made by Unix, so that the mode counts
        record.extend(shared);
        record.extend([0; 2 + 2 + 2]); // comment length, disk, internal attributes
        record.extend((0o100_644u32 << 16).to_le_bytes());
        record.extend(offset.to_le_bytes());
        record.extend(name.as_bytes());
        Ok(record)
    }

    fn end(&self, offset: u64, size: u64) -> Vec<u8> {
        let count = self.count + 1;
        let mut end = Vec::new();
        let fits = count < 0xffff && size < 0xffff_ffff && offset < 0xffff_ffff;
        if !fits {
            end.extend(END_64);
            end.extend(44u64.to_le_bytes());
            end.extend([45, 3, 45, 0]);
            end.extend([0; 8]);
            for number in [count, count, size, offset] {
                end.extend(number.to_le_bytes());
            }
            end.extend(LOCATOR_64);
            end.extend([0; 4]);
            end.extend((offset + size).to_le_bytes());
            end.extend(1u32.to_le_bytes());
        }
        end.extend(END);
        end.extend([0; 4]);
        let short = u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes();
        end.extend(short);
        end.extend(short);
        end.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
        end.extend(u32::try_from(offset).unwrap_or(u32::MAX).to_le_bytes());
        end.extend(&self.comment);
        end
    }
}

/// The 26 bytes that a local header and a directory record have in common, for a stored entry.
fn shared_fields(name: &str, content: &[u8]) -> Vec<u8> {
    let time = time_of(&Digest::of(content));
    let size = (content.len() as u32).to_le_bytes();
    let mut fields = Vec::new();
    fields.extend(20u16.to_le_bytes());
    fields.extend([0; 4]); // flags, method: stored
    fields.extend(time.timepart().to_le_bytes());
    fields.extend(time.datepart().to_le_bytes());
    fields.extend(crc32fast::hash(content).to_le_bytes());
    fields.extend(size);
    fields.extend(size);
    fields.extend((name.len() as u16).to_le_bytes());
    fields.extend([0; 2]); // extra length
    fields
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
