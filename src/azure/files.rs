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
        let mut list = FileList { files: Vec::new(), is_whole: true };
        let mut folders = VecDeque::from([(String::new(), ApiPath::new(ROOT))]);
        let began = self.pace().now();
        let mut number = 0;
        while let Some((name, path)) = folders.pop_front() {
            number += 1;
            if number > MOST_FOLDERS {
                list.is_whole = false;
                break;
            }
            let mut entries = self.folder(path.clone(), left(self.pace(), began)).await?;
            entries.sort_by(|one, other| one.name.cmp(&other.name));
            for entry in entries.into_iter().filter(|entry| !CACHES.contains(&entry.name.as_str())) {
                let whole = if name.is_empty() { entry.name.clone() } else { format!("{name}/{}", entry.name) };
                match (entry.is_folder(), entry.name.parse::<FolderName>()) {
                    (false, _) => {
                        list.files.push(ListedFile { name: whole, size: entry.size.0, written: entry.mtime });
                    }
                    (true, Ok(folder)) => folders.push_back((whole, path.clone().named(&folder))),
                    (true, Err(_)) => list.is_whole = false,
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

/// What is left of the time.
fn left(pace: Pace, began: Moment) -> Duration {
    LIMIT.saturating_sub(pace.now() - began)
}
