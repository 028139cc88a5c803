use std::fmt;

use time::OffsetDateTime;

use super::Sent;
use crate::names::FileName;
use crate::record::{Digest, Foreign};

/// A package that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// By what it is recognised on its side.
    pub trace: Trace,
    /// When it had arrived, by our clock and on the safe side: never earlier than it really did.
    pub ended: OffsetDateTime,
    /// When that was at the earliest.
    pub ended_earliest: OffsetDateTime,
    /// What went over the line.
    pub sent: Sent,
}

/// What a strategy leaves on the side by which its package is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// The id of a deployment in the history of the SCM site.
    ScmDeployment(String),
    /// The URL of a package, which the side's settings name.
    PackageUrl(String),
    /// The name of a package on the side's share, which is the one that it mounts.
    SitePackage(FileName),
}

impl Trace {
    /// Azure's id of the deployment, where there was one.
    pub fn deployment(&self) -> Option<&str> {
        match self {
            Self::ScmDeployment(id) => Some(id),
            Self::PackageUrl(_) | Self::SitePackage(_) => None,
        }
    }

    /// The URL of the package, where the side runs from one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::ScmDeployment(_) | Self::SitePackage(_) => None,
            Self::PackageUrl(url) => Some(url),
        }
    }

    /// Whether content that does not name its digest is what was delivered.
    pub fn is_in(&self, found: &Foreign) -> bool {
        match self {
            Self::PackageUrl(url) => found.package == Some(format!("url:{}", Digest::of(url.as_bytes()))),
            Self::SitePackage(name) => found.package.as_deref() == Some(name.as_str()),
            Self::ScmDeployment(id) => found.active_scm_deployment.as_ref() == Some(id),
        }
    }
}

impl fmt::Display for Trace {
    /// As a clause that says what happened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ScmDeployment(id) => write!(f, "deployment {id} succeeded"),
            Self::SitePackage(name) => write!(f, "the slot runs from {name} on its share"),
            Self::PackageUrl(url) => write!(f, "the slot runs from {url}"),
        }
    }
}
