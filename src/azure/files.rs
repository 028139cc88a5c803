use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::path::ApiPath;
use super::{AzureError, Scm};
use crate::http::{Moment, Pace};
use crate::names::{FileName, FolderName};
use crate::record::{Digest, FileList, FilesMark, ListedFile};

/// So many folders are listed, those nearest to the root first: each takes a request.
const MOST_FOLDERS: usize = 24;
/// So many are asked for at the same time.
const AT_ONCE: usize = 6;
/// More than this is not waited for. A throttled host asks for 30 s of silence once, and is listed after them.
const LIMIT: Duration = Duration::from_secs(60);
/// What an app's own run may write beside its files.
const CACHES: [&str; 2] = ["__pycache__", ".cache"];
/// Where the files of an app are.
const ROOT: &str = "api/vfs/site/wwwroot";

impl Scm {
    /// The mark of the files below wwwroot.
    pub async fn files_mark(&self) -> Result<FilesMark, AzureError> {
        Ok(self.files().await?.mark())
    }

    /// Lists the files below wwwroot. The order is always the same, so that two lists of the same files are equal also where
    /// they are not whole.
    pub async fn files(&self) -> Result<FileList, AzureError> {
        let mut list = FileList::default();
        let mut level = vec![(String::new(), ApiPath::new(ROOT))];
        let (began, mut listed) = (self.pace().now(), 0);
        while !level.is_empty() {
            let beyond = level.split_off(level.len().min(MOST_FOLDERS - listed));
            list.unlisted.extend(beyond.into_iter().map(|(name, _)| name));
            listed += level.len();
            // Those of one level at the same time, a few at once; the order of the list is theirs nevertheless.
            let readings = level.into_iter().map(|(name, path)| async {
                let entries = self.folder(path.clone(), left(self.pace(), began)).await;
                (name, path, entries)
            });
            let folders: Vec<_> = stream::iter(readings).buffered(AT_ONCE).collect().await;
            level = Vec::new();
            for (name, path, entries) in folders {
                let mut entries = entries?;
                entries.sort_by(|one, other| one.name.cmp(&other.name));
                for entry in entries.into_iter().filter(|entry| !is_cache(&entry.name)) {
                    let whole = if name.is_empty() { entry.name.clone() } else { format!("{name}/{}", entry.name) };
                    match (entry.is_folder(), entry.name.parse::<FolderName>()) {
                        (false, _) => {
                            list.files.push(ListedFile { name: whole, size: entry.size.0, written: entry.mtime });
                        }
                        (true, Ok(folder)) => level.push((whole, path.clone().named(&folder))),
                        (true, Err(_)) => list.unlisted.push(whole),
                    }
                }
            }
        }
        Ok(list)
    }

    /// The digest of a file below wwwroot; `None` when it is not there, or has a name that is not asked for.
    pub async fn digest_of(&self, name: &str) -> Result<Option<Digest>, AzureError> {
        let (folders, file) = name.rsplit_once('/').map_or((None, name), |(folders, file)| (Some(folders), file));
        let mut path = ApiPath::new(ROOT);
        for folder in folders.into_iter().flat_map(|folders| folders.split('/')) {
            let Ok(folder) = folder.parse::<FolderName>() else { return Ok(None) };
            path = path.named(&folder);
        }
        let Ok(file) = file.parse::<FileName>() else { return Ok(None) };
        Ok(self.bytes(path.named(&file)).await?.map(|bytes| Digest::of(&bytes)))
    }
}

/// Whether a file is what an app's own run may write beside its files.
pub fn is_cache(path: &str) -> bool {
    path.split('/').any(|part| CACHES.contains(&part))
}

/// What is left of the time.
fn left(pace: Pace, began: Moment) -> Duration {
    LIMIT.saturating_sub(pace.now() - began)
}
