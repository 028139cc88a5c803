use serde::{Deserialize, Serialize};

/// Which GitHub the world plays (facts: oidc-subject).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GitHubServer {
    /// github.com.
    #[default]
    Cloud,
    /// github.com, where the enterprise has asked for an issuer of its own.
    CloudWithEnterpriseIssuer(String),
    /// GitHub Enterprise Cloud with data residency, `SUBDOMAIN.ghe.com`.
    DataResidency(String),
    /// GitHub Enterprise Server at this host; its REST API is below `/api/v3`.
    EnterpriseServer(String),
}

impl GitHubServer {
    /// Who issues tokens, as they say themselves.
    pub fn issuer(&self) -> String {
        match self {
            Self::Cloud => "https://token.actions.githubusercontent.com".to_owned(),
            Self::CloudWithEnterpriseIssuer(slug) => format!("https://token.actions.githubusercontent.com/{slug}"),
            Self::DataResidency(subdomain) => format!("https://token.actions.{subdomain}.ghe.com"),
            Self::EnterpriseServer(host) => format!("https://{host}/_services/token"),
        }
    }

    /// Where people see it; the default audience of tokens lies there.
    pub fn web(&self) -> String {
        match self {
            Self::Cloud | Self::CloudWithEnterpriseIssuer(_) => "https://github.com".to_owned(),
            Self::DataResidency(subdomain) => format!("https://{subdomain}.ghe.com"),
            Self::EnterpriseServer(host) => format!("https://{host}"),
        }
    }

    /// Whether it is an Enterprise Server, which has no immutable subjects and no rate limits.
    pub fn is_enterprise_server(&self) -> bool {
        matches!(self, Self::EnterpriseServer(_))
    }
}
