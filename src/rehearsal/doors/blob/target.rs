//! What a path names, and names that are none.

use crate::laws::blob::Refusal;
use crate::laws::blob::refusal::{INVALID_NAME, NAME_LENGTH};
use crate::percent::decoded;

/// What a request is about, below an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// The container.
    pub container: Option<String>,
    /// The blob.
    pub blob: Option<String>,
}

impl Target {
    /// Reads a path below an account.
    pub(super) fn read(path: &str) -> Self {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (container, blob) = path.split_once('/').unwrap_or((path, ""));
        let named = |part: &str| Some(decoded(part)).filter(|part| !part.is_empty());
        Self { container: named(container), blob: named(blob) }
    }

    /// Container names have 3 to 63 small letters, digits and single hyphens; blob names up to 1,024 characters
    /// (REST reference, "Naming and referencing containers, blobs, and metadata").
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let Some(container) = &self.container else {
            return Ok(());
        };
        let own = ["$root", "$web", "$logs"].contains(&container.as_str());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_well_formed = container.chars().all(|c| plain(c) || c == '-')
            && container.starts_with(plain)
            && container.ends_with(plain)
            && !container.contains("--");
        let is_too_long = self.blob.as_ref().is_some_and(|blob| blob.chars().count() > 1024);
        match () {
            () if is_too_long => Err(NAME_LENGTH),
            () if own => Ok(()),
            () if !(3..=63).contains(&container.len()) => Err(NAME_LENGTH),
            () if !is_well_formed => Err(INVALID_NAME),
            () => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_has_all_that_follows_the_container_in_its_name() {
        let read = Target::read("/releases/a%20b/c+d//e&f");
        assert_eq!(read, Target { container: Some("releases".to_owned()), blob: Some("a b/c+d//e&f".to_owned()) });
        assert_eq!(Target::read("/"), Target::default());
        assert_eq!(Target::read("/ab").check(), Err(NAME_LENGTH));
        assert_eq!(Target::read("/Releases").check(), Err(INVALID_NAME));
        assert_eq!(Target::read("/a--b/x").check(), Err(INVALID_NAME));
    }
}
