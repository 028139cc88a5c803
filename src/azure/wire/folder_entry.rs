use serde::Deserialize;

use super::number::Count;

/// One entry of `GET /api/vfs/FOLDER/` (`VfsStatEntry` in the source of Kudu).
#[derive(Debug, Deserialize)]
pub(crate) struct FolderEntry {
    pub name: String,
    pub size: Count,
    pub mtime: String,
    pub mime: String,
}

impl FolderEntry {
    pub(crate) fn is_folder(&self) -> bool {
        self.mime == "inode/directory"
    }
}
