use super::{Code, codes};

codes! {
    ATTESTATION_MISSING: "attestation-missing" {
        title: "This package is not attested",
        why: "`require-attestation` asks for proof of who built it, and GitHub has no attestation of the given zip, of the package or of \
              its content.",
        fix: "Attest it in the job that builds it: `actions/attest-build-provenance` with `subject-path: app.zip`, or with \
              `subject-digest` from `slot-deploy pack`. GitHub keeps attestations by repository.",
        rights: ["permissions: attestations: read"],
    }
    ATTESTATION_REFUSED: "attestation-refused" {
        title: "No attestation of this package proves what is asked for",
        why: "GitHub has attestations of it. None of them holds and names this repository, and the workflow and ref that \
              `require-attestation` names.",
        fix: "Look at each reason: another repository or workflow built it, or the attestation was altered. Do not release it before it is \
              clear who built it.",
    }
    ATTESTATION_UNREAD: "attestation-unread" {
        title: "The attestations of this package could not be read",
        why: "What is asked for by `require-attestation` is not known, so that nothing is sent.",
        fix: "Give the job `permissions: { attestations: read }` and a `github-token`. Attestations are checked on github.com only.",
        rights: ["permissions: attestations: read"],
    }
}
