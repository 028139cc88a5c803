//! Faults are data: where they strike, and what happens there.

use std::sync::OnceLock;
use std::time::Duration;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::pattern::pattern;

/// One fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Where it strikes.
    pub at: Where,
    /// What happens.
    pub what: What,
    /// It skips this many matches first.
    #[serde(default)]
    pub skip: u32,
    /// It strikes this often; `None` is always.
    #[serde(default)]
    pub times: Option<u32>,
    #[serde(skip)]
    seen: u32,
}

/// Where a fault strikes. What is left out matches everything.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Where {
    /// `arm`, `entra`, `scm`, `site`, `oidc`, `github`, `metadata`, `blob`, `logs`; or a law:
    /// `law:swap`, `law:warm-up` (of the source of a swap; a `delay` makes that swap slow), `law:deployment`,
    /// `law:build` (of a package), `law:mount` (a new package is not mounted; the one before stays), `law:execution` (a function
    /// throws on an event; its name is the path).
    pub service: Option<String>,
    /// The method.
    pub method: Option<String>,
    /// A regular expression that the path within the service has to match somewhere, without regard
    /// to case.
    pub path: Option<String>,
    /// For apps and SCM sites: only this side, `production` or the name of a slot.
    pub slot: Option<String>,
    /// Only after production's content was changed by a swap.
    pub after_swap: Option<bool>,
    /// Only as long as it was not swapped back.
    pub while_swapped: Option<bool>,
    #[serde(skip)]
    compiled: Compiled,
}

/// The expression of `path`, made when a path is first held against it: each request of a world is held against each of
/// its faults. It follows from `path`, so all are equal.
#[derive(Debug, Clone, Default)]
struct Compiled(OnceLock<Option<Regex>>);

impl PartialEq for Compiled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Compiled {
    fn is_match(&self, expression: &str, path: &str) -> bool {
        let regex = self.0.get_or_init(|| pattern(expression));
        regex.as_ref().is_some_and(|regex| regex.is_match(path))
    }
}

/// What happens to a request, or to a law.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum What {
    /// This answer comes instead, and the request has no effect.
    Status {
        /// The status.
        status: u16,
        /// The body; an Azure-like error when left out.
        #[serde(default)]
        body: Option<String>,
        /// The content type; JSON when left out.
        #[serde(default)]
        content_type: Option<String>,
        /// `Retry-After`, in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// The request has its effect, but this status is answered.
    StatusAfter {
        /// The status.
        status: u16,
    },
    /// The connection is cut before the request has any effect.
    ResetBefore,
    /// The connection is cut after it had its effect.
    ResetAfter,
    /// The answer comes later by this many seconds; a law takes so much longer.
    Delay {
        /// Seconds.
        seconds: u64,
    },
    /// No answer ever comes; the request has its effect.
    Never,
    /// Only half of the body arrives.
    Truncate,
    /// The body is the same, but calls itself HTML.
    WrongContentType,
    /// The request arrives twice; the second answer is given.
    Duplicate,
    /// The token that the request carries has expired by now, here and for all that comes after. A request without a token
    /// of this world's is answered as usual.
    TokenExpired,
    /// Somebody deploys to the slot that is released through, right before the request arrives; it is answered as usual.
    SlotRedeployed,
    /// A law fails.
    Fails {
        /// The status that the operation ends with.
        #[serde(default = "bad_request")]
        status: u16,
        /// The words.
        message: String,
    },
    /// A law reports that all went well, and did nothing.
    NoEffect,
    /// A law does its work, and takes it back by itself so many seconds later, without a word.
    PutBack {
        /// Seconds.
        seconds: u64,
    },
}

fn bad_request() -> u16 {
    400
}

/// What a law is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LawFault {
    /// It fails.
    Fails {
        /// The status that the operation ends with.
        status: u16,
        /// The provider's code.
        code: String,
        /// The words.
        message: String,
    },
    /// It says that it was done, and does nothing.
    NoEffect,
    /// It is done, and taken back that much later.
    PutBack(Duration),
    /// It takes so much longer.
    Slow(Duration),
}

impl LawFault {
    /// The words.
    pub fn words(&self) -> String {
        match self {
            Self::Fails { message, .. } => message.clone(),
            Self::NoEffect | Self::PutBack(_) | Self::Slow(_) => String::new(),
        }
    }
}

/// A request, as faults see it.
pub struct Seen<'a> {
    /// The service.
    pub service: &'a str,
    /// The method.
    pub method: &'a str,
    /// The path within the service, with its query.
    pub path: &'a str,
    /// The side that an app or SCM site belongs to.
    pub slot: Option<&'a str>,
    /// Whether a swap has switched routing in this world.
    pub after_swap: bool,
    /// Whether it was not switched back since.
    pub while_swapped: bool,
}

impl Fault {
    /// A fault that strikes always.
    pub fn new(at: Where, what: What) -> Self {
        Self { at, what, skip: 0, times: None, seen: 0 }
    }

    /// The same fault, striking only the first `times` matches.
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The same fault, letting `skip` matches pass first.
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Whether it has struck so far.
    pub fn has_struck(&self) -> bool {
        self.seen > self.skip
    }

    /// Counts a match and says whether the fault strikes it.
    fn strikes(&mut self) -> bool {
        self.seen += 1;
        let beyond = self.seen > self.skip;
        beyond && self.times.is_none_or(|times| self.seen <= self.skip + times)
    }
}

impl Where {
    /// Anything a service is asked.
    pub fn service(service: &str) -> Self {
        Self { service: Some(service.to_owned()), ..Self::default() }
    }

    /// Only this method.
    pub fn method(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    /// Only paths that match.
    pub fn path(self, path: &str) -> Self {
        Self { path: Some(path.to_owned()), compiled: Compiled::default(), ..self }
    }

    /// Only this side of an app.
    pub fn slot(self, slot: &str) -> Self {
        Self { slot: Some(slot.to_owned()), ..self }
    }

    /// Only after a swap.
    pub fn after_swap(self) -> Self {
        Self { after_swap: Some(true), ..self }
    }

    /// Only as long as what a swap brought to production is there.
    pub fn while_swapped(self) -> Self {
        Self { while_swapped: Some(true), ..self }
    }

    fn matches(&self, seen: &Seen<'_>) -> bool {
        let agrees =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(is));
        agrees(&self.service, seen.service)
            && agrees(&self.method, seen.method)
            && agrees(&self.slot, seen.slot.unwrap_or_default())
            && self.after_swap.is_none_or(|after| after == seen.after_swap)
            && self.while_swapped.is_none_or(|swapped| swapped == seen.while_swapped)
            && self.path.as_ref().is_none_or(|pattern| self.compiled.is_match(pattern, seen.path))
    }
}

/// The fault that strikes a request, if any. Each match is counted, whether it strikes or not.
pub fn striking(faults: &mut [Fault], seen: &Seen<'_>) -> Option<What> {
    let mut found = None;
    for fault in faults.iter_mut().filter(|fault| fault.at.matches(seen)) {
        if fault.strikes() && found.is_none() {
            found = Some(fault.what.clone());
        }
    }
    found
}

impl What {
    /// How much later the answer comes.
    pub fn delay(&self) -> Duration {
        match self {
            Self::Delay { seconds } => Duration::from_secs(*seconds),
            _ => Duration::ZERO,
        }
    }
}

/// The fault that strikes a law, if any.
pub fn striking_law(faults: &mut [Fault], law: &str) -> Option<LawFault> {
    let service = format!("law:{law}");
    let mut named = faults.iter_mut().filter(|fault| fault.at.service.as_deref() == Some(&service));
    let fault = named.find_map(|fault| fault.strikes().then(|| fault.what.clone()))?;
    match fault {
        What::Fails { status, message } => {
            let code = match status {
                417 => "ExpectationFailed",
                409 => "Conflict",
                _ => "BadRequest",
            };
            Some(LawFault::Fails { status, code: code.to_owned(), message })
        }
        What::NoEffect => Some(LawFault::NoEffect),
        What::PutBack { seconds } => Some(LawFault::PutBack(Duration::from_secs(seconds))),
        What::Delay { seconds } => Some(LawFault::Slow(Duration::from_secs(seconds))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'a>(path: &'a str) -> Seen<'a> {
        Seen { service: "arm", method: "GET", path, slot: None, after_swap: false, while_swapped: false }
    }

    #[test]
    fn a_fault_strikes_the_matches_it_is_told_to() {
        let at = Where::service("arm").path("/slots/staging$");
        let mut faults = vec![Fault::new(at, What::ResetAfter).after(1).times(1)];
        let struck: Vec<bool> = ["/slots/staging", "/other", "/SLOTS/staging", "/slots/staging"]
            .iter()
            .map(|path| striking(&mut faults, &seen(path)).is_some())
            .collect();
        assert_eq!(struck, [false, false, true, false]);
    }

    #[test]
    fn faults_can_be_written_as_data() {
        let yaml =
            "at: { service: scm, path: zipdeploy }\nwhat: { kind: status, status: 503, retry_after: 5 }\ntimes: 2\n";
        let fault: Fault = serde_yaml::from_str(yaml).unwrap();
        assert_eq!(fault.times, Some(2));
        assert!(serde_yaml::from_str::<Fault>("at: {}\nwhat: { kind: nonsense }").is_err());
    }
}
