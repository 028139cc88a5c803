use std::fmt;
use std::str::FromStr;

use crate::record::Digest;

/// The name of a blob within its container: folders and a file of plain letters, so that it needs no escaping and cannot lead
/// to another container.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobName(String);

impl BlobName {
    /// The file in `folder` that a digest names.
    pub fn of_digest(folder: &'static str, digest: &Digest, extension: &'static str) -> Self {
        Self(format!("{folder}/{digest}{extension}"))
    }

    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digest in a name that [`BlobName::of_digest`] made with the same folder and extension.
    pub fn digest(&self, folder: &str, extension: &str) -> Option<Digest> {
        let rest = self.0.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(extension)?;
        let digest: Digest = rest.parse().ok()?;
        (digest.as_str() == rest).then_some(digest)
    }
}

impl FromStr for BlobName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_segment = |segment: &str| {
            !segment.is_empty() && segment.bytes().all(is_letter) && !segment.bytes().all(|byte| byte == b'.')
        };
        if text.len() <= 1024 && text.split('/').all(is_segment) {
            Ok(Self(text.to_owned()))
        } else {
            Err(
                "a blob of this program has letters, digits, hyphens, underscores and dots in its name, and slashes between",
            )
        }
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_needs_escaping_or_has_dot_segments_is_none() {
        for text in ["", "a//b", "/a", "a/", "a/../b", "a b", "a%2fb", "a?b", "a#b", "ä"] {
            assert!(text.parse::<BlobName>().is_err(), "{text:?}");
        }
        let digest = Digest::of(b"x");
        let name = BlobName::of_digest("releases", &digest, ".zip");
        assert_eq!(name.as_str().parse::<BlobName>().as_ref(), Ok(&name));
        assert_eq!(name.digest("releases", ".zip"), Some(digest));
        assert_eq!(name.digest("layers", ".json"), None);
    }
}
