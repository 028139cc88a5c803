use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use serde_json::Value;

use crate::dns_names::{self, Named};
use crate::latency;
use crate::percent::decoded;

/// What paths of the storage of artifacts begin with.
pub const ARTIFACT_STORAGE: &str = "actions-results";

/// Which service a request is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The control plane.
    Arm,
    /// The description of the cloud.
    Metadata,
    /// Entra ID.
    Entra,
    /// An SCM site.
    Scm,
    /// An app.
    Site,
    /// The blob service of a storage account.
    Blob,
    /// GitHub's token service.
    Oidc,
    /// GitHub's REST API.
    GitHub,
    /// Queries of telemetry, at the two services that answer them.
    Logs,
    /// The world's own control.
    Control,
}

impl Service {
    /// Its name in logs and faults.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arm => "arm",
            Self::Metadata => "metadata",
            Self::Entra => "entra",
            Self::Scm => "scm",
            Self::Site => "site",
            Self::Blob => "blob",
            Self::Oidc => "oidc",
            Self::GitHub => "github",
            Self::Logs => "logs",
            Self::Control => "control",
        }
    }

    /// How long it takes to answer at all.
    pub fn latency(self) -> Duration {
        match self {
            Self::Arm | Self::Logs => latency::ARM_READ,
            Self::Entra => latency::TOKEN,
            Self::Scm => latency::SCM_READ,
            Self::Oidc | Self::GitHub => latency::GITHUB,
            Self::Site => latency::INVOCATION,
            Self::Blob => latency::BLOB,
            Self::Metadata | Self::Control => Duration::ZERO,
        }
    }

    /// The largest body it takes: four MiB on the control plane (Microsoft Learn, "Request size
    /// limits" of Azure Resource Manager), 100 MiB for an app (`FUNCTIONS_REQUEST_BODY_SIZE_LIMIT`),
    /// and what this machine can hold where packages are sent.
    pub fn largest_body(self) -> usize {
        const MIB: usize = 1024 * 1024;
        match self {
            Self::Arm | Self::Metadata | Self::Entra | Self::Oidc | Self::GitHub | Self::Logs => 4 * MIB,
            Self::Site | Self::Control => 100 * MIB,
            _ => 1024 * MIB,
        }
    }
}

/// A request that reached the world.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Which service it is for.
    pub service: Service,
    /// The method.
    pub method: Method,
    /// Whether it came without TLS.
    pub is_plain: bool,
    /// For apps, SCM sites and storage accounts: the first part of their host name.
    pub host: String,
    /// The path within the service; begins with `/`.
    pub path: String,
    /// The whole path as it was sent, of which signatures are made.
    pub sent_path: String,
    /// The query, undecoded.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Incoming {
    /// Finds out which service a request is for. Some clients send two slashes at the start of a
    /// path (facts: azure-cli).
    pub fn read(request: Request<Bytes>) -> Self {
        let (parts, body) = request.into_parts();
        let path = format!("/{}", parts.uri.path().trim_start_matches('/'));
        let (first, rest) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
        let below = |rest: &str| format!("/{rest}");
        let hosted = |rest: &str| -> (String, String) {
            let (host, rest) = rest.split_once('/').unwrap_or((rest, ""));
            (host.to_owned(), format!("/{rest}"))
        };
        let said = parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
        let authority = parts.uri.authority().map(|authority| authority.as_str()).or(said);
        let by_name = authority.and_then(dns_names::named);
        let (service, host, path) = match (by_name, first.to_lowercase().as_str()) {
            (Some((Named::App, host)), _) => (Service::Site, host, path),
            (Some((Named::Scm, host)), _) => (Service::Scm, host, path),
            (Some((Named::Blobs, host)), _) => (Service::Blob, host, path),
            (None, "scm") => {
                let (host, path) = hosted(rest);
                (Service::Scm, host, path)
            }
            (None, "site") => {
                let (host, path) = hosted(rest);
                (Service::Site, host, path)
            }
            (None, "blob") => {
                let (host, path) = hosted(rest);
                (Service::Blob, host, path)
            }
            (None, "github") => (Service::GitHub, String::new(), below(rest)),
            (None, ARTIFACT_STORAGE) => (Service::GitHub, String::new(), path),
            (None, "oidc") => (Service::Oidc, String::new(), below(rest)),
            (None, "control") => (Service::Control, String::new(), below(rest)),
            (None, "v1") => (Service::Logs, String::new(), path),
            (None, "metadata") => (Service::Metadata, String::new(), path),
            _ if rest.contains("oauth2/") || rest.contains(".well-known/") || rest.contains("discovery/") => {
                (Service::Entra, String::new(), path)
            }
            (None, "subscriptions" | "providers") => (Service::Arm, String::new(), path),
            // As emulators do it: the account is the first part of the path, and some libraries know no other way on a loopback
            // address (`@azure/storage-blob`).
            _ if is_account(first) => (Service::Blob, first.to_owned(), below(rest)),
            _ => (Service::Arm, String::new(), path),
        };
        Self {
            service,
            is_plain: parts.uri.scheme_str() == Some("http"),
            method: parts.method,
            host,
            path,
            sent_path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
        }
    }

    /// Learns which storage accounts there are: what begins with none of them is a path of the control plane.
    pub fn with_accounts(mut self, is_there: impl Fn(&str) -> bool) -> Self {
        let first = self.sent_path.trim_start_matches('/').split('/').next().unwrap_or_default();
        if self.service == Service::Blob && first == self.host && !is_there(&self.host) {
            self.path = format!("/{}", self.sent_path.trim_start_matches('/'));
            (self.service, self.host) = (Service::Arm, String::new());
        }
        self
    }

    /// The path with its query.
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The first value of a query parameter; names are compared without regard to case.
    pub fn parameter(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The token of `Authorization: Bearer …`.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header("authorization")?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    }

    /// The body as JSON; `None` when it is none.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The parts of the path, decoded.
    pub fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(decoded).collect()
    }
}

/// Names of storage accounts have 3 to 24 small letters and digits.
fn is_account(name: &str) -> bool {
    (3..=24).contains(&name.len()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(uri: &str) -> Incoming {
        Incoming::read(Request::builder().uri(uri).body(Bytes::new()).unwrap())
    }

    #[test]
    fn requests_find_their_service_by_path() {
        let scm = read("https://localhost:1/scm/orders-staging/api/zipdeploy?isAsync=true");
        assert_eq!(
            (scm.service, scm.host.as_str(), scm.path.as_str()),
            (Service::Scm, "orders-staging", "/api/zipdeploy")
        );
        let blob = read("https://localhost:1/blob/shopdata/c/a/b?comp=block");
        assert_eq!((blob.service, blob.host.as_str(), blob.path.as_str()), (Service::Blob, "shopdata", "/c/a/b"));
        let emulated = read("https://localhost:1/shopdata/c/a/b?comp=block");
        assert_eq!(
            (emulated.service, emulated.host.as_str(), emulated.path.as_str()),
            (Service::Blob, "shopdata", "/c/a/b")
        );
        let unknown = read("https://localhost:1/banana/c").with_accounts(|name| name == "shopdata");
        assert_eq!((unknown.service, unknown.path.as_str()), (Service::Arm, "/banana/c"));
        let known = read("https://localhost:1/shopdata/c").with_accounts(|name| name == "shopdata");
        assert_eq!((known.service, known.path.as_str()), (Service::Blob, "/c"));
        assert_eq!(read("https://localhost:1//metadata/endpoints").service, Service::Metadata);
        assert_eq!(read("https://localhost:1/t/oauth2/v2.0/token").service, Service::Entra);
        assert_eq!(read("https://localhost:1/subscriptions/x").service, Service::Arm);
        assert_eq!(read("https://localhost:1/").service, Service::Arm);
    }
}
