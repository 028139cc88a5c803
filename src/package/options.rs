use super::{Dependencies, GivenUp};

/// How a package is to be made.
#[derive(Debug, Clone, Default)]
pub struct PackOptions {
    /// A given zip is sent as it is; nothing is added.
    pub unchanged: bool,
    /// It is to be built where it is sent to: without the folders of its dependencies, which are installed there, and with an
    /// entry that names the sources, since what will be built of them has no name yet.
    pub for_build: bool,
    /// What is left out is not shown to anyone, so it is not counted: that walks through all of `.git` and the like.
    pub left_out_unseen: bool,
    /// What changes seldom, and lies in front of the rest.
    pub dependencies: Dependencies,
    /// Says that nobody waits for it any more.
    pub given_up: GivenUp,
}
