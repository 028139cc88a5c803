//! A plain client of the simulated world, independent of this program.

use bytes::Bytes;
use http::{HeaderMap, Request};
use rehearsal::default_world::{APP, CLIENT, GROUP, SLOT};
use rehearsal::{Answer, World};
use serde_json::Value;

/// A client that has signed in.
pub struct PlainClient {
    pub world: World,
    token: String,
}

/// The answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// An API version that whoever answers this path has.
pub fn api_version(path: &str) -> &'static str {
    let lower = path.to_lowercase();
    let (_, asked) = lower.rsplit_once("/providers/").unwrap_or_default();
    match asked.split('/').collect::<Vec<_>>()[..] {
        ["microsoft.web", _, ..] => "2023-12-01",
        ["microsoft.insights", "components", ..] => "2020-02-02",
        ["microsoft.insights", _, ..] => "2018-01-01",
        ["microsoft.authorization", "locks", ..] => "2020-05-01",
        ["microsoft.authorization", _, ..] => "2022-04-01",
        ["microsoft.managedidentity", _, ..] => "2023-01-31",
        _ => "2022-12-01",
    }
}

impl PlainClient {
    /// Signs in as the workflow of the default world does.
    pub async fn of(world: &World) -> Self {
        Self::for_audience(world, &world.origin()).await
    }

    /// The token it has.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Signs in to another service.
    pub async fn for_audience(world: &World, audience: &str) -> Self {
        let token = world.state().github.job.request_token.clone();
        let mut client = Self { world: world.clone(), token };
        let jwt = client.get("/oidc/token?audience=api://AzureADTokenExchange").await.json();
        let form: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("grant_type", "client_credentials"),
                ("client_id", CLIENT),
                ("client_assertion", jwt["value"].as_str().unwrap()),
                ("scope", &format!("{audience}/.default")),
            ])
            .finish();
        let tenant = world.state().tenant.clone();
        let answer = client.send("POST", &format!("/{tenant}/oauth2/v2.0/token"), form.into()).await;
        client.token = answer.json()["access_token"].as_str().unwrap().to_owned();
        client
    }

    pub async fn get(&self, uri: &str) -> Reply {
        self.send("GET", uri, Bytes::new()).await
    }

    /// Asks the control plane about the app of the default world.
    pub async fn arm(&self, method: &str, rest: &str, body: Option<Value>) -> Reply {
        let subscription = self.world.state().subscription.clone();
        let site = format!("/subscriptions/{subscription}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}");
        let body = Bytes::from(body.map(|body| body.to_string()).unwrap_or_default());
        self.send(method, &format!("{site}{rest}?api-version={}", api_version(&format!("{site}{rest}"))), body).await
    }

    pub async fn send(&self, method: &str, uri: &str, body: Bytes) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        self.send_with(method, uri, &[("authorization", &bearer)], body).await
    }

    /// Asks the SCM site of the slot.
    pub async fn scm(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers: Vec<(&str, &str)> = headers.iter().copied().chain([("authorization", bearer.as_str())]).collect();
        self.send_with(method, &format!("/scm/{APP}-{SLOT}{path}"), &headers, body.into()).await
    }

    /// Asks with these headers only.
    pub async fn send_with(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: Bytes) -> Reply {
        let uri = if uri.starts_with("https://") { uri.to_owned() } else { format!("{}{uri}", self.world.origin()) };
        let mut request = Request::builder().method(method).uri(&uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        match self.world.handle(request).await {
            Answer::Response(response) => {
                let (parts, body) = response.into_parts();
                crate::support::described::check(method, &uri, parts.status.as_u16(), &body);
                Reply { status: parts.status.as_u16(), headers: parts.headers, body }
            }
            _ => panic!("no answer to {method} {uri}"),
        }
    }
}
