use thiserror::Error;

use super::SignInError;
use crate::http::{Effect, HttpError};
use crate::record::{Explain, ServiceAnswer};

/// What kind of no it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token was not taken.
    Unauthenticated,
    /// A right is missing.
    Forbidden {
        /// Which, where Azure names it.
        action: Option<String>,
    },
    /// It is not there.
    NotFound,
    /// Another operation goes on, or holds the lock (409, or 429 without being throttled).
    Busy,
    /// A swap with preview waits to be completed or reset.
    PreparedForSwap,
    /// A resource lock forbids it.
    Locked,
    /// The slot did not answer the platform's warm-up before a swap.
    NoWarmUp,
    /// The control plane passed the question on, and the Functions host does not serve just now.
    HostDown,
    /// Too many requests.
    Throttled,
    /// The service, or a front end for it, is out of order.
    Unavailable,
    /// Anything else.
    Other,
}

/// Azure could not be asked, or said no.
#[derive(Debug, Clone, Error)]
pub enum AzureError {
    /// No token.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// No complete answer.
    #[error("could not {doing}: {source}")]
    Http {
        /// What was being done.
        doing: String,
        /// Why there was no answer.
        source: HttpError,
    },
    /// An answer that says no.
    #[error("could not {doing}: {}", words(.refusal, .answer))]
    Refused {
        /// What was being done.
        doing: String,
        /// What kind of no.
        refusal: Refusal,
        /// The service's own words.
        answer: ServiceAnswer,
    },
    /// An answer that cannot be understood.
    #[error("could not {doing}: {detail}")]
    Unreadable {
        /// What was being done.
        doing: String,
        /// What was expected and missing.
        detail: String,
    },
    /// It did not end in time.
    #[error("could not {doing} within {seconds} s")]
    Unfinished {
        /// What was being waited for.
        doing: String,
        /// How long.
        seconds: u64,
    },
    /// No app of this name.
    #[error("there is no app `{name}` in subscription {subscription} that this identity can see")]
    AppNotFound {
        /// The name.
        name: String,
        /// The subscription.
        subscription: String,
    },
    /// Several apps of this name.
    #[error("there are apps named `{name}` in several resource groups: {}", .groups.join(", "))]
    AppAmbiguous {
        /// The name.
        name: String,
        /// The groups.
        groups: Vec<String>,
    },
}

impl AzureError {
    /// What no answer means while something was being done.
    pub(super) fn unanswered(doing: &str) -> impl FnOnce(HttpError) -> Self {
        move |source| Self::Http { doing: doing.to_owned(), source }
    }

    /// What kind of no it was, where there was one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether the resource is not there.
    pub fn is_not_found(&self) -> bool {
        self.refusal() == Some(&Refusal::NotFound)
    }

    /// Whether the request may have been acted on although no good answer came.
    pub fn effect_is_possible(&self) -> bool {
        match self {
            Self::Http { source, .. } => source.effect == Effect::Possible,
            Self::Refused { refusal, .. } => *refusal == Refusal::Unavailable,
            Self::Unreadable { .. } | Self::Unfinished { .. } => true,
            _ => false,
        }
    }

    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Http { source, .. } => source.is_transient(),
            Self::Refused { refusal, .. } => {
                matches!(refusal, Refusal::Busy | Refusal::HostDown | Refusal::Throttled | Refusal::Unavailable)
            }
            Self::Unfinished { .. } => true,
            _ => false,
        }
    }
}

impl Explain for AzureError {
    fn code(&self) -> &'static str {
        match self {
            Self::SignIn(error) => error.code(),
            Self::Http { source, .. } => source.code(),
            Self::Refused { refusal, .. } => match refusal {
                Refusal::Unauthenticated => "azure-unauthenticated",
                Refusal::Forbidden { .. } => "azure-forbidden",
                Refusal::NotFound => "azure-not-found",
                Refusal::Busy => "azure-busy",
                Refusal::PreparedForSwap => "azure-swap-prepared",
                Refusal::Locked => "azure-locked",
                Refusal::NoWarmUp => "swap-warm-up-failed",
                Refusal::HostDown => "host-unavailable",
                Refusal::Throttled => "azure-throttled",
                Refusal::Unavailable => "azure-unavailable",
                Refusal::Other => "azure-refused",
            },
            Self::Unreadable { .. } => "azure-answer-unreadable",
            Self::Unfinished { .. } => "azure-unfinished",
            Self::AppNotFound { .. } => "app-not-found",
            Self::AppAmbiguous { .. } => "app-ambiguous",
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::SignIn(error) => error.hints(),
            Self::Http { source, .. } => source.hints(),
            Self::Refused { refusal, .. } => refusal_hints(refusal),
            Self::AppNotFound { .. } => vec![
                "check `app-name` and `subscription-id`; the identity needs Microsoft.Web/sites/Read on the app, and to find \
                 it without `resource-group` also the right to list resources"
                    .into(),
            ],
            Self::AppAmbiguous { .. } => vec!["set `resource-group` to the one that is meant".into()],
            _ => Vec::new(),
        }
    }

    fn service(&self) -> Option<ServiceAnswer> {
        match self {
            Self::SignIn(error) => error.service(),
            Self::Refused { answer, .. } => Some(answer.clone()),
            _ => None,
        }
    }
}

fn refusal_hints(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Forbidden { action: Some(action) } => vec![format!(
            "give the identity the action `{action}` on the app and its slots; a role that was just assigned can take \
             several minutes to count"
        )],
        Refusal::Forbidden { action: None } => vec![
            "the identity lacks a right here; for the SCM site that is Microsoft.Web/sites/publish/Action and \
             Microsoft.Web/sites/slots/publish/Action; an IP restriction answers 403 as well"
                .into(),
        ],
        Refusal::Unauthenticated => vec!["the token was refused: check tenant, subscription and cloud".into()],
        Refusal::Locked => vec![
            "a resource lock is in the way; a ReadOnly lock also forbids listing settings and keys".into(),
        ],
        Refusal::PreparedForSwap => vec![
            "a swap with preview was begun and neither completed nor cancelled: complete or cancel it in the portal, or run \
             `az functionapp deployment slot swap --action reset`"
                .into(),
        ],
        Refusal::Busy => vec!["another operation goes on with this app; try again when it has ended".into()],
        _ => Vec::new(),
    }
}

fn words(refusal: &Refusal, answer: &ServiceAnswer) -> String {
    // Azure's own sentence says the same with three GUIDs in it; it stands in the service's answer.
    if let Refusal::Forbidden { action: Some(action) } = refusal {
        return format!("the identity lacks the right `{action}`");
    }
    let status = answer.status.map(|status| format!("Azure answered {status}"));
    let head: Vec<String> = status.into_iter().chain(answer.code.clone()).collect();
    match answer.message.is_empty() {
        true => head.join(" "),
        false => format!("{}: {}", head.join(" "), answer.message),
    }
}
