use std::collections::{BTreeMap, BTreeSet};

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
    /// Until then it takes no deployment, because one was swapped by itself.
    pub auto_swapping: Option<OffsetDateTime>,
    /// Whether it has been used; a cold site answers its first request late.
    pub warm: bool,
    /// The files below `/home` that are not in wwwroot, by path.
    pub home: Content,
    /// Folders below `/home` that were made, whether or not something is in them.
    pub folders: BTreeSet<String>,
    /// What was set in the SCM site only (facts: scm-endpoints).
    pub settings: BTreeMap<String, String>,
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
    /// How it gets there.
    pub delivery: Delivery,
    /// When it begins to be prepared, and to be worked on; known with its real id.
    pub steps: Option<[OffsetDateTime; 2]>,
    /// Until then `latest` shows the temporary entry once more, and this is its id.
    pub flips_back: Option<(String, OffsetDateTime)>,
    /// Whether it is built where it is sent to.
    pub remote_build: bool,
    /// What its log says.
    pub log: Vec<(OffsetDateTime, String, bool)>,
}

/// How the files of a deployment get to where the app runs from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Delivery {
    /// They are brought into wwwroot; what they lack goes if the deployment before had brought it.
    #[default]
    Synced,
    /// They are brought into wwwroot, and all else there goes.
    Replaced,
    /// They are put into wwwroot, and nothing goes.
    Added,
    /// The package is kept as a zip among the site packages, under this name.
    SitePackage(String),
    /// The files are packed again and put into blob storage.
    ScmPackage,
}

impl Deployment {
    /// One that has arrived, and of which nothing else is known.
    pub fn received(at: OffsetDateTime) -> Self {
        Self {
            id: String::new(),
            temporary_id: None,
            deployer: String::new(),
            message: String::new(),
            author: String::new(),
            received: at,
            ended: None,
            succeeded: None,
            active: false,
            package: None,
            delivery: Delivery::default(),
            steps: None,
            flips_back: None,
            remote_build: false,
            log: Vec::new(),
        }
    }

    /// The id it is shown with now.
    pub fn shown_id(&self) -> &str {
        self.temporary_id.as_deref().unwrap_or(&self.id)
    }
}

/// The kinds of SCM sites, which write the same things differently (facts: zip-deploy; facts: deployment-history; facts: one-deploy).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Kudu, since 2012.
    Windows,
    /// KuduLite and what became of it.
    Linux,
    /// The one of Flex Consumption.
    Flex,
}
