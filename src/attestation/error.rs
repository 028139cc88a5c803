use thiserror::Error;

/// Why an attestation proves nothing of a package. A word of the bundle's own is never taken for true, and stands here only to be
/// read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AttestationError {
    /// It is none.
    #[error("it is not a Sigstore bundle: {0}")]
    Malformed(String),
    /// It does not hold.
    #[error("its signature, certificate, log entry or time does not hold: {0}")]
    Unproven(String),
    /// Its certificate was issued by another authority.
    #[error("its certificate is of an authority that is not known: {0}")]
    OtherAuthority(String),
    /// It is about other files.
    #[error("it is about other content")]
    OtherSubject,
    /// It is signed, and not about a build by GitHub Actions.
    #[error("it does not say {0}, as attestations of GitHub Actions do")]
    NotOfActions(&'static str),
}
