use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Digest;

/// The entry of our packages that names their content; it is written by `package` and read back by `azure`.
pub const RELEASE_JSON: &str = ".slot-deploy/release.json";

/// The content of one side of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ContentIdentity {
    /// Content released by this tool, named by its content digest.
    Ours {
        /// The content digest.
        digest: Digest,
    },
    /// Content that another tool deployed. It suffices to prove a swap and to swap back to.
    Foreign(Foreign),
    /// It could not be read. Nothing is concluded from it.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// The traces that identify foreign content. A trace is absent when it could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreign {
    /// The site's `deploymentId`, which moves with the content in a swap (facts: swap-effects).
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
    /// The same without names of the app: each trace as its SHA-256. Sealed and open traces can be compared
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

/// The services return ids in any case.
fn sealed(trace: &str) -> String {
    if trace.starts_with(SEAL) {
        trace.to_owned()
    } else {
        format!("{SEAL}{}", Digest::of(trace.to_lowercase().as_bytes()))
    }
}

const SEAL: &str = "sha256:";

impl ContentIdentity {
    /// The same without names of the app; comparisons give the same results.
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

/// How an identity was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Through the Functions host: the file as the running app sees it.
    Host,
    /// Through the SCM site: the file as it lies on disk.
    Scm,
    /// Not at all. Such a release never ends `verified`.
    None,
}

/// An identity and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityEvidence {
    /// What runs.
    pub content: ContentIdentity,
    /// How it was read.
    pub route: Route,
    /// The content digest of what it was built of, where the server built it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Digest>,
}

impl IdentityEvidence {
    /// The digests by which a release that brought it is found: a build has its own only when the release has long begun.
    pub fn names(&self) -> impl Iterator<Item = &Digest> {
        self.content.digest().into_iter().chain(&self.sources)
    }
}

/// One instance of the Functions host, as it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// The host's `instanceId`.
    pub id: String,
    /// When its process started at the earliest, by our clock: the moment of the question less `processUptime`.
    #[serde(with = "time::serde::rfc3339")]
    pub started: OffsetDateTime,
    /// And at the latest: the moment of the answer less the same.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub started_latest: Option<OffsetDateTime>,
}

/// The proof that deployed content also runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningEvidence {
    /// When the delivery had ended at the latest, by our clock.
    #[serde(with = "time::serde::rfc3339")]
    pub delivery_ended: OffsetDateTime,
    /// And at the earliest: services tell the time in whole seconds.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub delivery_ended_earliest: Option<OffsetDateTime>,
    /// The instances that answered.
    pub instances: Vec<Instance>,
}
