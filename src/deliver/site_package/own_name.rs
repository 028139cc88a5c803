use crate::names::{FileName, NameError};
use crate::record::Digest;

/// What the files begin with that this program leaves among the packages; whatever is named otherwise is left alone.
const OWN: &str = "slotdeploy-";
const PACKAGE: &str = ".zip";
const BLOCKS: &str = ".blocks";
/// What is not whole yet is no zip by its name: the SCM site counts zips, and deletes the oldest (facts: run-from-package).
const PARTS: [&str; 2] = [".part", ".delta"];

/// The names of the files of one package on a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnNames {
    /// The package.
    pub package: FileName,
    /// The package while it is not whole.
    pub part: FileName,
    /// The bytes of it that were not on the share.
    pub delta: FileName,
    /// Of which blocks it is made.
    pub blocks: FileName,
}

impl OwnNames {
    /// Those of the package with this release id.
    pub(super) fn of(release: &Digest) -> Result<Self, NameError> {
        let name = |end: &str| format!("{OWN}{release}{end}").parse();
        Ok(Self { package: name(PACKAGE)?, part: name(PARTS[0])?, delta: name(PARTS[1])?, blocks: name(BLOCKS)? })
    }

    /// Those of the package with this name; `None` when it is not one of ours.
    pub(super) fn of_package(name: &FileName) -> Option<Self> {
        let release = name.as_str().strip_prefix(OWN)?.strip_suffix(PACKAGE)?;
        Self::of(&release.parse().ok()?).ok().filter(|own| own.package == *name)
    }

    /// Whether a file is one that an earlier release left behind half made.
    pub(super) fn is_part(name: &FileName) -> bool {
        name.as_str().starts_with(OWN) && PARTS.iter().any(|end| name.as_str().ends_with(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_we_gave_are_ours() {
        let own = OwnNames::of(&Digest::of(b"x")).unwrap();
        assert_eq!(OwnNames::of_package(&own.package), Some(own.clone()));
        assert!(OwnNames::is_part(&own.part) && OwnNames::is_part(&own.delta) && !OwnNames::is_part(&own.package));
        for other in ["20260101120000.zip", "slotdeploy-.zip", "slotdeploy-12.zip", own.blocks.as_str()] {
            assert_eq!(OwnNames::of_package(&other.parse().unwrap()), None, "{other}");
        }
    }
}
