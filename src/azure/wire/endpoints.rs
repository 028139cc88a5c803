use serde::Deserialize;

/// `GET /metadata/endpoints` of a cloud: newer answers are one object, older ones a list of clouds, of which the first counts.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Endpoints {
    One(Endpoint),
    Several(Vec<Endpoint>),
}

#[derive(Debug, Deserialize)]
pub(crate) struct Endpoint {
    pub authentication: Authentication,
    #[serde(default)]
    pub suffixes: Suffixes,
}

/// What the names of services end with.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Suffixes {
    #[serde(default)]
    pub storage: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Authentication {
    pub login_endpoint: String,
}

impl Endpoints {
    /// Where people and programs sign in.
    pub(crate) fn login_endpoint(&self) -> Option<&str> {
        self.first().map(|endpoint| endpoint.authentication.login_endpoint.as_str())
    }

    /// What the names of storage hosts end with, behind the service's own label.
    pub(crate) fn storage_suffix(&self) -> Option<&str> {
        self.first()?.suffixes.storage.as_deref()
    }

    fn first(&self) -> Option<&Endpoint> {
        match self {
            Self::One(one) => Some(one),
            Self::Several(several) => several.first(),
        }
    }
}
