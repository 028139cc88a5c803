//! What stands in a zip beside the bytes of its files.

use zip::DateTime;

/// Begins what stands before the bytes of a file.
pub(super) const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// Begins what stands of a file in the directory.
pub(super) const DIRECTORY: [u8; 4] = *b"PK\x01\x02";
/// Begins the end of a zip.
pub(super) const END: [u8; 4] = *b"PK\x05\x06";
/// Begins the same in 64 bits.
pub(super) const END_64: [u8; 4] = *b"PK\x06\x06";
/// Begins what says where that is.
pub(super) const LOCATOR_64: [u8; 4] = *b"PK\x06\x07";
/// The archive was made where files have modes, so that they count.
const UNIX: u16 = 3 << 8;
const REGULAR: u32 = 0o100_000;
const UTF_8: u16 = 1 << 11;
const PLAIN: u16 = 20;
const ZIP_64: u16 = 45;
const IN_ZIP_64: u32 = u32::MAX;
/// A file of this size and more has its sizes in 64 bits, where deflating it may make it larger than 4 GiB.
const LARGE: u64 = (1 << 32) - (16 << 20);

/// Whether a file of this size has its sizes in 64 bits.
pub(super) fn is_large(size: u64) -> bool {
    size >= LARGE
}

/// What a zip says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub name: &'a str,
    pub executable: bool,
    pub time: DateTime,
    pub crc: u32,
    pub size: u64,
    pub compressed: u64,
    /// Not deflated.
    pub stored: bool,
    /// Where its bytes begin, with what stands before them.
    pub offset: u64,
}

impl Record<'_> {
    /// What stands before the bytes of a file.
    pub(super) fn local(&self) -> Vec<u8> {
        let is_large = is_large(self.size);
        let mut bytes = Vec::with_capacity(50 + self.name.len());
        bytes.extend(LOCAL);
        self.shared(is_large, if is_large { 20 } else { 0 }, &mut bytes);
        bytes.extend(self.name.as_bytes());
        if is_large {
            bytes.extend([1, 16].map(u16::to_le_bytes).concat());
            bytes.extend([self.size, self.compressed].map(u64::to_le_bytes).concat());
        }
        bytes
    }

    /// How long that is.
    pub(super) fn local_length(&self) -> u64 {
        30 + self.name.len() as u64 + if is_large(self.size) { 20 } else { 0 }
    }

    /// What stands in the directory.
    pub(super) fn directory(&self) -> Vec<u8> {
        let is_large = is_large(self.size);
        let is_far = self.offset >= u64::from(IN_ZIP_64);
        let mut large = Vec::new();
        if is_large {
            large.extend([self.size, self.compressed]);
        }
        if is_far {
            large.push(self.offset);
        }
        let extra = if large.is_empty() { 0 } else { 4 + 8 * large.len() as u16 };
        let mut bytes = Vec::with_capacity(46 + self.name.len() + extra as usize);
        bytes.extend(DIRECTORY);
        bytes.extend((UNIX | if is_large || is_far { ZIP_64 } else { PLAIN }).to_le_bytes());
        self.shared(is_large || is_far, extra, &mut bytes);
        // Length of the comment, disk, internal attributes.
        bytes.extend([0; 6]);
        let mode = REGULAR | if self.executable { 0o755 } else { 0o644 };
        bytes.extend((mode << 16).to_le_bytes());
        bytes.extend((if is_far { IN_ZIP_64 } else { self.offset as u32 }).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        if !large.is_empty() {
            bytes.extend([1, extra - 4].map(u16::to_le_bytes).concat());
            bytes.extend(large.into_iter().flat_map(u64::to_le_bytes));
        }
        bytes
    }

    /// The 26 bytes that both have in common.
    fn shared(&self, needs_64: bool, extra: u16, bytes: &mut Vec<u8>) {
        let version = if needs_64 { ZIP_64 } else { PLAIN };
        let flags = if self.name.is_ascii() { 0 } else { UTF_8 };
        let method = if self.stored { 0 } else { 8 };
        let time = [self.time.timepart(), self.time.datepart()];
        bytes.extend([version, flags, method, time[0], time[1]].map(u16::to_le_bytes).concat());
        let sizes = if is_large(self.size) { [IN_ZIP_64; 2] } else { [self.compressed as u32, self.size as u32] };
        bytes.extend([self.crc, sizes[0], sizes[1]].map(u32::to_le_bytes).concat());
        bytes.extend([self.name.len() as u16, extra].map(u16::to_le_bytes).concat());
    }
}

/// The end of a zip whose directory of so many records and bytes lies there. `comment`: behind its two bytes of length.
pub(super) fn end(count: u64, size: u64, offset: u64, comment: &[u8]) -> Vec<u8> {
    let mut end = Vec::new();
    let fits = count < 0xffff && size < u64::from(IN_ZIP_64) && offset < u64::from(IN_ZIP_64);
    if !fits {
        end.extend(END_64);
        end.extend(44_u64.to_le_bytes());
        end.extend([UNIX | ZIP_64, ZIP_64].map(u16::to_le_bytes).concat());
        end.extend([0; 8]);
        end.extend([count, count, size, offset].map(u64::to_le_bytes).concat());
        end.extend([LOCATOR_64, [0; 4]].concat());
        end.extend((offset + size).to_le_bytes());
        end.extend(1_u32.to_le_bytes());
    }
    end.extend([END, [0; 4]].concat());
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    end.extend([count; 2].map(u16::to_le_bytes).concat());
    end.extend([size, offset].map(|number| u32::try_from(number).unwrap_or(IN_ZIP_64).to_le_bytes()).concat());
    end.extend(comment);
    end
}
