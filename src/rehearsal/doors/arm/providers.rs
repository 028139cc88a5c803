//! Resource providers that a subscription has not registered refuse everything but being registered (facts: arm-errors; the words
//! as users report them).

use serde_json::{Value, json};

use super::{errors, locations};
use crate::doors::{Incoming, Reply};
use crate::state::State;

/// A provider that this world has something of: its types here, and the API versions of each, newest first.
struct Provider {
    name: &'static str,
    types: &'static [&'static str],
    versions: &'static [&'static str],
}

/// The versions are those that descriptions were published for; each of them is answered alike, and others are refused.
const KNOWN: &[Provider] = &[
    Provider {
        name: "Microsoft.Web",
        types: &[
            "sites",
            "sites/slots",
            "serverFarms",
            "sites/config",
            "sites/slots/config",
            "sites/functions",
            "sites/slots/functions",
            "sites/instances",
            "sites/slots/instances",
            "sites/hostNameBindings",
            "sites/slots/hostNameBindings",
            "functionAppStacks",
        ],
        versions: &[
            "2025-05-01",
            "2025-03-01",
            "2024-11-01",
            "2024-04-01",
            "2023-12-01",
            "2023-01-01",
            "2022-09-01",
            "2022-03-01",
            "2021-03-01",
            "2021-02-01",
            "2021-01-15",
            "2021-01-01",
            "2020-12-01",
            "2020-10-01",
            "2020-09-01",
            "2020-06-01",
            "2019-08-01",
            "2018-11-01",
            "2018-02-01",
            "2017-08-01",
            "2016-09-01",
            "2016-08-01",
            "2016-03-01",
            "2015-08-01",
            "2015-07-01",
            "2015-06-01",
            "2015-05-01",
            "2015-04-01",
            "2015-02-01",
            "2014-11-01",
            "2014-06-01",
            "2014-04-01",
            "2014-04-01-preview",
        ],
    },
    Provider {
        name: "Microsoft.Insights",
        types: &["components", "metrics", "metricDefinitions", "eventTypes", "logs"],
        versions: &[
            "2024-02-01",
            "2023-12-01",
            "2023-10-01",
            "2023-04-03",
            "2023-03-11",
            "2023-01-01",
            "2022-10-01",
            "2022-06-15",
            "2021-09-01",
            "2021-08-01",
            "2021-05-01",
            "2021-05-01-preview",
            "2020-10-01",
            "2020-02-02",
            "2020-02-02-preview",
            "2019-07-01",
            "2019-03-01",
            "2018-05-01-preview",
            "2018-04-20",
            "2018-03-01",
            "2018-03-01-preview",
            "2018-01-01",
            "2017-10-01",
            "2017-03-01-preview",
            "2016-09-01",
            "2016-03-01",
            "2015-07-01",
            "2015-05-01",
            "2015-04-01",
            "2014-12-01-preview",
            "2014-08-01",
            "2014-04-01",
        ],
    },
    Provider {
        name: "Microsoft.OperationalInsights",
        types: &["workspaces", "workspaces/query"],
        versions: &[
            "2025-07-01",
            "2025-02-01",
            "2023-09-01",
            "2022-10-01",
            "2021-12-01-preview",
            "2021-06-01",
            "2020-10-01",
            "2020-08-01",
            "2020-03-01-preview",
            "2018-03-01-preview",
            "2017-10-01",
            "2017-01-01-preview",
            "2015-11-01-preview",
            "2015-03-20",
        ],
    },
    Provider {
        name: "Microsoft.Authorization",
        types: &["roleAssignments", "roleDefinitions", "locks", "permissions"],
        versions: &[
            "2025-12-01-preview",
            "2024-09-01-preview",
            "2024-07-01-preview",
            "2022-08-01-preview",
            "2022-05-01-preview",
            "2022-04-01",
            "2021-12-01-preview",
            "2020-10-01-preview",
            "2020-10-01",
            "2020-08-01-preview",
            "2020-05-01",
            "2020-04-01-preview",
            "2018-09-01-preview",
            "2018-07-01",
            "2018-01-01-preview",
            "2017-04-01",
            "2016-09-01",
            "2015-07-01",
            "2015-06-01",
            "2015-05-01-preview",
            "2015-01-01",
        ],
    },
    Provider {
        name: "Microsoft.ManagedIdentity",
        types: &["userAssignedIdentities", "userAssignedIdentities/federatedIdentityCredentials"],
        versions: &[
            "2025-01-31-preview",
            "2024-11-30",
            "2023-07-31-preview",
            "2023-01-31",
            "2022-01-31-preview",
            "2021-09-30-preview",
            "2018-11-30",
            "2015-08-31-preview",
        ],
    },
    Provider {
        name: "Microsoft.Resources",
        types: &["subscriptions", "resourceGroups", "subscriptions/resourceGroups", "resources", "tags"],
        versions: &["2022-12-01", "2022-09-01", "2021-04-01", "2020-10-01", "2019-10-01"],
    },
];

/// The API versions of a provider; `None` for one that this world has nothing of.
pub(super) fn versions(namespace: &str) -> Option<&'static [&'static str]> {
    KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(namespace)).map(|known| known.versions)
}

/// The refusal of a request whose provider is not registered; what stands last in the path answers it.
pub(super) fn refused(state: &State, incoming: &Incoming) -> Option<Reply> {
    let segments = incoming.segments();
    let at = segments.iter().rposition(|part| part.eq_ignore_ascii_case("providers"))?;
    // `/subscriptions/…/providers/X` alone is about the registration.
    let namespace = segments.get(at + 1).filter(|_| segments.len() > at + 2)?;
    if !state.unregistered.contains(&namespace.to_lowercase()) || segments[at + 2].eq_ignore_ascii_case("register") {
        return None;
    }
    let message = format!(
        "The subscription is not registered to use namespace '{namespace}'. See https://aka.ms/rps-not-found for how to \
         register subscriptions."
    );
    Some(errors::gateway(409, "MissingSubscriptionRegistration", message))
}

/// Shows or makes a registration; it is through at once here.
pub(super) fn answer(state: &mut State, incoming: &Incoming, namespace: &str) -> Reply {
    let Some(known) = KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(namespace)) else {
        return errors::gateway(
            404,
            "InvalidResourceNamespace",
            format!("The resource namespace '{namespace}' is invalid."),
        );
    };
    if incoming.method == "POST" {
        state.unregistered.remove(&namespace.to_lowercase());
    }
    Reply::json(200, &shown(state, known))
}

/// All providers of this world (docs: Providers, List, 2021-04-01).
pub(super) fn list(state: &State) -> Vec<Value> {
    KNOWN.iter().map(|known| shown(state, known)).collect()
}

fn shown(state: &State, provider: &Provider) -> Value {
    let name = provider.name;
    let registered = !state.unregistered.contains(&name.to_lowercase());
    let places: Vec<Value> = locations::list(state).iter().map(|place| place["displayName"].clone()).collect();
    let types: Vec<Value> = provider
        .types
        .iter()
        .map(|kind| {
            json!({
                "resourceType": kind, "locations": places, "apiVersions": provider.versions,
                "defaultApiVersion": provider.versions.first(), "capabilities": "None",
            })
        })
        .collect();
    json!({
        "id": format!("/subscriptions/{}/providers/{name}", state.subscription), "namespace": name, "resourceTypes": types,
        "registrationPolicy": "RegistrationRequired",
        "registrationState": if registered { "Registered" } else { "NotRegistered" },
    })
}
