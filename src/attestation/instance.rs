use sigstore_verify::VerificationPolicy;
use sigstore_verify::types::DerCertificate;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::AttestationError;

/// Who issues tokens to jobs of GitHub Actions on github.com.
const ACTIONS: &str = "https://token.actions.githubusercontent.com";

/// Which Sigstore signed: of public repositories the public one, with a log that everybody can read; of all others GitHub's own,
/// which has none, and a time that is signed instead (facts: attestations-in-rust).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instance {
    Public,
    GitHub,
}

impl Instance {
    /// By who issued the certificate. That is only a choice of the root that it is checked against.
    pub(super) fn of(certificate: &DerCertificate) -> Result<Self, AttestationError> {
        let read = Certificate::from_der(certificate.as_bytes());
        let read = read.map_err(|error| AttestationError::Malformed(format!("its certificate: {error}")))?;
        let issuer = read.tbs_certificate.issuer.to_string();
        match () {
            () if issuer.contains("O=sigstore.dev") => Ok(Self::Public),
            () if issuer.contains("O=GitHub\\, Inc.") => Ok(Self::GitHub),
            () => Err(AttestationError::OtherAuthority(issuer)),
        }
    }

    /// What has to hold. Who signed is judged apart, by the claims of a certificate that was proved.
    pub(super) fn policy(self) -> VerificationPolicy {
        let policy = VerificationPolicy::any_identity().require_issuer(ACTIONS);
        match self {
            Self::Public => policy,
            Self::GitHub => policy.skip_tlog_unsafe().skip_sct(),
        }
    }
}
