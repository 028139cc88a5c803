//! The files below `/home`, as the SCM site sees and changes them: those in wwwroot, and those beside it. What is mounted
//! over wwwroot can only be read (facts: scm-endpoints; facts: wwwroot).

use std::collections::BTreeMap;

use bytes::Bytes;
use time::OffsetDateTime;

use crate::state::{File, Side};

/// Where the app's files are.
pub const WWWROOT: &str = "site/wwwroot";
/// Folders that are there from the beginning.
const FOLDERS: &[&str] = &["", "data", "site", WWWROOT, "site/deployments", "LogFiles"];

/// Why something was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// A package is mounted there.
    ReadOnly,
    /// A file is where a folder would have to be, or the other way round.
    InTheWay,
    /// The folder is not empty.
    NotEmpty,
}

impl Denied {
    /// What the system says.
    pub fn words(self) -> &'static str {
        match self {
            Self::ReadOnly => "Read-only file system",
            Self::InTheWay => "Not a directory",
            Self::NotEmpty => "Directory not empty",
        }
    }
}

/// A path below `/home` without detours; `None` when it leads out of it, where nothing is in this world.
pub fn path<'a>(parts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut inside = Vec::new();
    for part in parts.into_iter().flat_map(|part| part.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(inside.pop()?),
            part if part.contains(['\\', '\0']) => return None,
            part => inside.push(part),
        }
    }
    Some(inside.join("/"))
}

/// A file.
pub fn get<'a>(side: &'a Side, path: &str) -> Option<&'a File> {
    match in_wwwroot(path) {
        Some(rest) => side.moving.wwwroot().get(rest),
        None => side.moving.kudu.home.get(path),
    }
}

/// Whether there is such a folder.
pub fn is_folder(side: &Side, path: &str) -> bool {
    let kudu = &side.moving.kudu;
    FOLDERS.contains(&path)
        || kudu.folders.contains(path)
        || kudu.home.has_folder(path)
        || in_wwwroot(path).is_some_and(|rest| side.moving.wwwroot().has_folder(rest))
}

/// What is in a folder, by name; folders have no file.
pub fn list<'a>(side: &'a Side, folder: &str) -> BTreeMap<String, Option<&'a File>> {
    let mut found = BTreeMap::new();
    let made = side.moving.kudu.folders.iter().map(String::as_str).chain(FOLDERS.iter().copied());
    for rest in made.filter_map(|made| inside(made, folder)) {
        found.insert(rest.split('/').next().unwrap_or_default().to_owned(), None);
    }
    for (rest, file) in below(side, folder) {
        match rest.split_once('/') {
            Some((name, _)) => drop(found.insert(name.to_owned(), None)),
            None => drop(found.insert(rest, Some(file))),
        }
    }
    found
}

/// All files below a folder, by their path from there.
pub fn below<'a>(side: &'a Side, folder: &str) -> impl Iterator<Item = (String, &'a File)> {
    let beside = side.moving.kudu.home.files().map(|(path, file)| (path.to_owned(), file));
    let own = side.moving.wwwroot().files().map(|(path, file)| (format!("{WWWROOT}/{path}"), file));
    let folder = folder.to_owned();
    beside.chain(own).filter_map(move |(path, file)| Some((inside(&path, &folder)?.to_owned(), file)))
}

/// Writes a file, and the folders that it needs.
pub fn put(side: &mut Side, path: &str, bytes: Bytes, at: OffsetDateTime) -> Result<(), Denied> {
    let mut file = File::written(bytes, at);
    if let Some(there) = get(side, path) {
        // A clock that stands still makes no two states of a file look alike.
        file.modified = file.modified.max(there.modified.saturating_add(1));
        file.executable = there.executable;
    }
    place(side, path, file)
}

/// Puts a file where it is to be.
pub fn place(side: &mut Side, path: &str, file: File) -> Result<(), Denied> {
    let blocked = ancestors(path).any(|folder| get(side, folder).is_some());
    if path.is_empty() || blocked || is_folder(side, path) {
        return Err(Denied::InTheWay);
    }
    writable(side, path)?;
    match in_wwwroot(path) {
        Some(rest) => side.moving.content.put(rest, file),
        None => {
            side.moving.kudu.home.put(path, file);
            side.moving.kudu.folders.extend(ancestors(path).map(str::to_owned));
        }
    }
    Ok(())
}

/// Makes a folder.
pub fn make_folder(side: &mut Side, path: &str) -> Result<(), Denied> {
    if ancestors(path).chain([path]).any(|folder| get(side, folder).is_some()) {
        return Err(Denied::InTheWay);
    }
    writable(side, path)?;
    side.moving.kudu.folders.extend(ancestors(path).chain([path]).map(str::to_owned));
    Ok(())
}

/// Removes a file, or a folder with all that is in it if `recursive`.
pub fn remove(side: &mut Side, path: &str, recursive: bool) -> Result<(), Denied> {
    writable(side, path)?;
    let inner: Vec<String> = below(side, path).map(|(rest, _)| format!("{path}/{rest}")).collect();
    let folders = side.moving.kudu.folders.iter().any(|folder| inside(folder, path).is_some());
    if !recursive && (folders || !inner.is_empty()) {
        return Err(Denied::NotEmpty);
    }
    for path in inner.iter().map(String::as_str).chain([path]) {
        match in_wwwroot(path) {
            Some(rest) => side.moving.content.remove(rest),
            None => side.moving.kudu.home.remove(path),
        }
    }
    side.moving.kudu.folders.retain(|folder| folder != path && inside(folder, path).is_none());
    Ok(())
}

fn writable(side: &Side, path: &str) -> Result<(), Denied> {
    let is_mounted = side.moving.host.mounted.is_some() && (path == WWWROOT || in_wwwroot(path).is_some());
    if is_mounted { Err(Denied::ReadOnly) } else { Ok(()) }
}

fn in_wwwroot(path: &str) -> Option<&str> {
    inside(path, WWWROOT)
}

/// What is left of a path behind a folder that it is in.
fn inside<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = if folder.is_empty() { path } else { path.strip_prefix(folder)?.strip_prefix('/')? };
    (!rest.is_empty()).then_some(rest)
}

fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    #[test]
    fn detours_end_inside_or_nowhere() {
        let path = |parts: &[&str]| super::path(parts.iter().copied());
        assert_eq!(path(&["site", "..", ".", "data/x", ""]).as_deref(), Some("data/x"));
        assert_eq!(path(&["site", "../..", "etc"]), None);
        assert_eq!(path(&["site\\..\\..\\x"]), None);
    }
}
