use std::fmt;

/// What `FUNCTIONS_EXTENSION_VERSION` says: `~4`, or one version of the Functions host such as `4.1044.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostVersion {
    /// The major version.
    pub major: u32,
    /// As it stands there.
    text: String,
}

impl HostVersion {
    /// `None` for what names no version.
    pub(super) fn of(text: &str) -> Option<Self> {
        let number = text.trim().trim_start_matches('~').split(['.', '-']).next()?;
        Some(Self { major: number.parse().ok()?, text: text.trim().to_owned() })
    }
}

impl fmt::Display for HostVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_the_first_number() {
        let major = |text: &str| HostVersion::of(text).map(|version| version.major);
        assert_eq!(["~4", "4.1044.0", " ~3 ", "~4-preview"].map(major), [Some(4), Some(4), Some(3), Some(4)]);
        assert_eq!(["latest", "", "@Microsoft.KeyVault(SecretUri=https://v.test/s)"].map(major), [None; 3]);
    }
}
