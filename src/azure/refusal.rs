/// What only looking for an app by its name needs.
const LOOKS_FOR_APPS: &str = "Microsoft.Resources/subscriptions/resources/read";

/// The kind of refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token was refused.
    Unauthenticated,
    /// A right is missing.
    Forbidden {
        /// Which, where Azure names it.
        action: Option<String>,
    },
    /// It does not exist.
    NotFound,
    /// Another operation is in progress and holds the lock (409, or 429 without being throttled).
    Busy,
    /// A swap with preview waits to be completed or reset.
    PreparedForSwap,
    /// A resource lock forbids it.
    Locked,
    /// The slot did not answer the platform's warm-up before a swap.
    NoWarmUp,
    /// The control plane forwarded the request, and the Functions host does not serve at the moment.
    HostDown,
    /// Too many requests.
    Throttled,
    /// The service, or a front end for it, is down.
    Unavailable,
    /// Anything else.
    Other,
}

impl Refusal {
    /// What to do when Azure refuses a request, the one most useful thing first. What a code says in general is in
    /// `record::codes`.
    pub(super) fn hints(&self) -> Vec<String> {
        match self {
            Self::Forbidden { action: Some(action) } if action.eq_ignore_ascii_case(LOOKS_FOR_APPS) => vec![format!(
                "give `resource-group`, so that the app need not be looked for; or give the identity the action `{action}` on \
                 the subscription"
            )],
            Self::Forbidden { action: Some(action) } => vec![format!(
                "give the identity the action `{action}` on the app and its slots; a role that was just assigned can take \
                 several minutes to count"
            )],
            Self::Forbidden { action: None } => vec![
                "the identity lacks a right here; for the SCM site that is Microsoft.Web/sites/publish/Action and \
                 Microsoft.Web/sites/slots/publish/Action; an IP restriction answers 403 as well"
                    .into(),
            ],
            Self::Unauthenticated => vec!["the token was refused: check tenant, subscription and cloud".into()],
            Self::Locked => {
                vec!["a resource lock blocks this; a ReadOnly lock also forbids listing settings and keys".into()]
            }
            Self::PreparedForSwap => vec![
                "complete or cancel the swap with preview in the portal: it was begun, and neither was done".into(),
            ],
            Self::Busy => vec!["another operation is in progress on this app; try again when it has ended".into()],
            _ => Vec::new(),
        }
    }
}
