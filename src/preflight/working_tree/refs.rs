use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is longer is none of these files.
const LONGEST: u64 = 4 * 1024 * 1024;
/// Entries of folders of branches that are looked at.
const MOST: usize = 10_000;

/// The folders of git.
pub(super) struct Git {
    /// Of this working tree: `HEAD` and `index`.
    pub own: PathBuf,
    /// Of all of them: the branches.
    common: PathBuf,
}

impl Git {
    pub(super) fn open(root: &Path) -> Option<Self> {
        let at = root.join(".git");
        let kind = fs::symlink_metadata(&at).ok()?;
        if kind.is_dir() {
            return Some(Self { own: at.clone(), common: at });
        }
        // A further working tree has a file that names its folder.
        let text = read(&at).filter(|_| kind.is_file())?;
        let own = root.join(text.trim().strip_prefix("gitdir:")?.trim());
        let common = read(&own.join("commondir")).map_or_else(|| own.clone(), |to| own.join(to.trim()));
        Some(Self { own, common })
    }

    /// The commit that is checked out; `None` where nothing was committed, or branches are kept otherwise than in files.
    pub(super) fn head(&self) -> Option<String> {
        let text = read(&self.own.join("HEAD"))?;
        let Some(name) = text.trim().strip_prefix("ref: ") else { return hash(text.trim()) };
        if !name.starts_with("refs/") || name.split('/').any(|part| part == "..") {
            return None;
        }
        let loose = read(&self.common.join(name)).and_then(|text| hash(text.trim()));
        loose.or_else(|| self.packed().into_iter().find(|(packed, _)| packed == name).map(|(_, commit)| commit))
    }

    /// A remote-tracking branch that is at this commit, or was by its log.
    pub(super) fn remote_at(&self, commit: &str) -> Option<String> {
        let is_there = |text: &str| text.trim() == commit;
        let was_there = |text: &str| text.lines().any(|line| line.split(' ').nth(1) == Some(commit));
        let packed = || {
            let mut packed = self.packed().into_iter().filter(|(_, at)| at == commit);
            packed.find_map(|(name, _)| Some(name.strip_prefix("refs/remotes/")?.to_owned()))
        };
        find(&self.common.join("refs/remotes"), is_there)
            .or_else(packed)
            .or_else(|| find(&self.common.join("logs/refs/remotes"), was_there))
    }

    fn packed(&self) -> Vec<(String, String)> {
        let text = read(&self.common.join("packed-refs")).unwrap_or_default();
        let one = |line: &str| {
            let (commit, name) = line.trim().split_once(' ')?;
            Some((name.to_owned(), hash(commit)?))
        };
        text.lines().filter_map(one).collect()
    }
}

/// The name below `folder` of a file whose text is so. Links are not followed.
fn find(folder: &Path, is_so: impl Fn(&str) -> bool) -> Option<String> {
    let mut left = MOST;
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).ok().into_iter().flatten().flatten() {
            left = left.checked_sub(1)?;
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let name = format!("{prefix}{name}");
            if kind.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && read(&entry.path()).is_some_and(|text| is_so(&text)) {
                return Some(name);
            }
        }
    }
    None
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    let file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|found| found.is_file()))?;
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// SHA-1 or SHA-256.
fn hash(text: &str) -> Option<String> {
    let is_hash = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then(|| text.to_owned())
}
