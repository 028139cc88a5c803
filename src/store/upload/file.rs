use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::http::off_runtime;
use crate::record::Digest;
use crate::store::StoreError;

/// The bytes of a block, out of the file; another content than was planned is an error.
pub(super) async fn read_block(file: &Path, at: u64, length: u64, digest: &Digest) -> Result<Bytes, StoreError> {
    let (file, digest) = (file.to_owned(), digest.clone());
    off_runtime(move || {
        let bytes = read(&file, at, length).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => StoreError::FileChanged { at },
            _ => StoreError::FileUnreadable { why: error.to_string() },
        })?;
        if Digest::of(&bytes) == digest { Ok(bytes) } else { Err(StoreError::FileChanged { at }) }
    })
    .await
}

fn read(file: &PathBuf, at: u64, length: u64) -> std::io::Result<Bytes> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(at))?;
    let length = usize::try_from(length).map_err(std::io::Error::other)?;
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(Bytes::from(bytes))
}
