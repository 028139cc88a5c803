use std::fs::File;

use object::LittleEndian;
use object::elf::{EM_X86_64, FileHeader64, SHT_GNU_VERNEED};
use object::read::elf::{FileHeader, SectionHeader};
use object::read::{ReadCache, ReadRef};

/// A table of sections or of versions that is larger is none of a real library.
const MOST_SECTIONS: u32 = 10_000;
const LARGEST_TABLE: u64 = 1024 * 1024;
const MOST_VERSIONS: usize = 10_000;

/// So many bytes tell what a file is.
pub(super) const HEAD: usize = 20;

/// What a binary is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// Linux on x86-64, and the newest version of glibc that it asks for.
    Linux {
        /// `[2, 34]`; `None`: it asks for none.
        glibc: Option<[u32; 2]>,
    },
    /// Linux on another processor.
    OtherLinux,
    /// Windows.
    Windows,
    /// macOS.
    Mac,
}

impl Binary {
    /// What it is for, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Linux { .. } => "Linux on x86-64",
            Self::OtherLinux => "Linux on another processor than x86-64",
            Self::Windows => "Windows",
            Self::Mac => "macOS",
        }
    }

    /// Of a file with this head, which is opened only where more of it is needed; `None` for what is not a binary.
    pub(super) fn read(head: &[u8], open: impl FnOnce() -> Option<File>) -> Option<Self> {
        match *head.first_chunk::<HEAD>()? {
            [b'M', b'Z', ..] => Some(Self::Windows),
            [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => Some(Self::Mac),
            [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => Some(Self::Mac),
            // 64 bits, little endian.
            [0x7f, b'E', b'L', b'F', 2, 1, ..] if [head[18], head[19]] == EM_X86_64.0.to_le_bytes() => {
                Some(Self::Linux { glibc: open().and_then(|file| glibc_of(&ReadCache::new(file))) })
            }
            [0x7f, b'E', b'L', b'F', ..] => Some(Self::OtherLinux),
            _ => None,
        }
    }
}

/// The newest `GLIBC_…` that a library needs.
fn glibc_of<'data, R: ReadRef<'data>>(data: R) -> Option<[u32; 2]> {
    let endian = LittleEndian;
    let header = FileHeader64::<LittleEndian>::parse(data).ok()?;
    if header.shnum(endian, data).ok()? > MOST_SECTIONS {
        return None;
    }
    let sections = header.sections(endian, data).ok()?;
    let needs = sections.iter().find(|section| section.sh_type(endian) == SHT_GNU_VERNEED)?;
    if needs.sh_size(endian) > LARGEST_TABLE {
        return None;
    }
    let (mut libraries, strings) = needs.gnu_verneed(endian, data).ok()??;
    let strings = sections.strings(endian, data, strings).ok()?;
    let mut newest = None;
    let mut left = MOST_VERSIONS;
    while let Some((_, mut versions)) = libraries.next().ok()? {
        while let Some(version) = versions.next().ok()? {
            left = left.checked_sub(1)?;
            newest = newest.max(version.name(endian, strings).ok().and_then(glibc_version));
        }
    }
    newest
}

/// `GLIBC_2.34`
fn glibc_version(name: &[u8]) -> Option<[u32; 2]> {
    let (major, minor) = std::str::from_utf8(name).ok()?.strip_prefix("GLIBC_")?.split_once('.')?;
    Some([major.parse().ok()?, minor.split('.').next()?.parse().ok()?])
}
