//! Who built a package, as GitHub attested it: a Sigstore bundle is checked from its signature up to a root that came with the
//! program, and nobody is asked (facts: attestations-in-rust, package-provenance).

mod bundle;
mod error;
mod instance;
mod ring_provider;
mod roots;
mod statement;

pub use bundle::prove_origin;
pub use error::AttestationError;
pub use roots::Roots;
