/// What only looking for an app by its name needs.
const LOOKS_FOR_APPS: &str = "Microsoft.Resources/subscriptions/resources/read";

/// The kind of refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The token was refused.
    Unauthenticated {
        /// What the request needs, where a service answers the same to a token whose identity may not do it.
        needs: Option<&'static str>,
    },
    /// A right is missing.
    Forbidden {
        /// Which, where Azure names it.
        action: Option<String>,
        /// What the request needs, where Azure names nothing: a network rule is answered likewise.
        needs: Option<&'static str>,
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
    /// The same of a request that needs this action.
    pub(super) fn needing(self, needs: Option<&'static str>) -> Self {
        match self {
            Self::Forbidden { action: None, .. } => Self::Forbidden { action: None, needs },
            Self::Unauthenticated { .. } => Self::Unauthenticated { needs },
            other => other,
        }
    }

    /// The action that the refused request needs, where Azure does not say whether that was it.
    pub(super) fn needs(&self) -> Option<&'static str> {
        match self {
            Self::Forbidden { needs, .. } | Self::Unauthenticated { needs } => *needs,
            _ => None,
        }
    }

    /// What to do when Azure refuses a request, the one most useful thing first. What a code says in general is in
    /// `record::codes`.
    pub(super) fn hints(&self) -> Vec<String> {
        match self {
            Self::Forbidden { action: Some(action), .. } if action.eq_ignore_ascii_case(LOOKS_FOR_APPS) => {
                vec![format!(
                    "give `resource-group`, so that the app need not be looked for; or give the identity the action `{action}` on \
                 the subscription"
                )]
            }
            Self::Forbidden { action: Some(action), .. } => vec![format!(
                "give the identity the action `{action}` {}; a role that was just assigned can take several minutes to count",
                place(action)
            )],
            Self::Forbidden { action: None, needs: Some(action) } => vec![format!(
                "this needs the action `{action}` {}, which the identity seems to lack; an IP restriction answers 403 as well",
                place(action)
            )],
            Self::Forbidden { action: None, needs: None } => vec![
                "the identity lacks a right here; for the SCM site that is Microsoft.Web/sites/publish/Action and \
                 Microsoft.Web/sites/slots/publish/Action; an IP restriction answers 403 as well"
                    .into(),
            ],
            Self::Unauthenticated { needs: Some(action) } => vec![format!(
                "this needs the action `{action}` {}; an SCM site answers the same to a token of another tenant or cloud",
                place(action)
            )],
            Self::Unauthenticated { needs: None } => {
                vec!["the token was refused: check tenant, subscription and cloud".into()]
            }
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

/// Where an action is to be given.
fn place(action: &str) -> &'static str {
    const BLOBS: &str = "microsoft.storage/";
    let action = action.to_ascii_lowercase();
    if action.starts_with(BLOBS) {
        "on the container of packages"
    } else if action.starts_with("microsoft.web/serverfarms/") {
        "on the plan"
    } else if action.starts_with("microsoft.insights/components/") || action.starts_with("microsoft.insights/logs/") {
        "on the Application Insights component"
    } else {
        "on the app and its slots"
    }
}
