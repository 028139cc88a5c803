use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Digest;

/// What one side of an app runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ContentIdentity {
    /// Content released by this tool, named by its content digest.
    Ours {
        /// The content digest.
        digest: Digest,
    },
    /// Content that something else deployed. Good enough to prove a swap by and to swap back to.
    Foreign(Foreign),
    /// It could not be read. Nothing is ever concluded from it.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// The traces by which content that is not ours is recognised again. Each may be absent where it
/// could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreign {
    /// The site's `deploymentId`, which moves with the content in a swap (azure-wire §5.2).
    pub deployment_id: Option<String>,
    /// The active deployment in the SCM site's history.
    pub active_scm_deployment: Option<String>,
    /// The name of the package in SitePackages, or a hash of the package URL.
    pub package: Option<String>,
    /// SHA-256 of `host.json`.
    pub host_json: Option<Digest>,
    /// The names of the functions, sorted.
    pub functions: Vec<String>,
}

impl Foreign {
    /// The same without a word that names the app: each trace as its SHA-256. Sealed and open traces can be compared
    /// (`Foreign::same_trace`).
    pub fn sealed(&self) -> Self {
        let seal = |trace: &Option<String>| trace.as_deref().map(sealed);
        Self {
            deployment_id: seal(&self.deployment_id),
            active_scm_deployment: seal(&self.active_scm_deployment),
            package: seal(&self.package),
            host_json: self.host_json.clone(),
            functions: Vec::new(),
        }
    }

    /// Whether two traces are the same, either of which may be sealed.
    pub fn same_trace(a: &str, b: &str) -> bool {
        a == b || sealed(a) == sealed(b)
    }

    /// Whether at least one trace other than the function names was read.
    pub fn is_recognisable(&self) -> bool {
        self.deployment_id.is_some()
            || self.active_scm_deployment.is_some()
            || self.package.is_some()
            || self.host_json.is_some()
    }
}

/// Ids come back in any case.
fn sealed(trace: &str) -> String {
    match trace.starts_with(SEAL) {
        true => trace.to_owned(),
        false => format!("{SEAL}{}", Digest::of(trace.to_lowercase().as_bytes())),
    }
}

const SEAL: &str = "sha256:";

impl ContentIdentity {
    /// The same without a word that names the app; it compares as before.
    pub fn sealed(&self) -> Self {
        match self {
            Self::Foreign(foreign) => Self::Foreign(foreign.sealed()),
            other => other.clone(),
        }
    }

    /// The digest, when the content is ours.
    pub fn digest(&self) -> Option<&Digest> {
        match self {
            Self::Ours { digest } => Some(digest),
            _ => None,
        }
    }
}

impl fmt::Display for ContentIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours { digest } => write!(f, "release {}", digest.short()),
            Self::Foreign(foreign) => match (&foreign.active_scm_deployment, &foreign.deployment_id) {
                (Some(id), _) => {
                    write!(f, "deployment {} (not made by slot-deploy)", shortened(id))
                }
                (None, Some(id)) => write!(f, "content {id} (not deployed by slot-deploy)"),
                (None, None) => f.write_str("content that slot-deploy did not deploy"),
            },
            Self::Unknown { reason } => write!(f, "unknown ({reason})"),
        }
    }
}

fn shortened(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

/// By which way an identity was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Through the Functions host: the file as the running app sees it.
    Host,
    /// Through the SCM site: the file as it lies on disk.
    Scm,
    /// By no way at all. Never ends `verified`.
    None,
}

/// An identity and how it was learnt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityEvidence {
    /// What runs.
    pub content: ContentIdentity,
    /// By which way it was read.
    pub route: Route,
}

/// One instance of the Functions host, as it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The host's `instanceId`.
    pub id: String,
    /// When its process started, by our clock: the answer's arrival less `processUptime`.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
}

/// What proves that content not only lies there but runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningEvidence {
    /// When the delivery had ended, by our clock.
    #[serde(with = "time::serde::rfc3339")]
    pub delivery_ended: OffsetDateTime,
    /// The instances that answered.
    pub instances: Vec<Instance>,
}
