use std::fmt;

use time::OffsetDateTime;

use crate::record::Foreign;

/// A package that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// By what it is recognised on its side.
    pub trace: Trace,
    /// When it had arrived, by our clock and on the safe side: never earlier than it really did.
    pub ended: OffsetDateTime,
    /// When that was at the earliest.
    pub ended_earliest: OffsetDateTime,
    /// Bytes sent.
    pub uploaded_bytes: u64,
    /// Requests that the transfer itself took.
    pub requests: u64,
}

/// What a strategy leaves on the side by which its package is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// The id of a deployment in the history of the SCM site.
    ScmDeployment(String),
}

impl Trace {
    /// Whether content that does not name its digest is what was delivered.
    pub fn is_in(&self, found: &Foreign) -> bool {
        match self {
            Self::ScmDeployment(id) => found.active_scm_deployment.as_ref() == Some(id),
        }
    }
}

impl fmt::Display for Trace {
    /// As reports name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ScmDeployment(id) => f.write_str(id),
        }
    }
}
