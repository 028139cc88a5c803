use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::text::{FileText, Text};
use super::unsaid::{is_default, is_false};
use super::{StrictMap, Trigger};
use crate::state::{Keys, SwapStatus};

/// One side of an app.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct SidePart {
    /// Whether it is stopped.
    #[serde(skip_serializing_if = "is_false")]
    pub stopped: bool,
    /// How many instances it has; one when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instances: Option<u32>,
    /// How many seconds its clock is ahead of everybody else's.
    #[serde(skip_serializing_if = "is_default")]
    pub clock_ahead: i64,
    /// Settings, over those that production has (a slot) or that each app has (production);
    /// null takes one away.
    #[serde(skip_serializing_if = "StrictMap::is_empty")]
    pub settings: StrictMap<Text>,
    /// Content: this program's sample app, naming this commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// Content: functions by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub functions: Option<StrictMap<Trigger>>,
    /// Content: what requests are answered, as `GET /api/version: { status: 200, json: … }`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<BTreeMap<String, Value>>,
    /// Content: what the host says when it cannot start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_error: Option<String>,
    /// Content: files by path, besides those above; null takes one away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<BTreeMap<String, Option<FileText>>>,
    /// Files below `/home` that are not in wwwroot. Where it runs from a package and this is not said, its content is that
    /// package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<BTreeMap<String, FileText>>,
    /// Publishing endpoints, `scm` and `ftp`, that let users in by name and password.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basic_auth: Vec<String>,
    /// User-assigned identities: their object ids by resource id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub user_identities: BTreeMap<String, String>,
    /// Its tags; a slot has its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// The object id of its system-assigned identity; a slot has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Connection strings by name, as `{ value: …, type: SQLAzure }`; a slot has its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub connection_strings: BTreeMap<String, Value>,
    /// What was written to the site itself, as `{ httpsOnly: false }`; a slot has its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub site: BTreeMap<String, Value>,
    /// What was written to `config/web`, by property; a slot has its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub web: BTreeMap<String, Value>,
    /// What was written to `config/logs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs: Option<Value>,
    /// What was written to `config/authsettingsV2`, as `{ platform: { enabled: true }, globalValidation: … }`; a slot has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_settings: Option<Value>,
    /// The slot that it swaps into by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_swap: Option<String>,
    /// Its keys; made up when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Keys>,
    /// The identity of its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    /// Its deployments, newest first; one by another tool when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<Deployed>>,
    /// What the last deployment brought; all files when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Vec<String>>,
    /// The functions that the control plane knows; all when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synced: Option<BTreeMap<String, Value>>,
    /// What the last swap wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_swap: Option<SwapStatus>,
    /// The slot whose settings are prepared for a swap with preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepared_with: Option<String>,
    /// When its resource was last changed.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub modified: Option<OffsetDateTime>,
}

/// A deployment that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    /// Its id.
    pub id: String,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployer: Option<String>,
    /// What was written into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Who is said to be its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub received: OffsetDateTime,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339")]
    pub ended: OffsetDateTime,
    /// Whether it failed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub failed: bool,
    /// Whether its content is in place.
    #[serde(default, skip_serializing_if = "is_false")]
    pub active: bool,
}
