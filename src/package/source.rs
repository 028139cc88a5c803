use std::fmt;

/// What a package is made of: the same fault is mended in another way in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A folder, of which `.funcignore` can leave files out.
    Folder,
    /// A zip that was handed in, which is taken as it is.
    Zip,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "folder",
            Self::Zip => "zip",
        })
    }
}
