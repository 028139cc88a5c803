//! Management locks of a subscription, a group, a site or a slot (facts: arm-calls; facts: arm-errors; the schema of
//! Microsoft.Authorization 2020-05-01). A lock holds for all that is below it.

use serde_json::{Value, json};

use super::{errors, groups, resources, site_json};
use crate::doors::{Incoming, Reply};
use crate::laws::locks::{self, Deed, refuses};
use crate::state::{Lock, Place, ScopeLock, State};

/// The name of the lock that a world file puts on an app.
const OF_THE_FILE: &str = "keep";

/// The locks of a scope, or one of them.
pub(super) fn answer(state: &mut State, incoming: &Incoming, scope: &str, name: Option<&str>) -> Reply {
    let scope = match there(state, scope) {
        Ok(scope) => scope,
        Err(missing) => return missing,
    };
    match (incoming.method.as_str(), name) {
        ("GET", None) => {
            let filter = incoming.parameter("$filter").unwrap_or_default().to_lowercase();
            let at_scope = filter.trim() == "atscope()";
            if !at_scope && !filter.is_empty() {
                return errors::not_simulated(format!("locks with $filter={filter}"));
            }
            let wanted = |lock: &&ScopeLock| {
                locks::holds(&lock.scope, &scope) || (!at_scope && locks::holds(&scope, &lock.scope))
            };
            let all: Vec<Value> = all(state).iter().filter(wanted).map(shown).collect();
            Reply::json(200, &json!({"value": all}))
        }
        ("GET", Some(name)) => match all(state).iter().find(|lock| is(lock, &scope, name)) {
            Some(lock) => Reply::json(200, &shown(lock)),
            None => errors::gateway(404, "LockNotFound", format!("The lock '{name}' could not be found.")),
        },
        ("PUT", Some(name)) => put(state, incoming, scope, name),
        ("DELETE", Some(name)) => {
            let was_there = all(state).iter().any(|lock| is(lock, &scope, name));
            state.scope_locks.retain(|lock| !is(lock, &scope, name));
            let of_file = state.apps.values().find(|app| {
                name.eq_ignore_ascii_case(OF_THE_FILE)
                    && site_json::id(state, app, &Place::new(&app.name, None)) == scope
            });
            if let Some(app) = of_file.map(|app| app.name.clone()).and_then(|name| state.app_mut(&name)) {
                app.lock = None;
            }
            Reply::empty(if was_there { 200 } else { 204 })
        }
        _ => errors::unknown(incoming),
    }
}

fn put(state: &mut State, incoming: &Incoming, scope: String, name: &str) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let level = match body["properties"]["level"].as_str().unwrap_or_default().to_lowercase().as_str() {
        "cannotdelete" => Lock::CanNotDelete,
        "readonly" => Lock::ReadOnly,
        _ => return errors::gateway(400, "LockLevelInvalid", "The level of the lock is CanNotDelete or ReadOnly."),
    };
    let notes = body["properties"]["notes"].as_str().map(str::to_owned);
    let lock = ScopeLock { scope: scope.clone(), name: name.to_owned(), level, notes };
    let status = if all(state).iter().any(|lock| is(lock, &scope, name)) { 200 } else { 201 };
    state.scope_locks.retain(|lock| !is(lock, &scope, name));
    state.scope_locks.push(lock.clone());
    Reply::json(status, &shown(&lock))
}

fn is(lock: &ScopeLock, scope: &str, name: &str) -> bool {
    lock.scope.eq_ignore_ascii_case(scope) && lock.name.eq_ignore_ascii_case(name)
}

/// All locks, those of apps among them.
fn all(state: &State) -> Vec<ScopeLock> {
    let of_app = |app: &crate::state::App| {
        let scope = site_json::id(state, app, &Place::new(&app.name, None));
        Some(ScopeLock { scope, name: OF_THE_FILE.to_owned(), level: app.lock?, notes: None })
    };
    state.apps.values().filter_map(of_app).chain(state.scope_locks.iter().cloned()).collect()
}

fn shown(lock: &ScopeLock) -> Value {
    let mut properties = json!({"level": lock.level.level()});
    if let Some(notes) = &lock.notes {
        properties["notes"] = json!(notes);
    }
    json!({
        "properties": properties, "id": format!("{}/providers/Microsoft.Authorization/locks/{}", lock.scope, lock.name),
        "type": "Microsoft.Authorization/locks", "name": lock.name,
    })
}

/// A scope as it is spelled, when it is there.
fn there(state: &State, scope: &str) -> Result<String, Reply> {
    let parts: Vec<&str> = scope.split('/').filter(|part| !part.is_empty()).collect();
    let lower: Vec<String> = parts.iter().map(|part| part.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (subscription, rest) = match &lower[..] {
        ["subscriptions", _, rest @ ..] => (parts[1], rest),
        _ => return Err(errors::not_simulated("locks of this scope")),
    };
    if !subscription.eq_ignore_ascii_case(&state.subscription) {
        return Err(resources::no_subscription(subscription));
    }
    let whole = format!("/subscriptions/{}", state.subscription);
    match rest {
        [] => Ok(whole),
        ["resourcegroups", _] => match groups::spelled(state, parts[3]) {
            Some(group) => Ok(format!("{whole}/resourceGroups/{group}")),
            None => Err(groups::missing(parts[3])),
        },
        ["resourcegroups", group, "providers", "microsoft.web", "sites", name, slot @ ..] => {
            let place = match slot {
                [] => Place::new(name, None),
                ["slots", slot] => Place::new(name, Some(slot)),
                _ => return Err(errors::not_simulated("locks of this scope")),
            };
            let app = state.app(&place.app).filter(|app| app.group.eq_ignore_ascii_case(group));
            match app.filter(|_| state.side(&place).is_some()) {
                Some(app) => Ok(site_json::id(state, app, &Place { app: app.name.clone(), ..place })),
                None => Err(errors::not_found("sites", parts[7], parts[3])),
            }
        }
        _ => Err(errors::not_simulated("locks of this scope")),
    }
}

/// The refusal of a request on a site that is locked, or that lies in what is.
pub(super) fn refused(state: &State, incoming: &Incoming, place: &Place) -> Option<Reply> {
    let app = state.app(&place.app)?;
    let deed = match incoming.method.as_str() {
        "GET" | "HEAD" => Deed::Read,
        "DELETE" => Deed::Delete,
        _ => Deed::Write,
    };
    let scope = site_json::id(state, app, place);
    let blocking = |lock: &ScopeLock| {
        locks::holds(&lock.scope, &scope)
            .then(|| refuses(Some(lock.level), deed))
            .flatten()
            .map(|word| (word, lock.scope.clone()))
    };
    let (word, locked) = all(state).iter().find_map(blocking)?;
    let message = format!(
        "The scope '{scope}' cannot perform {word} operation because following scope(s) are locked: '{locked}'. Please remove \
         the lock and try again."
    );
    Some(errors::gateway(409, "ScopeLocked", message))
}
