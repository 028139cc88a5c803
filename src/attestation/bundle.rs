use sigstore_verify::crypto::FulcioCiClaims;
use sigstore_verify::types::{Bundle, Sha256Hash, SignatureContent};
use sigstore_verify::verify;
use time::OffsetDateTime;

use super::instance::Instance;
use super::statement::Statement;
use super::{AttestationError, Roots, ring_provider};
use crate::record::{Digest, Provenance};

const GITHUB: &str = "https://github.com/";

/// Proves that a Sigstore bundle attests `digest`, and says who signed it. Whether that is who should have built it, is judged
/// elsewhere.
///
/// Proved are: the signature over the statement, the certificate up to a root, at the time that a log or a
/// clock signed, its log entry where its repository is public, its issuer, and that the statement is about `digest`.
pub fn prove_origin(bundle: &str, digest: &Digest, roots: &Roots) -> Result<Provenance, AttestationError> {
    ring_provider::install();
    let malformed = |error: &dyn std::fmt::Display| AttestationError::Malformed(error.to_string());
    let bundle = Bundle::from_json(bundle).map_err(|error| malformed(&error))?;
    let SignatureContent::DsseEnvelope(envelope) = &bundle.content else {
        return Err(AttestationError::Malformed("it signs no statement".to_owned()));
    };
    let certificate = bundle.signing_certificate();
    let instance = Instance::of(certificate.ok_or_else(|| malformed(&"it has no certificate"))?)?;
    let statement = Statement::read(&envelope.payload_type, envelope.payload.as_bytes())?;
    if !statement.is_about(digest) {
        return Err(AttestationError::OtherSubject);
    }
    let hash = Sha256Hash::from_hex(digest.as_str()).map_err(|error| malformed(&error))?;
    let proved = verify(hash, &bundle, &instance.policy(), &*roots.of(instance)?)
        .map_err(|error| AttestationError::Unproven(error.to_string()))?;
    let certificate = proved.certificate().filter(|_| proved.certificate_verified());
    let claims = &certificate.ok_or_else(|| AttestationError::Unproven("no certificate".to_owned()))?.ci_claims;
    let signed = proved.verified_timestamps().iter().min();
    let signed = signed.and_then(|at| OffsetDateTime::from_unix_timestamp(at.as_second()).ok());
    let signed = signed.ok_or_else(|| AttestationError::Unproven("its time is not signed".to_owned()))?;
    origin(claims, statement.predicate, signed, digest)
}

fn origin(
    claims: &FulcioCiClaims,
    predicate: String,
    signed: OffsetDateTime,
    digest: &Digest,
) -> Result<Provenance, AttestationError> {
    let repository = named(claims.source_repository_uri.as_deref(), "its repository")?;
    let signer = named(claims.build_signer_uri.as_deref(), "its workflow")?;
    let (workflow, reference) = signer.split_once('@').ok_or(AttestationError::NotOfActions("its workflow"))?;
    Ok(Provenance {
        digest: digest.clone(),
        repository: repository.to_owned(),
        repository_id: claims.source_repository_identifier.clone(),
        workflow: workflow.to_owned(),
        workflow_reference: reference.to_owned(),
        commit: claims.source_repository_digest.clone(),
        reference: claims.source_repository_ref.clone(),
        run: claims.run_invocation_uri.clone(),
        runner: claims.runner_environment.clone(),
        predicate,
        signed,
    })
}

fn named<'a>(claim: Option<&'a str>, what: &'static str) -> Result<&'a str, AttestationError> {
    claim.and_then(|claim| claim.strip_prefix(GITHUB)).ok_or(AttestationError::NotOfActions(what))
}
