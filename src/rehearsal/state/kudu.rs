use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::Content;

/// The paths that the last deployment brought; only these may the next one delete.
pub type Manifest = BTreeSet<String>;

/// The SCM site of one side.
#[derive(Debug, Clone, Default)]
pub struct Kudu {
    /// The history, newest first.
    pub deployments: Vec<Deployment>,
    /// What the last successful deployment brought.
    pub manifest: Manifest,
    /// The deployment that holds the lock.
    pub busy_with: Option<String>,
    /// Whether it has been used; a cold site answers its first request late.
    pub warm: bool,
}

/// One deployment.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Its id.
    pub id: String,
    /// The id it is shown with until its real one is known.
    pub temporary_id: Option<String>,
    /// Who sent it.
    pub deployer: String,
    /// What was written into it.
    pub message: String,
    /// Who is said to be its author.
    pub author: String,
    /// When it arrived.
    pub received: OffsetDateTime,
    /// When it ended.
    pub ended: Option<OffsetDateTime>,
    /// Whether it worked; `None` while it goes on.
    pub succeeded: Option<bool>,
    /// Whether its content is in place.
    pub active: bool,
    /// The unpacked package, until it is in place.
    pub package: Option<Content>,
    /// What its log says.
    pub log: Vec<(OffsetDateTime, String, bool)>,
}

impl Deployment {
    /// The id it is shown with now.
    pub fn shown_id(&self) -> &str {
        self.temporary_id.as_deref().unwrap_or(&self.id)
    }
}
