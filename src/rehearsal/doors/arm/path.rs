use super::listed::Listed;
use crate::doors::Incoming;

/// What a path of the control plane names. Names keep their case, everything else is compared
/// without regard to it (facts: arm-errors).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resource {
    /// All subscriptions.
    Subscriptions,
    /// One subscription.
    Subscription(String),
    /// A list of a subscription or a group.
    List(Listed),
    /// A plan.
    Plan {
        /// Its subscription.
        subscription: String,
        /// Its group.
        group: String,
        /// Its name.
        name: String,
    },
    /// A site, or something below it.
    Site(SitePath),
    /// A component or workspace of telemetry, or something below it.
    Telemetry(Below),
    /// The activity log of the subscription.
    ActivityLog,
    /// Role assignments or a role, of a subscription or group.
    Roles {
        /// `roleassignments` or `roledefinitions`.
        kind: String,
        /// Which one.
        id: Option<String>,
    },
    /// The management locks of a scope, or one of them.
    Locks {
        /// The scope, as it was written.
        scope: String,
        /// Which one.
        name: Option<String>,
    },
    /// The languages of Functions.
    Stacks,
    /// A user-assigned identity, or something below it.
    Identity {
        /// Its group.
        group: String,
        /// Its name.
        name: String,
        /// What follows, as it was written.
        rest: Vec<String>,
    },
    /// Something below an account of Cosmos DB.
    Cosmos {
        /// Its group.
        group: String,
        /// Its name.
        name: String,
        /// What follows, as it was written.
        rest: Vec<String>,
    },
    /// A resource group.
    Group(String),
    /// A resource provider of the subscription, in lower case.
    Provider(String),
    /// Something that this world does not have.
    Unknown,
}

/// A resource of another provider; all but its name and group in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Below {
    /// Its subscription.
    pub subscription: String,
    /// Its group.
    pub group: String,
    /// Its provider.
    pub provider: String,
    /// Its type.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What follows.
    pub rest: Vec<String>,
}

/// A site or one of its slots, and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SitePath {
    /// Its subscription.
    pub subscription: String,
    /// Its group.
    pub group: String,
    /// Its name.
    pub name: String,
    /// The slot.
    pub slot: Option<String>,
    /// What follows, as it was written.
    pub rest: Vec<String>,
}

impl SitePath {
    /// What follows, in lower case and joined by `/`.
    pub(super) fn action(&self) -> String {
        self.rest.join("/").to_lowercase()
    }
}

impl Resource {
    /// Reads a path.
    pub(super) fn of(incoming: &Incoming) -> Self {
        let segments = incoming.segments();
        let lower: Vec<String> = segments.iter().map(|segment| segment.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        let at = |index: usize| segments.get(index).cloned().unwrap_or_default();
        if let Some(listed) = Listed::of(&segments, &lower) {
            return Self::List(listed);
        }
        match &lower[..] {
            // Roles hang below any scope; those of a site are asked for as a part of it.
            [scope @ .., "providers", "microsoft.authorization", "roledefinitions"] if !scope.is_empty() => {
                Self::Roles { kind: "roledefinitions".to_owned(), id: None }
            }
            [
                scope @ ..,
                "providers",
                "microsoft.authorization",
                kind @ ("roledefinitions" | "roleassignments"),
                id,
            ] if !scope.is_empty() => Self::Roles { kind: (*kind).to_owned(), id: Some((*id).to_owned()) },
            [
                "subscriptions",
                _,
                "resourcegroups",
                _,
                "providers",
                "microsoft.storage" | "microsoft.servicebus" | "microsoft.eventhub",
                "storageaccounts" | "namespaces",
                ..,
                "providers",
                "microsoft.authorization",
                "roleassignments",
            ] => Self::Roles { kind: "roleassignments".to_owned(), id: None },
            [scope @ .., "providers", "microsoft.authorization", "locks"] if !scope.is_empty() => {
                Self::Locks { scope: segments[..scope.len()].join("/"), name: None }
            }
            [scope @ .., "providers", "microsoft.authorization", "locks", _] if !scope.is_empty() => {
                Self::Locks { scope: segments[..scope.len()].join("/"), name: segments.last().cloned() }
            }
            ["providers", "microsoft.web", "functionappstacks"] => Self::Stacks,
            ["subscriptions"] => Self::Subscriptions,
            ["subscriptions", _] => Self::Subscription(at(1)),
            ["subscriptions", _, "resourcegroups", _] => Self::Group(at(3)),
            [
                "subscriptions",
                _,
                "resourcegroups",
                _,
                "providers",
                "microsoft.managedidentity",
                "userassignedidentities",
                _,
                ..,
            ] => Self::Identity { group: at(3), name: at(7), rest: segments[8..].to_vec() },
            [
                "subscriptions",
                _,
                "resourcegroups",
                _,
                "providers",
                "microsoft.documentdb",
                "databaseaccounts",
                _,
                "sqlroleassignments" | "sqlroledefinitions",
                ..,
            ] => Self::Cosmos { group: at(3), name: at(7), rest: segments[8..].to_vec() },
            ["subscriptions", _, "resourcegroups", _, "providers", "microsoft.web", "serverfarms", _] => {
                Self::Plan { subscription: at(1), group: at(3), name: at(7) }
            }
            ["subscriptions", _, "resourcegroups", _, "providers", "microsoft.web", "sites", _, rest @ ..] => {
                let slotted = rest.first() == Some(&"slots") && rest.len() > 1;
                Self::Site(SitePath {
                    subscription: at(1),
                    group: at(3),
                    name: at(7),
                    slot: slotted.then(|| at(9)),
                    rest: segments[if slotted { 10 } else { 8 }..].to_vec(),
                })
            }
            [
                "subscriptions",
                _,
                "resourcegroups",
                _,
                "providers",
                provider @ ("microsoft.insights" | "microsoft.operationalinsights"),
                kind,
                _,
                rest @ ..,
            ] => Self::Telemetry(Below {
                subscription: at(1),
                group: at(3),
                provider: (*provider).to_owned(),
                kind: (*kind).to_owned(),
                name: at(7),
                rest: rest.iter().map(|part| (*part).to_owned()).collect(),
            }),
            ["subscriptions", _, "providers", "microsoft.insights", "eventtypes", "management", "values"] => {
                Self::ActivityLog
            }
            ["subscriptions", _, "providers", name] | ["subscriptions", _, "providers", name, "register"] => {
                Self::Provider((*name).to_owned())
            }
            ["subscriptions", _, "providers", "microsoft.authorization", kind, rest @ ..]
            | ["subscriptions", _, "resourcegroups", _, "providers", "microsoft.authorization", kind, rest @ ..]
                if kind.starts_with("role") && rest.len() < 2 =>
            {
                Self::Roles { kind: (*kind).to_owned(), id: rest.first().map(|id| (*id).to_owned()) }
            }
            _ => Self::Unknown,
        }
    }
}
