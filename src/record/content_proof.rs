use std::fmt;

use serde::{Deserialize, Serialize};

use super::Digest;

/// One file of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFile {
    /// The path, with `/`.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// SHA-256 of them.
    pub hash: Digest,
}

/// What shows that a side holds the content of a release, beyond the stamp in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum ContentProof {
    /// The stamp alone: it shows that one file arrived.
    Stamp {
        /// Why no more.
        because: StampOnly,
    },
    /// Names and sizes of the files that were listed, and the bytes of some.
    Sample {
        /// So many were read back.
        read: usize,
        /// So many were listed.
        listed: usize,
        /// Of so many.
        files: usize,
        /// What lies in so many folders of the side was not listed.
        #[serde(default, skip_serializing_if = "is_none")]
        unlisted_folders: usize,
    },
    /// The bytes of all files.
    Whole {
        /// So many.
        files: usize,
    },
}

/// Why the stamp is all that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StampOnly {
    /// The files could not be listed.
    NotListed,
    /// Files of the package are not there.
    Missing,
    /// Files lie beside those of the package.
    Beside,
    /// No file could be read back.
    NotRead,
    /// The package came from the container of packages by its digest, without the list of its files.
    NoList,
}

fn is_none(number: &usize) -> bool {
    *number == 0
}

impl fmt::Display for ContentProof {
    /// As the end of a sentence that says what the content is recognised by.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { files } => write!(f, "the bytes of all {files} files"),
            Self::Sample { read, listed, files, unlisted_folders } => {
                write!(f, "names and sizes of {listed} of {files} files, and the bytes of {read}")?;
                match unlisted_folders {
                    0 => Ok(()),
                    1 => f.write_str("; one folder was not listed"),
                    number => write!(f, "; {number} folders were not listed"),
                }
            }
            Self::Stamp { because } => {
                let because = match because {
                    StampOnly::NotListed => "its files could not be listed",
                    StampOnly::Missing => "files of the package are not there",
                    StampOnly::Beside => "it also holds files that are not in the package",
                    StampOnly::NotRead => "no file could be read back",
                    StampOnly::NoList => "the list of its files is not on this machine",
                };
                write!(f, "its stamp alone: {because}")
            }
        }
    }
}
