use serde_json::{Value, json};

use super::path::Resource;
use super::site_json;
use crate::doors::{Incoming, Reply};
use crate::pattern::pattern;
use crate::state::{Place, State};

/// Subscriptions, and the resources in one.
pub(super) fn answer(state: &State, incoming: &Incoming, resource: &Resource) -> Reply {
    match resource {
        Resource::Subscriptions => {
            Reply::json(200, &json!({"value": [subscription(state)], "count": {"type": "Total", "value": 1}}))
        }
        Resource::Subscription(id) if id.eq_ignore_ascii_case(&state.subscription) => {
            Reply::json(200, &subscription(state))
        }
        Resource::Resources(id) if id.eq_ignore_ascii_case(&state.subscription) => {
            Reply::json(200, &json!({"value": sites(state, &incoming.parameter("$filter").unwrap_or_default())}))
        }
        _ => super::errors::gateway(404, "SubscriptionNotFound", "The subscription could not be found."),
    }
}

fn subscription(state: &State) -> Value {
    json!({
        "id": format!("/subscriptions/{}", state.subscription), "subscriptionId": state.subscription,
        "tenantId": state.tenant, "displayName": "Rehearsal", "state": "Enabled", "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
    })
}

/// Only the comparison of names is understood of the filter's language.
fn sites(state: &State, filter: &str) -> Vec<Value> {
    let name = pattern("name eq '([^']*)'").and_then(|regex| Some(regex.captures(filter)?[1].to_owned()));
    state
        .apps
        .values()
        .filter(|app| name.as_ref().is_none_or(|name| app.name.eq_ignore_ascii_case(name)))
        .map(|app| {
            let id = site_json::id(state, app, &Place::new(&app.name, None));
            json!({"id": id, "name": app.name, "type": "Microsoft.Web/sites", "kind": app.kind, "location": app.location})
        })
        .collect()
}
