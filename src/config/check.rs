use std::time::Duration;

use http::HeaderName;
use serde_json_path::JsonPath;

use super::raw;
use super::{ConfigError, Predicate, StatusSet, Template};
use crate::record::{ProbePhase, Severity};

/// Everything that is to be asked of the app.
#[derive(Debug, Clone)]
pub struct Probes {
    /// When the app counts as ready to be asked.
    pub readiness: Readiness,
    /// The checks, in the order of the file.
    pub checks: Vec<Check>,
}

impl Default for Probes {
    fn default() -> Self {
        Self { readiness: Readiness::of(raw::Readiness::default()), checks: Vec::new() }
    }
}

/// The readiness loop: the first critical check is repeated until it passed several times in a row.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// The loop gives up after this time.
    pub deadline: Duration,
    /// The time between two tries.
    pub interval: Duration,
    /// How often in a row it has to pass.
    pub successes: u32,
}

/// One question with its expectations.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its name; unique.
    pub name: String,
    /// Where it is asked.
    pub on: Vec<ProbePhase>,
    /// `Error` for critical ones, `Warning` for the others.
    pub severity: Severity,
    /// What is asked.
    pub request: RequestSpec,
    /// What is expected.
    pub expect: Vec<Expectation>,
    /// Slower than this is worth a warning.
    pub slow: Option<Duration>,
    /// Time for one try.
    pub timeout: Duration,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct RequestSpec {
    /// The method.
    pub method: &'static str,
    /// The path and query on the app's host.
    pub path: Template,
    /// Headers.
    pub headers: Vec<(HeaderName, Template)>,
    /// The body: a text as it stands, anything else as JSON.
    pub body: Option<serde_json::Value>,
    /// How it proves who is asking.
    pub auth: Option<Auth>,
}

/// How a probe proves who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// A key of one function.
    FunctionKey {
        /// The function.
        function: String,
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
        /// What is demanded of what it finds.
        predicate: Predicate,
    },
    /// Of the time until the last byte.
    Latency(Duration),
}

impl Probes {
    /// The checks that a release depends on.
    pub fn critical(&self) -> Vec<Check> {
        self.checks.iter().filter(|check| check.severity == Severity::Error).cloned().collect()
    }

    /// Whether any check can be asked or judged only by who knows the commit of the release.
    pub fn name_commit(&self) -> bool {
        self.checks.iter().flat_map(Check::templates).any(Template::names_commit)
    }
}

impl Check {
    /// Nothing but a GET of `path`.
    pub fn plain(path: &str, timeout: Duration) -> Self {
        Self {
            name: path.to_owned(),
            on: vec![ProbePhase::Production],
            severity: Severity::Warning,
            request: RequestSpec {
                method: "GET",
                path: Template::text(path),
                headers: Vec::new(),
                body: None,
                auth: None,
            },
            expect: Vec::new(),
            slow: None,
            timeout,
        }
    }

    /// Whether it is asked there. After a rollback production is asked its own checks again, but for those that only the
    /// release that was taken back could pass.
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
    fn of(raw: raw::Readiness) -> Self {
        Self {
            deadline: raw.deadline.map_or(Duration::from_secs(300), |d| d.0),
            interval: raw.interval.map_or(Duration::from_secs(5), |d| d.0),
            successes: raw.successes.unwrap_or(2).max(1),
        }
    }
}

/// Checks what only several values together can be wrong in, and reports all of it.
pub fn checked(raw: raw::Probes, source: &str) -> Result<Probes, ConfigError> {
    let default_timeout = raw.defaults.timeout.map_or(Duration::from_secs(10), |d| d.0);
    let mut problems = Vec::new();
    let mut checks: Vec<Check> = Vec::new();
    for raw in raw.checks {
        let place = |text: String| format!("{text} (check `{}`{})", raw.name, line_of(source, &raw.name, 0));
        if checks.iter().any(|check| check.name == raw.name) {
            let line = line_of(source, &raw.name, 1);
            problems.push(format!("two checks are named `{}`{}", raw.name, line));
        }
        let on = raw.on.clone().unwrap_or_else(|| default_phases(raw.request.method));
        if on.is_empty() {
            problems.push(place("`on` is empty, so it would never be asked".to_owned()));
        }
        let mutates = !raw.request.method.is_safe() && !raw.request.allow_mutation;
        if mutates && on.iter().any(|phase| *phase != ProbePhase::Stage) {
            problems.push(place(format!(
                "{} on production needs `allow_mutation: true` in the request",
                raw.request.method.name()
            )));
        }
        let (request, wrong) = request(raw.request);
        problems.extend(wrong.into_iter().map(&place));
        let (expect, slow, wrong) = expectations(raw.expect);
        problems.extend(wrong.into_iter().map(&place));
        checks.push(Check {
            on,
            severity: match raw.severity {
                raw::Severity::Critical => Severity::Error,
                raw::Severity::Warning => Severity::Warning,
            },
            request,
            expect,
            slow,
            timeout: raw.timeout.map_or(default_timeout, |d| d.0),
            name: raw.name,
        });
    }
    match problems.is_empty() {
        true => Ok(Probes { readiness: Readiness::of(raw.readiness), checks }),
        false => Err(ConfigError::Relations { problems }),
    }
}

/// Questions are asked everywhere; what changes something only on the slot, unless it is said
/// otherwise.
fn default_phases(method: raw::Method) -> Vec<ProbePhase> {
    match method.is_safe() {
        true => vec![ProbePhase::Stage, ProbePhase::Production],
        false => vec![ProbePhase::Stage],
    }
}

fn request(raw: raw::Request) -> (RequestSpec, Vec<String>) {
    let mut problems = Vec::new();
    let mut headers = Vec::new();
    for (name, value) in raw.headers {
        match name.parse::<HeaderName>() {
            Ok(name) => headers.push((name, value)),
            Err(_) => problems.push(format!("`{name}` is no header name")),
        }
    }
    let auth = raw.auth.and_then(|auth| match (auth.function_key, auth.host_key, auth.entra) {
        (Some(key), None, None) => Some(Auth::FunctionKey { function: key.function, name: key.name }),
        (None, Some(name), None) => Some(Auth::HostKey { name }),
        (None, None, Some(scope)) => Some(Auth::Entra { scope: scope.0 }),
        _ => {
            problems.push("`auth` takes exactly one of `function_key`, `host_key` and `entra`".to_owned());
            None
        }
    });
    let request = RequestSpec { method: raw.method.name(), path: raw.path.0, headers, body: raw.body, auth };
    (request, problems)
}

fn expectations(raw: raw::Expect) -> (Vec<Expectation>, Option<Duration>, Vec<String>) {
    let mut problems = Vec::new();
    let mut all = vec![Expectation::Status(raw.status.unwrap_or_else(StatusSet::success))];
    for (name, predicate) in raw.headers {
        let Ok(header) = name.parse::<HeaderName>() else {
            problems.push(format!("`{name}` is no header name"));
            continue;
        };
        let predicates = predicate.0.checked();
        if predicates.is_empty() {
            problems.push(format!("nothing is demanded of the header `{name}`"));
        }
        all.extend(predicates.into_iter().map(|predicate| Expectation::Header(header.clone(), predicate)));
    }
    if let Some(body) = raw.body {
        all.extend(body.checked().into_iter().map(Expectation::Body));
    }
    for json in raw.json {
        let predicates = json.predicate.checked();
        if predicates.is_empty() {
            problems.push(format!("nothing is demanded of `{}`", json.text));
        }
        all.extend(predicates.into_iter().map(|predicate| Expectation::Json {
            text: json.text.clone(),
            path: json.path.clone(),
            predicate,
        }));
    }
    let (max, warn) = raw.latency.map_or((None, None), |l| (l.max, l.warn));
    all.extend(max.map(|max| Expectation::Latency(max.0)));
    (all, warn.map(|warn| warn.0), problems)
}

/// `, line 12`: where the check of this name stands, the `nth` one of several.
fn line_of(source: &str, name: &str, nth: usize) -> String {
    let found = source
        .lines()
        .enumerate()
        .filter(|(_, line)| {
            line.split_once("name:")
                .is_some_and(|(_, rest)| rest.trim().trim_matches(['"', '\'', '}', ' ']).starts_with(name))
        })
        .nth(nth);
    found.map(|(index, _)| format!(", line {}", index + 1)).unwrap_or_default()
}
