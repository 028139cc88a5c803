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
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Authentication {
    pub login_endpoint: String,
}

impl Endpoints {
    /// Where people and programs sign in.
    pub(crate) fn login_endpoint(&self) -> Option<&str> {
        let endpoint = match self {
            Self::One(one) => Some(one),
            Self::Several(several) => several.first(),
        };
        endpoint.map(|endpoint| endpoint.authentication.login_endpoint.as_str())
    }
}
