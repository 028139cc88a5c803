use bytes::Bytes;

/// An attestation of a file, as `actions/attest` uploads it.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// What it is found by: `sha256:…` of a subject. GitHub takes the uploader's word for it.
    pub subject: String,
    /// The Sigstore bundle, as JSON.
    pub bundle: String,
    /// The same as GitHub's storage keeps it, packed by Snappy; then the list names its address in place of the bundle.
    pub packed: Option<Bytes>,
}
