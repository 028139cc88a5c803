use std::path::Path;

use thiserror::Error;

use crate::record::Explain;

/// The package cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackageError {
    /// There is neither folder nor file.
    #[error("the package `{path}` cannot be found: {reason}")]
    NotFound {
        /// What was named.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A file cannot be read.
    #[error("`{path}` cannot be read: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// The package cannot be written.
    #[error("the package cannot be written to `{path}`: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A name that other systems cannot read.
    #[error("the file name `{path}` is not UTF-8")]
    NameNotUtf8 {
        /// As far as it can be shown.
        path: String,
    },
    /// A pipe, a socket or a device.
    #[error("`{path}` is neither file nor folder nor link")]
    SpecialFile {
        /// The file.
        path: String,
    },
    /// A link out of the folder.
    #[error("the link `{path}` leads out of the package folder, to `{target}`")]
    LinkLeavesFolder {
        /// The link.
        path: String,
        /// Where it leads.
        target: String,
    },
    /// A link to a folder that it lies in itself.
    #[error("the link `{path}` leads to a folder that contains it, so following it would never end")]
    LinkGoesRound {
        /// The link.
        path: String,
    },
    /// A link to nothing.
    #[error("the link `{path}` leads to nothing")]
    LinkToNothing {
        /// The link.
        path: String,
    },
    /// `.funcignore` has a line that is no pattern.
    #[error(".funcignore cannot be understood: {reason}")]
    BadIgnoreFile {
        /// Which line and why.
        reason: String,
    },
    /// The file is no zip, or a broken one.
    #[error("`{path}` is no readable zip: {reason}")]
    NotAZip {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// An entry would be unpacked somewhere else.
    #[error("the zip holds an entry named `{name}`, which is no path inside the app")]
    BadEntryName {
        /// The entry.
        name: String,
    },
    /// Two entries of one name; Azure then fails without a word.
    #[error("the zip holds two entries named `{name}`")]
    DuplicateEntry {
        /// The entry.
        name: String,
    },
    /// The zip says of itself that it is other content.
    #[error("the zip holds a {} that names other content", super::RELEASE_JSON)]
    ForeignStamp,
    /// No `host.json` at the root.
    #[error("the package has no host.json at its root, so it is no function app")]
    NoHostJson {
        /// Folders of the package that do have one.
        elsewhere: Vec<String>,
    },
    /// `host.json` is no JSON.
    #[error("host.json is not valid JSON: {reason}")]
    HostJsonBroken {
        /// The parser's words.
        reason: String,
    },
}

impl PackageError {
    /// A file could not be read.
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable { path: path.display().to_string(), reason: error.to_string() }
    }

    /// The output could not be written.
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable { path: path.display().to_string(), reason: error.to_string() }
    }
}

impl Explain for PackageError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "package-not-found",
            Self::Unreadable { .. } => "package-unreadable",
            Self::Unwritable { .. } => "package-unwritable",
            Self::NameNotUtf8 { .. } => "package-name-not-utf8",
            Self::SpecialFile { .. } => "package-special-file",
            Self::LinkLeavesFolder { .. } => "package-link-outside",
            Self::LinkGoesRound { .. } => "package-link-loop",
            Self::LinkToNothing { .. } => "package-link-dangling",
            Self::BadIgnoreFile { .. } => "funcignore-invalid",
            Self::NotAZip { .. } => "package-not-a-zip",
            Self::BadEntryName { .. } => "package-entry-name",
            Self::DuplicateEntry { .. } => "package-duplicate-entry",
            Self::ForeignStamp => "package-foreign-stamp",
            Self::NoHostJson { .. } => "host-json-missing",
            Self::HostJsonBroken { .. } => "host-json-invalid",
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotFound { .. } => vec![
                "`package` is a folder or a zip, relative to the workspace; check that an earlier step built or downloaded \
                 it there"
                    .into(),
            ],
            Self::NoHostJson { elsewhere } if !elsewhere.is_empty() => {
                vec![format!("there is one in `{}`: set `package` to that folder", elsewhere.join("`, `"))]
            }
            Self::NoHostJson { .. } => {
                vec!["set `package` to the folder that holds host.json, for .NET the output of `dotnet publish`".into()]
            }
            Self::LinkLeavesFolder { .. } | Self::LinkToNothing { .. } => {
                vec!["replace the link by a copy of what it leads to, or leave it out in .funcignore".into()]
            }
            Self::ForeignStamp => vec!["pack the folder anew, or remove that entry from the zip".into()],
            _ => Vec::new(),
        }
    }
}
