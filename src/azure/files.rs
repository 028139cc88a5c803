use std::collections::VecDeque;
use std::time::Duration;

use super::path::ApiPath;
use super::{AzureError, Scm};
use crate::http::{Moment, Pace};
use crate::names::{FileName, FolderName};
use crate::record::{Digest, FileList, FilesMark, ListedFile};

/// So many folders are listed, those nearest to the root first: each takes a request.
const MOST_FOLDERS: usize = 24;
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
        let mut folders = VecDeque::from([(String::new(), ApiPath::new(ROOT))]);
        let began = self.pace().now();
        for _ in 0..MOST_FOLDERS {
            let Some((name, path)) = folders.pop_front() else { break };
            let mut entries = self.folder(path.clone(), left(self.pace(), began)).await?;
            entries.sort_by(|one, other| one.name.cmp(&other.name));
            for entry in entries.into_iter().filter(|entry| !CACHES.contains(&entry.name.as_str())) {
                let whole = if name.is_empty() { entry.name.clone() } else { format!("{name}/{}", entry.name) };
                match (entry.is_folder(), entry.name.parse::<FolderName>()) {
                    (false, _) => {
                        list.files.push(ListedFile { name: whole, size: entry.size.0, written: entry.mtime });
                    }
                    (true, Ok(folder)) => folders.push_back((whole, path.clone().named(&folder))),
                    (true, Err(_)) => list.unlisted.push(whole),
                }
            }
        }
        list.unlisted.extend(folders.into_iter().map(|(name, _)| name));
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

/// What is left of the time. It is real time, as for each attempt of a request: a rehearsal's network is no faster than any other.
fn left(pace: Pace, began: Moment) -> Duration {
    LIMIT.saturating_sub((pace.now() - began) / pace.factor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_fast_clock_leaves_the_network_as_much_time() {
        let pace = Pace::faster(200);
        let began = pace.now();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(left(pace, began).as_secs(), 59);
    }
}
