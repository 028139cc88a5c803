use std::sync::Arc;

use sigstore_verify::trust_root::{SigstoreInstance, TrustedRoot};

use super::AttestationError;
use super::instance::Instance;

/// Which authorities are believed.
#[derive(Clone, Default)]
pub enum Roots {
    /// Those that came with the program: the public Sigstore and GitHub's own.
    #[default]
    BuiltIn,
    /// Another one in place of GitHub's own, and none in place of the public one: that of a simulated world.
    Simulated(Arc<TrustedRoot>),
}

impl Roots {
    /// Another root in place of GitHub's own, as Sigstore writes it in JSON.
    pub fn simulated(json: &str) -> Result<Self, AttestationError> {
        let root = TrustedRoot::from_json(json).map_err(|error| AttestationError::Malformed(error.to_string()))?;
        Ok(Self::Simulated(Arc::new(root)))
    }

    pub(super) fn of(&self, instance: Instance) -> Result<Arc<TrustedRoot>, AttestationError> {
        let built_in = |instance| {
            TrustedRoot::from_embedded(instance)
                .map(Arc::new)
                .map_err(|error| AttestationError::Unproven(error.to_string()))
        };
        match (self, instance) {
            (Self::BuiltIn, Instance::Public) => built_in(SigstoreInstance::PublicGood),
            (Self::BuiltIn, Instance::GitHub) => built_in(SigstoreInstance::GitHub),
            (Self::Simulated(root), Instance::GitHub) => Ok(root.clone()),
            (Self::Simulated(_), Instance::Public) => {
                Err(AttestationError::OtherAuthority("the public Sigstore, in a simulated world".to_owned()))
            }
        }
    }
}
