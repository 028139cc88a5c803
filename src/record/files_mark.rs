use serde::{Deserialize, Serialize};

use super::Digest;

/// The files of one side at one time, by their names, sizes and times of writing, without any of these. It moves with the content
/// in a swap, and shows what the stamp of a release cannot: that a file was changed in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesMark {
    /// SHA-256 over the sorted list.
    pub digest: Digest,
    /// How many files were listed.
    pub files: usize,
    /// Whether that is all of them: folders beyond the first few dozen are not listed.
    pub is_whole: bool,
}
