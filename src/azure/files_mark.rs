use std::collections::VecDeque;
use std::time::Duration;

use super::path::ApiPath;
use super::wire::FolderEntry;
use super::{AzureError, Scm};
use crate::http::{Moment, Pace};
use crate::names::FolderName;
use crate::record::{Digest, FilesMark};

/// So many folders are listed, those nearest to the root first: each takes a request.
const MOST_FOLDERS: usize = 24;
/// More than this is not waited for. A throttled host asks for 30 s of silence once, and is listed after them.
const LIMIT: Duration = Duration::from_secs(60);
/// What an app's own run may write beside its files.
const CACHES: [&str; 2] = ["__pycache__", ".cache"];

impl Scm {
    /// Lists the files below wwwroot. The order is always the same, so that two marks of the same files are equal also where
    /// they are not whole.
    pub async fn files_mark(&self) -> Result<FilesMark, AzureError> {
        let mut list = Files::default();
        let mut folders = VecDeque::from([(String::new(), ApiPath::new("api/vfs/site/wwwroot"))]);
        let began = self.pace().now();
        let mut number = 0;
        while let Some((name, path)) = folders.pop_front() {
            number += 1;
            if number > MOST_FOLDERS {
                list.is_cut = true;
                break;
            }
            let mut entries = self.folder(path.clone(), left(self.pace(), began)).await?;
            entries.sort_by(|one, other| one.name.cmp(&other.name));
            for entry in entries.into_iter().filter(|entry| !CACHES.contains(&entry.name.as_str())) {
                let whole = format!("{name}/{}", entry.name);
                match (entry.is_folder(), entry.name.parse::<FolderName>()) {
                    (false, _) => list.add(&whole, &entry),
                    (true, Ok(folder)) => folders.push_back((whole, path.clone().named(&folder))),
                    (true, Err(_)) => list.is_cut = true,
                }
            }
        }
        Ok(list.mark())
    }
}

/// What is left of the time. It is real time, as for each attempt of a request: a rehearsal's network is no faster than any other.
fn left(pace: Pace, began: Moment) -> Duration {
    LIMIT.saturating_sub((pace.now() - began) / pace.factor())
}

#[derive(Default)]
struct Files {
    text: String,
    files: usize,
    is_cut: bool,
}

impl Files {
    fn add(&mut self, name: &str, entry: &FolderEntry) {
        // Each with its length, so that no two lists read the same.
        for part in [name, &entry.size.0.to_string(), &entry.mtime] {
            self.text += &format!("{} {part}\n", part.len());
        }
        self.files += 1;
    }

    fn mark(self) -> FilesMark {
        FilesMark { digest: Digest::of(self.text.as_bytes()), files: self.files, is_whole: !self.is_cut }
    }
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
