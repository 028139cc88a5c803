use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What is configured on one side besides its app settings.
#[derive(Debug, Clone, Default)]
pub struct SiteConfig {
    /// What was written to the site itself, by property; everything else is the platform's own.
    pub site: BTreeMap<String, Value>,
    /// What was written to `config/web`, by property; everything else is the platform's own.
    pub web: BTreeMap<String, Value>,
    /// Publishing endpoints, `scm` and `ftp`, that let users in by name and password.
    pub basic_publishing: BTreeSet<String>,
    /// User-assigned identities: their object ids by resource id in lower case.
    pub identities: BTreeMap<String, String>,
    /// The connection strings, as they were written.
    pub connection_strings: BTreeMap<String, Value>,
    /// `config/logs`; `None` until first written.
    pub logs: Option<Value>,
    /// `config/authsettingsV2`, by which the platform signs users in before the app sees them; `None` until first written.
    pub auth: Option<Value>,
    /// How many seconds the clock of its machines is ahead of everybody else's.
    pub clock_ahead: i64,
    /// The settings from before a swap with preview was prepared; only its source has them.
    pub before_preview: Option<BTreeMap<String, String>>,
}
