//! Resource providers that a subscription has not registered refuse everything but being registered (facts: arm-errors; the words
//! as users report them).

use serde_json::{Value, json};

use super::errors;
use crate::doors::{Incoming, Reply};
use crate::state::State;

/// Providers that this world has something of.
const KNOWN: &[&str] = &[
    "Microsoft.Web",
    "Microsoft.Insights",
    "Microsoft.OperationalInsights",
    "Microsoft.Authorization",
    "Microsoft.ManagedIdentity",
];

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
    let Some(name) = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(namespace)) else {
        return errors::gateway(
            404,
            "InvalidResourceNamespace",
            format!("The resource namespace '{namespace}' is invalid."),
        );
    };
    if incoming.method == "POST" {
        state.unregistered.remove(&namespace.to_lowercase());
    }
    Reply::json(200, &shown(state, name))
}

fn shown(state: &State, name: &str) -> Value {
    let registered = !state.unregistered.contains(&name.to_lowercase());
    json!({
        "id": format!("/subscriptions/{}/providers/{name}", state.subscription), "namespace": name, "resourceTypes": [],
        "registrationPolicy": "RegistrationRequired",
        "registrationState": if registered { "Registered" } else { "NotRegistered" },
    })
}
