use bytes::Bytes;
use time::OffsetDateTime;

/// An artifact of a workflow run.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Its id; a newer one has a greater id.
    pub id: u64,
    /// Its name; runs that are attempted again have several of the same name.
    pub name: String,
    /// The run that uploaded it.
    pub run_id: u64,
    /// The stored bytes: a zip, or since upload-artifact v7 a single file as it is.
    pub bytes: Bytes,
    /// What the bytes are called when they are not a zip: the file's name.
    pub single_file: Option<String>,
    /// Whether GitHub knows the digest of the bytes (uploads since v4).
    pub has_digest: bool,
    /// When it was uploaded.
    pub created: OffsetDateTime,
    /// When it goes away.
    pub expires: OffsetDateTime,
}

impl Artifact {
    /// The digest of the stored bytes, `sha256:…`.
    pub fn digest(&self) -> Option<String> {
        self.has_digest.then(|| format!("sha256:{}", crate::state::digest::hash_of(&self.bytes, 32)))
    }
}
