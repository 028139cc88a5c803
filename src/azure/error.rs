use thiserror::Error;

use super::{Refusal, SignInError, Unreadable};
use crate::http::{Effect, HttpError};
use crate::record::{Code, Explain, ServiceAnswer, some_of};
use crate::runner::{Panicked, contained};

/// Azure could not be reached, or refused.
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
    /// A refusal.
    #[error("could not {doing}: {}", words(.refusal, .answer))]
    Refused {
        /// What was being done.
        doing: String,
        /// The kind of refusal.
        refusal: Refusal,
        /// The service's own words.
        answer: ServiceAnswer,
    },
    /// An answer that cannot be understood.
    #[error("could not {doing}: {what}")]
    Unreadable {
        /// What was being done, which names the resource.
        doing: String,
        /// What is wrong with it.
        what: Unreadable,
    },
    /// This program failed over an answer.
    #[error(transparent)]
    Internal(#[from] Panicked),
    /// It did not end in time.
    #[error("could not {doing} within {seconds} s")]
    Unfinished {
        /// What was being waited for.
        doing: String,
        /// How long.
        seconds: u64,
    },
    /// Another client's writes overtook each of ours.
    #[error(
        "could not {doing}: it was written {times} times, and each time another client wrote over {}", some_of(.names, 4)
    )]
    Overwritten {
        /// What was being done.
        doing: String,
        /// The names that are not as they were written.
        names: Vec<String>,
        /// How often it was written.
        times: u32,
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

impl Unreadable {
    /// What was being done when it was found.
    pub(crate) fn during(self, doing: &str) -> AzureError {
        AzureError::Unreadable { doing: doing.to_owned(), what: self }
    }
}

impl AzureError {
    /// The error for a missing answer during an action.
    pub(super) fn unanswered(doing: &str) -> impl FnOnce(HttpError) -> Self {
        move |source| Self::Http { doing: doing.to_owned(), source }
    }

    /// The kind of refusal, if it was one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether the resource does not exist.
    pub fn is_not_found(&self) -> bool {
        self.refusal() == Some(&Refusal::NotFound)
    }

    /// Whether it was a refusal with this code of the service.
    pub fn said(&self, code: &str) -> bool {
        matches!(self, Self::Refused { answer, .. } if answer.code.as_deref() == Some(code))
    }

    /// The status of the answer, if it was a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { answer, .. } => answer.status,
            _ => None,
        }
    }

    /// The same error of a request that needs this action.
    pub(super) fn needing(self, needs: Option<&'static str>) -> Self {
        match self {
            Self::Refused { doing, refusal, answer } if !is_of_the_network(&answer) => {
                Self::Refused { doing, refusal: refusal.needing(needs), answer }
            }
            other => other,
        }
    }

    /// The same for a service that says 401 to no identity for want of a right.
    pub(super) fn lacking(self, needs: Option<&'static str>) -> Self {
        if self.is_forbidden() { self.needing(needs) } else { self }
    }

    /// The action that the refused request needs, where Azure does not say whether that was missing.
    pub fn needs(&self) -> Option<&'static str> {
        self.refusal()?.needs()
    }

    /// Whether a right is missing.
    pub fn is_forbidden(&self) -> bool {
        matches!(self.refusal(), Some(Refusal::Forbidden { .. }))
    }

    /// Whether the request may have been acted on although no good answer came.
    pub fn effect_is_possible(&self) -> bool {
        match self {
            Self::Http { source, .. } => source.effect == Effect::Possible,
            Self::Refused { refusal, .. } => *refusal == Refusal::Unavailable,
            Self::Unreadable { .. } | Self::Unfinished { .. } | Self::Internal(_) | Self::Overwritten { .. } => true,
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

/// Measures something. A panic in it is a measurement that failed.
pub async fn measured<T>(work: impl Future<Output = Result<T, AzureError>>) -> Result<T, AzureError> {
    contained(work).await.unwrap_or_else(|panicked| Err(panicked.into()))
}

impl Explain for AzureError {
    fn code(&self) -> Code {
        match self {
            Self::SignIn(error) => error.code(),
            Self::Http { source, .. } => source.code(),
            Self::Refused { refusal, .. } => match refusal {
                Refusal::Unauthenticated { .. } => Code::AZURE_UNAUTHENTICATED,
                Refusal::Forbidden { .. } => Code::AZURE_FORBIDDEN,
                Refusal::NotFound => Code::AZURE_NOT_FOUND,
                Refusal::Busy => Code::AZURE_BUSY,
                Refusal::PreparedForSwap => Code::AZURE_SWAP_PREPARED,
                Refusal::Locked => Code::AZURE_LOCKED,
                Refusal::NoWarmUp => Code::SWAP_WARM_UP_FAILED,
                Refusal::HostDown => Code::HOST_UNAVAILABLE,
                Refusal::Throttled => Code::AZURE_THROTTLED,
                Refusal::Unavailable => Code::AZURE_UNAVAILABLE,
                Refusal::Other => Code::AZURE_REFUSED,
            },
            Self::Unreadable { .. } => Code::AZURE_ANSWER_UNREADABLE,
            Self::Internal(_) => Code::INTERNAL,
            Self::Unfinished { .. } => Code::AZURE_UNFINISHED,
            Self::Overwritten { .. } => Code::AZURE_OVERWRITTEN,
            Self::AppNotFound { .. } => Code::APP_NOT_FOUND,
            Self::AppAmbiguous { .. } => Code::APP_AMBIGUOUS,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::SignIn(error) => error.hints(),
            Self::Http { source, .. } => source.hints(),
            Self::Refused { refusal, .. } => refusal.hints(),
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

/// Access restrictions of a site, and network rules of a storage account, are no missing right (facts: scm-access, storage-access).
fn is_of_the_network(answer: &ServiceAnswer) -> bool {
    answer.code.as_deref() == Some("AuthorizationFailure") || answer.message.contains("Ip Forbidden")
}

fn words(refusal: &Refusal, answer: &ServiceAnswer) -> String {
    // Azure's own sentence says the same with three GUIDs in it; it is in the service's answer.
    if let Refusal::Forbidden { action: Some(action), .. } = refusal {
        return format!("the identity lacks the right `{action}`");
    }
    let status = answer.status.map(|status| format!("Azure answered {status}"));
    let head: Vec<String> = status.into_iter().chain(answer.code.clone()).collect();
    let says =
        if answer.message.is_empty() { head.join(" ") } else { format!("{}: {}", head.join(" "), answer.message) };
    match refusal.needs() {
        Some(action) => format!("{says} (it needs the right `{action}`)"),
        None => says,
    }
}
