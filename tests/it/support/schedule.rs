//! What goes wrong in a run, as data: which request, in which way, once or from then on.

use std::fmt;

use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{RequestEntry, State};

/// The ways in which a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Throttled,
    ThrottledFor30s,
    Error500,
    BadGateway,
    UnavailableHtml,
    TimeoutButWritten,
    ResetBefore,
    ResetAfter,
    NoAnswer,
    Truncated,
    WrongContentType,
    TokenExpired,
    Unauthorized,
    Forbidden,
    NotFoundOnce,
    DeliveredTwice,
    AMinuteLate,
}

impl Kind {
    pub const ALL: [Kind; 17] = [
        Kind::Throttled,
        Kind::ThrottledFor30s,
        Kind::Error500,
        Kind::BadGateway,
        Kind::UnavailableHtml,
        Kind::TimeoutButWritten,
        Kind::ResetBefore,
        Kind::ResetAfter,
        Kind::NoAnswer,
        Kind::Truncated,
        Kind::WrongContentType,
        Kind::TokenExpired,
        Kind::Unauthorized,
        Kind::Forbidden,
        Kind::NotFoundOnce,
        Kind::DeliveredTwice,
        Kind::AMinuteLate,
    ];

    /// Whether it makes sense from then on: a thing that is never found again is no fault of the network.
    pub fn can_last(self) -> bool {
        self != Self::NotFoundOnce
    }

    fn what(self) -> What {
        let status = |status| What::Status { status, body: None, content_type: None, retry_after: None };
        let says = |status, code: &str, message: &str| What::Status {
            status,
            body: Some(format!(r#"{{"error":{{"code":"{code}","message":"{message}"}}}}"#)),
            content_type: None,
            retry_after: None,
        };
        match self {
            Self::Throttled => status(429),
            Self::ThrottledFor30s => {
                What::Status { status: 429, body: None, content_type: None, retry_after: Some(30) }
            }
            Self::Error500 => status(500),
            Self::BadGateway => status(502),
            Self::UnavailableHtml => status(503),
            Self::TimeoutButWritten => What::StatusAfter { status: 504 },
            Self::ResetBefore => What::ResetBefore,
            Self::ResetAfter => What::ResetAfter,
            Self::NoAnswer => What::Never,
            Self::Truncated => What::Truncate,
            Self::WrongContentType => What::WrongContentType,
            Self::TokenExpired => What::TokenExpired,
            Self::Unauthorized => says(401, "AuthenticationFailed", "Authentication failed."),
            Self::Forbidden => says(403, "AuthorizationFailed", "The client does not have authorization."),
            Self::NotFoundOnce => says(404, "ResourceNotFound", "The resource was not found."),
            Self::DeliveredTwice => What::Duplicate,
            Self::AMinuteLate => What::Delay { seconds: 60 },
        }
    }
}

/// Requests that differ in nothing but ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub service: String,
    pub method: String,
    pub slot: Option<String>,
    /// The parts of the path; `None` where an id stands.
    parts: Vec<Option<String>>,
}

impl Route {
    pub fn of(request: &RequestEntry) -> Self {
        let parts = request.path.split('/').skip(1);
        Self {
            service: request.service.clone(),
            method: request.method.clone(),
            slot: request.slot.clone(),
            parts: parts.map(|part| (!is_id(part)).then(|| part.to_owned())).collect(),
        }
    }

    pub fn at(&self) -> Where {
        let path: Vec<String> =
            self.parts.iter().map(|part| part.as_deref().map_or("[^/?]+".into(), escaped)).collect();
        let at = Where::service(&self.service).method(&self.method).path(&format!(r"^/{}(\?|$)", path.join("/")));
        match &self.slot {
            Some(slot) => at.slot(slot),
            None => at,
        }
    }

    /// Whether its path ends so; `*` stands for an id.
    pub fn ends(&self, end: &str) -> bool {
        self.path().ends_with(end)
    }

    pub fn path(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|part| part.as_deref().unwrap_or("*")).collect();
        format!("/{}", parts.join("/"))
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        // Everything up to the provider is the same in all paths of the control plane.
        let path = path.split_once("/Microsoft.Web").map_or(path.as_str(), |(_, rest)| rest);
        match &self.slot {
            Some(slot) => write!(f, "{}({slot}) {} {path}", self.service, self.method),
            None => write!(f, "{} {} {path}", self.service, self.method),
        }
    }
}

fn is_id(part: &str) -> bool {
    let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_guid = part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
    is_number || is_guid || part.starts_with("temp-")
}

fn escaped(part: &str) -> String {
    let mut text = String::new();
    for c in part.chars() {
        if !c.is_alphanumeric() && !matches!(c, '-' | '_') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strike {
    pub route: Route,
    /// How many requests of this route pass before.
    pub after: u32,
    pub kind: Kind,
    /// From then on, and not once.
    pub lasts: bool,
}

impl fmt::Display for Strike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how_long = if self.lasts { "from then on" } else { "once" };
        write!(f, "{} #{} {:?} {how_long}", self.route, self.after, self.kind)
    }
}

/// All that goes wrong in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(pub Vec<Strike>);

impl Schedule {
    pub fn put_into(&self, state: &mut State) {
        for Strike { route, after, kind, lasts } in &self.0 {
            let fault = Fault::new(route.at(), kind.what()).after(*after);
            state.faults.push(if *lasts { fault } else { fault.times(1) });
        }
    }

    pub fn lasts(&self) -> bool {
        self.0.iter().any(|strike| strike.lasts)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strikes: Vec<String> = self.0.iter().map(Strike::to_string).collect();
        f.write_str(&strikes.join(" + "))
    }
}
