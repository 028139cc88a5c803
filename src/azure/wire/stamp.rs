use serde::Deserialize;

use crate::record::Digest;

/// The entry of our own packages that names their content.
#[derive(Debug, Deserialize)]
pub(crate) struct Stamp {
    /// `None`: sources that were to be built there, which have not been given the name of what came of them.
    pub content_digest: Option<Digest>,
    /// What the server built it of.
    pub sources_digest: Option<Digest>,
}
