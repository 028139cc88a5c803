use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::PackageError;
use super::ignored::Ignored;

/// One file of a folder.
#[derive(Debug, Clone)]
pub struct TreeFile {
    /// Its path in the package, with `/`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it may be executed.
    pub executable: bool,
}

/// All files of `folder` that belong to the app, sorted by the bytes of their paths. Links are
/// followed, but never out of the folder and never round.
pub fn walk(folder: &Path) -> Result<Vec<TreeFile>, PackageError> {
    let root = folder.canonicalize().map_err(|error| PackageError::unreadable(folder, &error))?;
    let ignored = Ignored::of(&root)?;
    let mut walk = Walk { root: root.clone(), ignored, files: Vec::new() };
    walk.folder(&root, "", &mut vec![root.clone()])?;
    let mut files = walk.files;
    files.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(files)
}

struct Walk {
    root: PathBuf,
    ignored: Ignored,
    files: Vec<TreeFile>,
}

impl Walk {
    /// `above` holds the true paths of the folders that are being walked, to notice a link that
    /// goes round.
    fn folder(&mut self, folder: &Path, prefix: &str, above: &mut Vec<PathBuf>) -> Result<(), PackageError> {
        let listing = std::fs::read_dir(folder).map_err(|error| PackageError::unreadable(folder, &error))?;
        for entry in listing {
            let entry = entry.map_err(|error| PackageError::unreadable(folder, &error))?;
            let path = entry.path();
            let name = entry
                .file_name()
                .into_string()
                .map_err(|name| PackageError::NameNotUtf8 { path: format!("{prefix}{}", name.to_string_lossy()) })?;
            let relative = format!("{prefix}{name}");
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let Some((metadata, real)) = self.resolve(&path, &relative, is_link)? else {
                continue;
            };
            if self.ignored.leaves_out(&relative, &path, metadata.is_dir()) {
                continue;
            }
            if metadata.is_dir() {
                if above.contains(&real) {
                    return Err(PackageError::LinkGoesRound { path: relative });
                }
                above.push(real);
                self.folder(&path, &format!("{relative}/"), above)?;
                above.pop();
            } else if metadata.is_file() {
                self.files.push(TreeFile { name: relative, path, executable: is_executable(&metadata) });
            } else {
                return Err(PackageError::SpecialFile { path: relative });
            }
        }
        Ok(())
    }

    /// What an entry really is and where; `None` for a link that is left out anyway, wherever it
    /// leads.
    fn resolve(&self, path: &Path, relative: &str, is_link: bool) -> Result<Option<(Metadata, PathBuf)>, PackageError> {
        if is_link && self.ignored.leaves_out(relative, path, path.is_dir()) {
            return Ok(None);
        }
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(_) if is_link => {
                return Err(PackageError::LinkToNothing { path: relative.to_owned() });
            }
            Err(error) => return Err(PackageError::unreadable(path, &error)),
        };
        if !real.starts_with(&self.root) {
            return Err(PackageError::LinkLeavesFolder {
                path: relative.to_owned(),
                target: real.display().to_string(),
            });
        }
        let metadata = std::fs::metadata(&real).map_err(|error| PackageError::unreadable(path, &error))?;
        Ok(Some((metadata, real)))
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
