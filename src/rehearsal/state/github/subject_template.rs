/// How the subject of a repository's tokens is put together (facts: oidc-subject).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectTemplate {
    /// In the usual way.
    pub use_default: bool,
    /// Else of these claims; when there are none, of the organization's.
    pub include_claim_keys: Option<Vec<String>>,
    /// The organization's choice, for repositories that do not use the default and have none of their
    /// own.
    pub organization_keys: Option<Vec<String>>,
}

impl Default for SubjectTemplate {
    fn default() -> Self {
        Self { use_default: true, include_claim_keys: None, organization_keys: None }
    }
}

impl SubjectTemplate {
    /// A subject of these claims.
    pub fn of(keys: &[&str]) -> Self {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Self { use_default: false, include_claim_keys: Some(keys), organization_keys: None }
    }

    /// The claims that a subject is made of; `None` for the usual ones.
    pub fn keys(&self) -> Option<&Vec<String>> {
        if self.use_default { None } else { self.include_claim_keys.as_ref().or(self.organization_keys.as_ref()) }
    }
}
