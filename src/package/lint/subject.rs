use super::contents::Contents;
use super::target::Target;

/// What a rule looks at.
pub(super) struct Subject<'a> {
    /// What was read of the files.
    pub contents: &'a Contents,
    /// The size of the package.
    pub bytes: u64,
    /// The app, as far as it is known.
    pub target: &'a Target,
}
