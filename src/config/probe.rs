use std::time::Duration;

use http::{HeaderName, Method};
use serde_json_path::JsonPath;

use super::{Predicate, Release, StatusSet, Template};
use crate::http::Growing;
use crate::names::FunctionName;
use crate::record::{ProbePhase, Severity};

/// The probes of the app.
#[derive(Debug, Clone, Default)]
pub struct Probes {
    /// When the app counts as ready.
    pub readiness: Readiness,
    /// The checks, in the order of the file.
    pub checks: Vec<Probe>,
}

/// The readiness loop: the first critical check is repeated until it passed several times in a row.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// The loop gives up after this time.
    pub deadline: Duration,
    /// The time between two tries; `None`: they begin close together, and come once a second later.
    pub interval: Option<Duration>,
    /// How often in a row it has to pass.
    pub successes: u32,
}

/// One request with its expectations.
#[derive(Debug, Clone)]
pub struct Probe {
    /// Its name; unique.
    pub name: String,
    /// On which sides it is sent.
    pub on: Vec<ProbePhase>,
    /// `Error` for critical ones, `Warning` for the others.
    pub severity: Severity,
    /// The request.
    pub request: RequestSpec,
    /// What is expected.
    pub expect: Vec<Expectation>,
    /// Slower than this is worth a warning.
    pub slow: Option<Duration>,
    /// Time for one try.
    pub timeout: Duration,
    /// Whether the input `probes` holds it, which a workflow may put together from secrets.
    pub is_from_input: bool,
}

/// The request.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// The method.
    pub method: Method,
    /// The path and query on the app's host.
    pub path: Template,
    /// Headers.
    pub headers: Vec<(HeaderName, Template)>,
    /// The body: a text as it stands, anything else as JSON.
    pub body: Option<serde_json::Value>,
    /// Its authentication.
    pub auth: Option<Auth>,
}

/// The authentication of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// A key of one function.
    FunctionKey {
        /// The function.
        function: FunctionName,
        /// The key's name.
        name: String,
    },
    /// A key of the whole host.
    HostKey {
        /// The key's name.
        name: String,
    },
    /// A token of Entra ID.
    Entra {
        /// `api://…/.default`
        scope: String,
    },
}

/// One expectation.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// Of the status.
    Status(StatusSet),
    /// Of a header.
    Header(HeaderName, Predicate),
    /// Of the body as text.
    Body(Predicate),
    /// Of what a JSONPath finds in the body.
    Json {
        /// The path as it was written.
        text: String,
        /// The path.
        path: JsonPath,
        /// The expectation for its result.
        predicate: Predicate,
    },
    /// Of the time until the last byte.
    Latency(Duration),
}

impl Probes {
    /// The checks that a release depends on.
    pub fn critical(&self) -> Vec<Probe> {
        self.checks.iter().filter(|check| check.severity == Severity::Error).cloned().collect()
    }

    /// Whether a critical check is sent to production after the swap.
    pub fn ask_production(&self) -> bool {
        self.checks.iter().any(|check| check.severity == Severity::Error && check.is_for(ProbePhase::Production))
    }

    /// Whether a check signs in like this.
    pub fn sign_in_so(&self, is_so: impl Fn(&Auth) -> bool) -> bool {
        self.checks.iter().filter_map(|check| check.request.auth.as_ref()).any(is_so)
    }

    /// Whether a check has a part that teams fill from their secrets: a header, a body, a query, or a text that is expected.
    pub fn may_hold_secrets(&self) -> bool {
        self.checks.iter().any(|check| {
            let request = &check.request;
            let has_query = request.path.fill(&Release::default()).contains('?');
            has_query || !request.headers.is_empty() || request.body.is_some() || !check.expected_texts().is_empty()
        })
    }

    /// Whether any check needs the commit of the release.
    pub fn name_commit(&self) -> bool {
        self.checks.iter().flat_map(Probe::templates).any(Template::names_commit)
    }
}

impl Probe {
    /// Nothing but a GET of `path`.
    pub fn plain(path: &str, timeout: Duration) -> Self {
        Self {
            name: path.to_owned(),
            on: vec![ProbePhase::Production],
            severity: Severity::Warning,
            request: RequestSpec {
                method: Method::GET,
                path: Template::text(path),
                headers: Vec::new(),
                body: None,
                auth: None,
            },
            expect: Vec::new(),
            slow: None,
            timeout,
            is_from_input: false,
        }
    }

    /// Whether it is sent there. After a rollback production gets its own checks again, except those that only the rolled
    /// back release could pass.
    pub fn is_for(&self, phase: ProbePhase) -> bool {
        let production = phase == ProbePhase::Rollback && self.on.contains(&ProbePhase::Production);
        self.on.contains(&phase) || production && !self.templates().any(Template::names_release)
    }

    fn templates(&self) -> impl Iterator<Item = &Template> {
        let headers = self.request.headers.iter().map(|(_, value)| value);
        let expected = self.expect.iter().filter_map(|expectation| match expectation {
            Expectation::Header(_, predicate) | Expectation::Body(predicate) | Expectation::Json { predicate, .. } => {
                predicate.template()
            }
            Expectation::Status(_) | Expectation::Latency(_) => None,
        });
        std::iter::once(&self.request.path).chain(headers).chain(expected)
    }
}

impl Readiness {
    /// The longest wait between tries where none is configured.
    const LONGEST: Duration = Duration::from_secs(1);

    /// The waits between tries.
    pub fn waits(&self) -> Growing {
        self.interval.map_or(Growing::to(Self::LONGEST), Growing::always)
    }

    /// The wait between tries, once it grows no more.
    pub fn last_wait(&self) -> Duration {
        self.interval.unwrap_or(Self::LONGEST)
    }
}

impl Default for Readiness {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(300), interval: None, successes: 2 }
    }
}
