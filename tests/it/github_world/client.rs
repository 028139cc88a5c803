//! A plain client of the simulated GitHub that checks every answer against GitHub's description.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use rehearsal::default_world::build;
use rehearsal::state::State;
use rehearsal::{Answer, World, WorldOptions};
use serde_json::Value;
use time::OffsetDateTime;

use crate::github_world::contract::Contract;
use crate::support::shared::shared;

pub const AUTHORITY: &str = "sim.test";
pub const REPOSITORY: &str = "/repos/contoso/shop";

/// A world whose clock the test moves. Call it within a paused runtime.
pub fn world(change: impl FnOnce(&mut State)) -> World {
    world_at(AUTHORITY, change)
}

pub fn world_at(authority: &str, change: impl FnOnce(&mut State)) -> World {
    let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let mut state = build(authority, now);
    let all = ["deployments", "actions", "issues", "pull-requests"];
    state.github.permissions = all.map(|name| (name.to_owned(), "write".to_owned())).into();
    change(&mut state);
    let options = WorldOptions { wall: now, scale: 1.0, authority: authority.to_owned(), run_apps: false };
    World::new(state, options)
}

/// The description; `None` where it is not at hand.
pub fn contract() -> Option<&'static Contract> {
    static CONTRACT: OnceLock<Option<Contract>> = OnceLock::new();
    let read = || {
        let path = shared("data/github/openapi-subset.api.github.com.json")?;
        Some(Contract::read(&std::fs::read_to_string(path).unwrap()))
    };
    CONTRACT.get_or_init(read).as_ref()
}

pub struct Client {
    pub world: World,
    pub token: String,
}

pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn message(&self) -> String {
        self.json()["message"].as_str().unwrap().to_owned()
    }
}

impl Client {
    pub fn of(world: &World) -> Self {
        Self { world: world.clone(), token: world.state().github.token.clone() }
    }

    /// Calls the API below its base and checks the answer against the description.
    pub async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        self.ask_with(method, path, body, &[]).await
    }

    pub async fn ask_with(&self, method: &str, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Reply {
        let body = Bytes::from(body.map(|body| body.to_string()).unwrap_or_default());
        let bearer = format!("Bearer {}", self.token);
        let all = [&[("authorization", bearer.as_str())], headers].concat();
        let url = format!("https://{AUTHORITY}/github{path}");
        let reply = send(&self.world, method, &url, &all, body).await;
        if let Some(contract) = contract() {
            let objections = contract.objections(method, path, reply.status, &reply.body);
            assert!(objections.is_empty(), "{method} {path}: {}: {objections:#?}", reply.status);
        }
        reply
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, None).await
    }

    /// Octocrab as it is published, its requests brought to the world.
    pub fn octocrab(&self) -> Octocrab {
        let courier = Courier { world: self.world.clone(), token: self.token.clone() };
        match OctocrabBuilder::new_empty().with_service(courier).with_auth(AuthState::None).build() {
            Ok(octocrab) => octocrab,
            Err(never) => match never {},
        }
    }
}

/// Sends a request as it is.
pub async fn send(world: &World, method: &str, url: &str, headers: &[(&str, &str)], body: Bytes) -> Reply {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match world.handle(request.body(body).unwrap()).await {
        Answer::Response(response) => {
            let (parts, body) = response.into_parts();
            Reply { status: parts.status.as_u16(), headers: parts.headers, body }
        }
        _ => panic!("no answer to {method} {url}"),
    }
}

#[derive(Clone)]
struct Courier {
    world: World,
    token: String,
}

impl tower::Service<Request<OctoBody>> for Courier {
    type Response = Response<Full<Bytes>>;
    type Error = Arc<std::io::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<OctoBody>) -> Self::Future {
        let Self { world, token } = self.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            if parts.uri.host().is_none() {
                parts.uri = format!("https://{AUTHORITY}/github{}", parts.uri).parse().unwrap();
            }
            // The token is GitHub's API's and nobody else's.
            if parts.uri.path().starts_with("/github/") {
                parts.headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
            }
            match world.handle(Request::from_parts(parts, body)).await {
                Answer::Response(response) => Ok(response.map(Full::new)),
                _ => panic!("no answer"),
            }
        })
    }
}
