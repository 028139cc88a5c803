use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{PackageError, WhyLeftOut};

/// Left out by default; `.funcignore` may bring any of them back with `!`.
const DEFAULTS: &[&str] = &[
    "local.settings.json",
    ".funcignore",
    ".gitignore",
    ".gitattributes",
    ".vscode/",
    ".idea/",
    ".azure/",
    ".DS_Store",
    "Thumbs.db",
    "project.lock.json",
    // Compiled Python names the time of its source, so that no two builds would be the same bytes. That of dependencies is
    // brought into a form that does not.
    "__pycache__/",
    "*.pyc",
];

/// The file with the team's own rules.
const OWN: &str = ".funcignore";

/// Never part of an app.
const NEVER: &[&str] = &[".git", ".slot-deploy"];

/// Decides what is left out of a package, by gitignore's rules.
pub(super) struct Ignored {
    rules: Gitignore,
}

impl Ignored {
    /// The defaults and the `.funcignore` at the root of `folder`, whose lines win.
    pub(super) fn of(folder: &Path) -> Result<Self, PackageError> {
        let mut builder = GitignoreBuilder::new(folder);
        let text = match std::fs::read_to_string(folder.join(OWN)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(PackageError::unreadable(&folder.join(OWN), &error));
            }
        };
        let own = text.trim_start_matches('\u{feff}').lines();
        for (number, line) in DEFAULTS.iter().copied().map(|line| (0, line)).chain((1..).zip(own)) {
            builder
                .add_line((number > 0).then(|| PathBuf::from(OWN)), line)
                .map_err(|error| PackageError::BadIgnoreFile { reason: format!("line {number}: {error}") })?;
        }
        let rules = builder.build().map_err(|error| PackageError::BadIgnoreFile { reason: error.to_string() })?;
        Ok(Self { rules })
    }

    /// Why the entry at `relative` is left out, if it is. A folder that is left out is not entered.
    pub(super) fn leaves_out(&self, relative: &str, absolute: &Path, is_folder: bool) -> Option<WhyLeftOut> {
        let name = relative.rsplit('/').next().unwrap_or(relative);
        if NEVER.contains(&name) {
            return Some(WhyLeftOut::Never);
        }
        // A Python virtual environment, whatever it is called.
        if is_folder && absolute.join("pyvenv.cfg").is_file() {
            return Some(WhyLeftOut::VirtualEnvironment);
        }
        match self.rules.matched(relative, is_folder) {
            Match::Ignore(rule) if rule.from() == Some(Path::new(OWN)) => Some(WhyLeftOut::Funcignore),
            Match::Ignore(_) => Some(WhyLeftOut::Default),
            Match::None | Match::Whitelist(_) => None,
        }
    }
}
