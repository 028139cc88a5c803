use super::{Digest, FilesMark, brief};

/// The files of one side, as they are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileList {
    /// The files, in an order that is the same for the same files.
    pub files: Vec<ListedFile>,
    /// The folders that were not listed, and so nothing below them.
    pub unlisted: Vec<String>,
}

/// One file of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFile {
    /// The path, with `/`.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// When it was written, as the service says it.
    pub written: String,
}

impl FileList {
    /// Whether that is all of them.
    pub fn is_whole(&self) -> bool {
        self.unlisted.is_empty()
    }

    /// What is left out, in a clause.
    pub fn left_out(&self) -> Option<String> {
        let first = brief(self.unlisted.first()?);
        Some(match self.unlisted.len() - 1 {
            0 => format!("the folder `{first}` is not listed"),
            more => format!("`{first}` and {more} more folders are not listed"),
        })
    }

    /// The list without a name, for comparisons.
    pub fn mark(&self) -> FilesMark {
        let mut text = String::new();
        for file in &self.files {
            // Each with its length, so that no two lists read the same.
            for part in [&*format!("/{}", file.name), &file.size.to_string(), &file.written] {
                text += &format!("{} {part}\n", part.len());
            }
        }
        FilesMark { digest: Digest::of(text.as_bytes()), files: self.files.len(), is_whole: self.is_whole() }
    }
}
