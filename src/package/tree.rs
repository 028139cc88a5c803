use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compiled::Compiled;
use super::ignored::Ignored;
use super::{Dependencies, LeftOut, PackOptions, PackageError, Source, WhyLeftOut, compiled, former};

/// One file of a folder.
#[derive(Debug, Clone)]
pub(super) struct TreeFile {
    /// Its path in the package, with `/`, and below the folder.
    pub name: Arc<str>,
    /// Its size in bytes, when the folder was looked through.
    pub size: u64,
    /// Whether it may be executed.
    pub executable: bool,
    /// It is compiled Python that names the time of its source.
    pub by_time: bool,
}

/// What a folder holds.
#[derive(Debug)]
pub(super) struct Tree {
    /// The folder.
    pub root: PathBuf,
    /// The files that belong to the app, sorted by the bytes of their paths.
    pub files: Vec<TreeFile>,
    /// The others, sorted by their paths.
    pub left_out: Vec<LeftOut>,
}

/// All of `folder`. Links are followed, but never out of the folder and never in a cycle. `written`: the real paths of the files
/// that packing writes, which are no part of the app wherever they lie. Compiled Python is taken from dependencies alone.
pub(super) fn walk(folder: &Path, written: &[PathBuf], options: &PackOptions) -> Result<Tree, PackageError> {
    let root = folder.canonicalize().map_err(|error| PackageError::unreadable(folder, &error))?;
    let ignored = Ignored::of(&root)?;
    let (files, left_out) = (Vec::new(), Vec::new());
    let (dependencies, unseen) = (&options.dependencies, options.left_out_unseen);
    let built_there = options.for_build;
    let mut walk = Walk { root: root.clone(), ignored, written, dependencies, built_there, unseen, files, left_out };
    walk.folder(&root, "", &mut vec![root.clone()])?;
    let Walk { mut files, mut left_out, .. } = walk;
    files.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    left_out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Tree { root, files, left_out })
}

struct Walk<'a> {
    root: PathBuf,
    ignored: Ignored,
    written: &'a [PathBuf],
    dependencies: &'a Dependencies,
    built_there: bool,
    unseen: bool,
    files: Vec<TreeFile>,
    left_out: Vec<LeftOut>,
}

impl Walk<'_> {
    /// `above` holds the true paths of the folders that are being walked, to detect a cycle of links.
    fn folder(&mut self, folder: &Path, prefix: &str, above: &mut Vec<PathBuf>) -> Result<(), PackageError> {
        let listing = std::fs::read_dir(folder).map_err(|error| PackageError::unreadable(folder, &error))?;
        for entry in listing {
            let entry = entry.map_err(|error| PackageError::unreadable(folder, &error))?;
            let path = entry.path();
            let name = entry.file_name().into_string().map_err(|name| PackageError::NameNotUtf8 {
                path: format!("{prefix}{}", name.to_string_lossy()),
                of: Source::Folder,
            })?;
            let relative = format!("{prefix}{name}");
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let (metadata, real) = if is_link {
                let Some(resolved) = self.resolve(&path, &relative)? else { continue };
                resolved
            } else {
                // The way to it was resolved with its folder.
                let real = above.last().unwrap_or(&self.root).join(&name);
                (entry.metadata().map_err(|error| PackageError::unreadable(&path, &error))?, real)
            };
            let why = if self.written.contains(&real) {
                Some(WhyLeftOut::Output)
            } else {
                self.ignored.leaves_out(&relative, &path, metadata.is_dir())
            };
            if why.is_none() && self.built_there && self.dependencies.folders().contains(&format!("{relative}/")) {
                // Said in the log of a release, which else sees nothing of what is left out.
                self.left_out.push(LeftOut::of(&relative, &path, WhyLeftOut::InstalledThere));
                continue;
            }
            if let Some(why) = why {
                if why == WhyLeftOut::Default && name == compiled::FOLDER && self.dependencies.holds(&relative) {
                    self.compiled(&path, prefix)?;
                    continue;
                }
                self.leave_out(|| LeftOut::of(&relative, &path, why));
                continue;
            }
            if metadata.is_dir() {
                if above.contains(&real) {
                    return Err(PackageError::LinkGoesRound { path: relative });
                }
                above.push(real);
                self.folder(&path, &format!("{relative}/"), above)?;
                above.pop();
            } else if metadata.is_file() && former::is_package(&real) {
                self.leave_out(|| LeftOut::of(&relative, &path, WhyLeftOut::Package));
            } else if metadata.is_file() {
                self.files.push(TreeFile {
                    name: relative.into(),
                    size: metadata.len(),
                    executable: is_executable(&metadata),
                    by_time: false,
                });
            } else {
                return Err(PackageError::SpecialFile { path: relative });
            }
        }
        Ok(())
    }

    /// Of a folder with what Python compiled, those files are taken whose source is in the package.
    fn compiled(&mut self, folder: &Path, prefix: &str) -> Result<(), PackageError> {
        let relative = format!("{prefix}{}/", compiled::FOLDER);
        let mut others = LeftOut { name: relative.clone(), why: WhyLeftOut::Compiled, files: 0, bytes: 0 };
        let listing = std::fs::read_dir(folder).map_err(|error| PackageError::unreadable(folder, &error))?;
        for entry in listing {
            let entry = entry.map_err(|error| PackageError::unreadable(folder, &error))?;
            let path = entry.path();
            let Ok(metadata) = std::fs::symlink_metadata(&path) else { continue };
            let taken = entry.file_name().into_string().ok().filter(|_| metadata.is_file());
            match taken.and_then(|name| Some((self.compiled_for(&path, &name, prefix)?, name))) {
                Some((compiled, name)) => {
                    let by_time = compiled == Compiled::ByTime;
                    let (name, size) = (format!("{relative}{name}").into(), metadata.len());
                    self.files.push(TreeFile { name, size, executable: false, by_time });
                }
                None => (others.files, others.bytes) = (others.files + 1, others.bytes + metadata.len()),
            }
        }
        if others.files > 0 {
            self.leave_out(|| others);
        }
        Ok(())
    }

    /// What a compiled file is for its source, where that is in the package.
    fn compiled_for(&self, path: &Path, name: &str, prefix: &str) -> Option<Compiled> {
        let source = compiled::source(name)?;
        let place = path.parent()?.parent()?.join(&source);
        let metadata = std::fs::symlink_metadata(&place).ok().filter(Metadata::is_file)?;
        let is_in = self.ignored.leaves_out(&format!("{prefix}{source}"), &place, false).is_none();
        is_in.then(|| compiled::of(path, &metadata)).flatten()
    }

    fn leave_out(&mut self, what: impl FnOnce() -> LeftOut) {
        if !self.unseen {
            self.left_out.push(what());
        }
    }

    /// What a link leads to, and where that is; `None` for one that is left out anyway, wherever it leads.
    fn resolve(&mut self, path: &Path, relative: &str) -> Result<Option<(Metadata, PathBuf)>, PackageError> {
        if let Some(why) = self.ignored.leaves_out(relative, path, path.is_dir()) {
            self.leave_out(|| LeftOut { name: relative.to_owned(), why, files: 1, bytes: 0 });
            return Ok(None);
        }
        let Ok(real) = path.canonicalize() else {
            return Err(PackageError::LinkToNothing { path: relative.to_owned() });
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
