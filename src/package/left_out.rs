use std::fmt;
use std::path::Path;

use serde::Serialize;

/// No more files than this are counted below a folder that is left out.
const MOST_COUNTED: u64 = 100_000;

/// Why something of the folder is not in the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    /// A line of `.funcignore`.
    Funcignore,
    /// What no app needs in Azure, unless `.funcignore` brings it back with `!`.
    Default,
    /// Compiled Python without its source, or of another state of it.
    Compiled,
    /// A Python virtual environment.
    VirtualEnvironment,
    /// Git's or our own records.
    Never,
    /// The file that the package is written to, and our scratch file beside it.
    Output,
    /// A package that was made before.
    Package,
    /// A folder of dependencies, which a build on the server installs.
    InstalledThere,
}

impl fmt::Display for WhyLeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Funcignore => ".funcignore",
            Self::Default => "left out by default; a line with `!` in .funcignore brings it back",
            Self::Compiled => "compiled Python that does not belong to a source in the package",
            Self::VirtualEnvironment => "a Python virtual environment",
            Self::Never => "never part of an app",
            Self::Output => "the file that is written",
            Self::Package => "a package that slot-deploy made",
            Self::InstalledThere => "the server installs it",
        })
    }
}

/// A file or a folder that is not in the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its path in the folder; that of a folder ends with `/`.
    pub name: String,
    /// Why.
    pub why: WhyLeftOut,
    /// How many files that are; at least so many below a very large folder.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
}

impl LeftOut {
    /// Counts what lies at `path`; links are not followed, and what cannot be read is not counted.
    pub(super) fn of(name: &str, path: &Path, why: WhyLeftOut) -> Self {
        let mut left_out = Self { name: name.to_owned(), why, files: 0, bytes: 0 };
        let mut open = vec![path.to_owned()];
        while let Some(path) = open.pop() {
            let Ok(found) = std::fs::symlink_metadata(&path) else { continue };
            if found.is_dir() {
                let below = std::fs::read_dir(&path).into_iter().flatten().flatten();
                open.extend(below.map(|entry| entry.path()));
            } else {
                left_out.files += 1;
                left_out.bytes += found.len();
            }
            if left_out.files >= MOST_COUNTED {
                break;
            }
        }
        if path.is_dir() {
            left_out.name.push('/');
        }
        left_out
    }
}
