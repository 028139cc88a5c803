use std::path::Path;

use thiserror::Error;

use super::Source;
use crate::record::{Code, Explain, show_bytes};

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
    /// A file that says what the app is, is too large to be read.
    #[error("`{path}` has {}, and no more than {} of such a file are read", show_bytes(*.bytes), show_bytes(*.largest))]
    FileTooLarge {
        /// The file.
        path: String,
        /// Its size in bytes.
        bytes: u64,
        /// The most that is read.
        largest: u64,
    },
    /// The package cannot be written.
    #[error("the package cannot be written to `{path}`: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// The package would replace what it is made of.
    #[error("the package would be written over its own source, `{path}`")]
    OverSource {
        /// The file.
        path: String,
    },
    /// A name that other systems cannot read.
    #[error("the file name `{path}` is not UTF-8")]
    NameNotUtf8 {
        /// As far as it can be shown.
        path: String,
        /// What holds it.
        of: Source,
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
    /// `.funcignore` has a line that is not a pattern.
    #[error(".funcignore cannot be understood: {reason}")]
    BadIgnoreFile {
        /// Which line and why.
        reason: String,
    },
    /// The file is not a zip, or a broken one.
    #[error("`{path}` is not a readable zip: {reason}")]
    NotAZip {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// An entry would be unpacked outside the app.
    #[error("the {of} holds `{name}`, which is not a path inside the app")]
    BadEntryName {
        /// The entry.
        name: String,
        /// What holds it.
        of: Source,
    },
    /// Two entries of one name; Azure then fails without a message.
    #[error("the zip holds two entries named `{name}`")]
    DuplicateEntry {
        /// The entry.
        name: String,
    },
    /// Two names that many file systems take for one.
    #[error("the names `{name}` and `{other}` differ in capital letters alone")]
    CaseTwins {
        /// The one.
        name: String,
        /// The other.
        other: String,
        /// What holds it.
        of: Source,
    },
    /// A name that would be a file and a folder at once, so that the app cannot be unpacked.
    #[error("`{name}` is a file, and `{below}` lies in a folder of that name")]
    FileAndFolder {
        /// The file.
        name: String,
        /// What lies below it.
        below: String,
        /// What holds it.
        of: Source,
    },
    /// A link, or something else that is not a file, in a zip.
    #[error("the zip holds `{name}`, which is a link and not a file")]
    LinkInZip {
        /// The entry.
        name: String,
    },
    /// Files that no app has room for.
    #[error("the files of the {of} are larger than {} GiB together", largest >> 30)]
    TooLargeUnpacked {
        /// How much is unpacked at most, in bytes.
        largest: u64,
        /// What holds them.
        of: Source,
    },
    /// A zip that unpacks to far more than it is.
    #[error("the zip unpacks to more than {times} times its own size")]
    Bomb {
        /// How many times its size is unpacked at most.
        times: u64,
    },
    /// Nobody but its maker can read an entry.
    #[error("the entry `{name}` of the zip is encrypted")]
    Encrypted {
        /// The entry.
        name: String,
    },
    /// The directory and the rest of the zip say different things.
    #[error("the zip contradicts itself about `{name}`: {reason}")]
    Contradiction {
        /// The entry, by the directory.
        name: String,
        /// In what.
        reason: String,
    },
    /// A lock file is named, and is not there.
    #[error("`dependencies` names the lock file `{path}`, and it is not there")]
    NoLockFile {
        /// As it is named.
        path: String,
    },
    /// A layer does not belong to this app.
    #[error("the layer does not belong to this app: {reason}")]
    LayerUnfit {
        /// Why.
        reason: String,
    },
    /// The zip names other content than it has.
    #[error("the zip holds a {} that names other content", crate::record::RELEASE_JSON)]
    ForeignStamp,
    /// The zip was packed as it is to run, and is to be built.
    #[error(
        "the zip was packed to run as it is: its {} would name other content than Azure builds of it",
        crate::record::RELEASE_JSON
    )]
    PackedToRun,
    /// No `host.json` at the root.
    #[error("the package has no host.json at its root, so it is not a function app")]
    NoHostJson {
        /// Folders of the package that do have one.
        elsewhere: Vec<String>,
        /// All files lie in one folder.
        is_wrapped: bool,
        /// What was given.
        of: Source,
    },
    /// The Functions host does not start with this `host.json`.
    #[error("the Functions host does not start with this host.json: {reason}")]
    HostJsonBroken {
        /// What is wrong with it.
        reason: String,
    },
    /// The host finds no function in a file that should declare some.
    #[error("the Functions host takes no function from {path}: {reason}")]
    FunctionFileBroken {
        /// The file.
        path: String,
        /// What is wrong with it.
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
    fn code(&self) -> Code {
        match self {
            Self::NotFound { .. } => Code::PACKAGE_NOT_FOUND,
            Self::Unreadable { .. } | Self::FileTooLarge { .. } => Code::PACKAGE_UNREADABLE,
            Self::Unwritable { .. } => Code::PACKAGE_UNWRITABLE,
            Self::OverSource { .. } => Code::PACKAGE_OVER_SOURCE,
            Self::NameNotUtf8 { .. } => Code::PACKAGE_NAME_NOT_UTF8,
            Self::SpecialFile { .. } => Code::PACKAGE_SPECIAL_FILE,
            Self::LinkLeavesFolder { .. } => Code::PACKAGE_LINK_OUTSIDE,
            Self::LinkGoesRound { .. } => Code::PACKAGE_LINK_LOOP,
            Self::LinkToNothing { .. } => Code::PACKAGE_LINK_DANGLING,
            Self::BadIgnoreFile { .. } => Code::FUNCIGNORE_INVALID,
            Self::NotAZip { .. } => Code::PACKAGE_NOT_A_ZIP,
            Self::BadEntryName { .. } => Code::PACKAGE_ENTRY_NAME,
            Self::DuplicateEntry { .. } => Code::PACKAGE_DUPLICATE_ENTRY,
            Self::CaseTwins { .. } => Code::PACKAGE_CASE_TWINS,
            Self::FileAndFolder { .. } => Code::PACKAGE_FILE_AND_FOLDER,
            Self::LinkInZip { .. } => Code::PACKAGE_LINK_IN_ZIP,
            Self::TooLargeUnpacked { .. } => Code::PACKAGE_TOO_LARGE,
            Self::Bomb { .. } => Code::PACKAGE_TOO_LARGE,
            Self::Encrypted { .. } => Code::PACKAGE_ENCRYPTED,
            Self::Contradiction { .. } => Code::PACKAGE_CONTRADICTION,
            Self::NoLockFile { .. } => Code::LOCK_FILE_MISSING,
            Self::LayerUnfit { .. } => Code::LAYER_UNFIT,
            Self::ForeignStamp | Self::PackedToRun => Code::PACKAGE_FOREIGN_STAMP,
            Self::NoHostJson { .. } => Code::HOST_JSON_MISSING,
            Self::HostJsonBroken { .. } => Code::HOST_JSON_INVALID,
            Self::FunctionFileBroken { .. } => Code::FUNCTION_JSON_INVALID,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotFound { .. } => vec![
                "`package` is a folder or a zip, relative to the workspace; check that an earlier step built or downloaded \
                 it there"
                    .into(),
            ],
            Self::NoHostJson { elsewhere, of: Source::Zip, .. } if elsewhere.len() == 1 => vec![format!(
                "all of the app lies in `{0}`: make the zip from inside of `{0}`, or set `package` to that folder",
                elsewhere[0]
            )],
            Self::NoHostJson { elsewhere, is_wrapped, .. } => match &elsewhere[..] {
                [] => vec![
                    "set `package` to the folder that holds host.json, for .NET the output of `dotnet publish`".into(),
                ],
                [folder] if *is_wrapped => vec![format!(
                    "everything lies in `{folder}`: set `package` to that folder"
                )],
                [folder] => vec![format!("the only one lies in `{folder}`: set `package` to that folder")],
                folders => vec![format!("there is one in `{}`: set `package` to one of them", folders.join("`, `"))],
            },
            Self::BadEntryName { name, of: Source::Zip } if name.contains('\\') => vec![
                "it was made on Windows by a tool that writes `\\` between folders: name the folder as `package`, or make the zip \
                 by Compress-Archive of PowerShell 7, tar or 7z, which write `/`"
                    .into(),
            ],
            Self::FileTooLarge { .. } => vec!["take out of it what does not configure the app".into()],
            Self::LinkLeavesFolder { .. } | Self::LinkToNothing { .. } => {
                vec!["replace the link by a copy of what it leads to, or leave it out in .funcignore".into()]
            }
            Self::BadEntryName { of: Source::Folder, .. } => {
                vec!["rename the file, or exclude it in `.funcignore`: no name may have a `:` or a `\\`".into()]
            }
            Self::BadEntryName { of: Source::Zip, .. } => vec!["build the zip anew from inside the app's folder".into()],
            Self::NameNotUtf8 { of: Source::Folder, .. } => {
                vec!["rename the file, or exclude it in `.funcignore`".into()]
            }
            Self::NameNotUtf8 { of: Source::Zip, .. } => vec!["rename the file, and build the zip anew".into()],
            Self::CaseTwins { of, .. } | Self::FileAndFolder { of, .. } => vec![match of {
                Source::Folder => "rename one of them, or exclude it in `.funcignore`".into(),
                Source::Zip => "rename one of them, and build the zip anew".into(),
            }],
            Self::TooLargeUnpacked { of: Source::Folder, .. } => {
                vec!["exclude what the app does not need in `.funcignore`".into()]
            }
            Self::PackedToRun => {
                vec!["with `build: remote` name the folder that it was packed from, or a zip without that entry".into()]
            }
            Self::ForeignStamp => vec!["pack the folder anew, or remove that entry from the zip".into()],
            _ => self.code().explanation().map(|explanation| explanation.fix.to_owned()).into_iter().collect(),
        }
    }
}
