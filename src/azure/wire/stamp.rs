use serde::Deserialize;

use crate::record::Digest;

/// The entry of our own packages that names their content.
#[derive(Debug, Deserialize)]
pub(crate) struct Stamp {
    pub content_digest: Digest,
}
