use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::unsaid::is_false;

/// The repository and the job that releases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct GitHubPart {
    /// `owner/name`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The branch that the job runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Whether the job belongs to a pull request.
    #[serde(skip_serializing_if = "is_false")]
    pub pull_request: bool,
    /// The job's environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Whether subjects carry ids.
    #[serde(skip_serializing_if = "is_false")]
    pub immutable_subjects: bool,
    /// What the job's token may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<BTreeMap<String, String>>,
}

/// An application that can sign in, and what it may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct PrincipalPart {
    /// Its client id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The object id of its service principal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    /// Actions it may do, with `*`; all that a release needs when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Vec<String>>,
    /// Data actions it may do with any storage account, with `*`; beside what built-in roles let it do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_rights: Option<Vec<String>>,
    /// Whom it trusts; the job of this world when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated: Option<Vec<Trust>>,
    /// Client secrets it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Vec<String>>,
}

/// A federated credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// The subject; that of this world's job when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The issuer; GitHub's when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The audience; Azure's when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}
