use serde::Deserialize;

use super::AttestationError;
use crate::record::Digest;

/// An in-toto statement, as far as it is used (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>).
#[derive(Deserialize)]
pub(super) struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    pub(super) predicate: String,
}

#[derive(Deserialize)]
struct Subject {
    #[serde(default)]
    digest: Digests,
}

#[derive(Default, Deserialize)]
struct Digests {
    sha256: Option<String>,
}

impl Statement {
    /// Reads the payload of an envelope.
    pub(super) fn read(kind: &str, payload: &[u8]) -> Result<Self, AttestationError> {
        if kind != "application/vnd.in-toto+json" {
            return Err(AttestationError::Malformed("its payload is not an in-toto statement".to_owned()));
        }
        let statement: Self = serde_json::from_slice(payload)
            .map_err(|error| AttestationError::Malformed(format!("its statement: {error}")))?;
        if !statement.kind.starts_with("https://in-toto.io/Statement/") {
            return Err(AttestationError::Malformed("its payload is not an in-toto statement".to_owned()));
        }
        Ok(statement)
    }

    /// Whether it is about this digest.
    pub(super) fn is_about(&self, digest: &Digest) -> bool {
        self.subject.iter().any(|subject| subject.digest.sha256.as_deref() == Some(digest.as_str()))
    }
}
