//! A site takes what was written to it (facts: arm-calls). What concerns its configuration restarts app and SCM site, as every write
//! of it does (facts: settings-restart).

use serde_json::Value;
use time::OffsetDateTime;

use super::site_body::SiteBody;
use super::{settings, site_config};
use crate::clock::Clock;
use crate::state::{Effect, Place, State};

/// A user-assigned identity that is not there.
#[derive(Debug, PartialEq, Eq)]
pub struct NoIdentity(pub String);

/// Makes the change.
pub fn apply(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    change: SiteBody,
    at: OffsetDateTime,
) -> Result<(), NoIdentity> {
    let mut names: Vec<String> = change.properties.keys().chain(change.web.keys()).cloned().collect();
    let mut restarts = !change.web.is_empty() || change.settings.is_some() || change.connection_strings.is_some();
    if let Some(identity) = &change.identity {
        restarts |= identify(state, place, identity)?;
        names.push("identity".to_owned());
    }
    if let (Some(flex), Some(app)) = (change.flex, state.app_mut(&place.app)) {
        let kept = app.flex.get_or_insert_with(|| Value::Object(Default::default()));
        for (name, part) in flex.as_object().into_iter().flatten().filter(|(_, part)| !part.is_null()) {
            kept[name] = part.clone();
        }
        names.push("functionAppConfig".to_owned());
        restarts = true;
    }
    let Some(side) = state.side_mut(place) else { return Ok(()) };
    side.modified = at;
    if let Some(tags) = change.tags {
        side.tags = tags;
        names.push("tags".to_owned());
    }
    side.config.site.extend(change.properties);
    for (name, value) in change.web {
        site_config::write(side, &name, &value);
    }
    if let Some(strings) = change.connection_strings {
        side.config.connection_strings = strings;
        names.push("connectionStrings".to_owned());
    }
    match change.settings {
        Some(new) => settings::write(state, clock, place, new, at),
        None if restarts => settings::configured(state, clock, place, names.clone(), at),
        None => {}
    }
    state.note(at, Effect::SiteWritten { app: place.app.clone(), slot: place.slot_name().to_owned(), names });
    Ok(())
}

/// Whether its identities are others now. Those that are sent are all that it has (docs: App Service, "Managed identities").
fn identify(state: &mut State, place: &Place, wanted: &Value) -> Result<bool, NoIdentity> {
    let kinds = wanted["type"].as_str().unwrap_or_default().to_lowercase();
    let Some(side) = state.side(place) else { return Ok(false) };
    let before = (side.identity.clone(), side.config.identities.clone());
    let own = match (kinds.contains("systemassigned"), &before.0) {
        (false, _) => None,
        (true, Some(there)) => Some(there.clone()),
        (true, None) => Some(state.new_guid()),
    };
    let mut users = std::collections::BTreeMap::new();
    if kinds.contains("userassigned") {
        for (id, value) in wanted["userAssignedIdentities"].as_object().into_iter().flatten() {
            // Null takes one away.
            if value.is_null() {
                continue;
            }
            let id = id.to_lowercase();
            let known = before.1.get(&id).cloned().or_else(|| state.identity_at(&id));
            let object = known.ok_or_else(|| NoIdentity(id.clone()))?;
            users.insert(id, object);
        }
        // Those that are not named stay.
        for (id, object) in &before.1 {
            let is_named = |named: &String| named.eq_ignore_ascii_case(id);
            if !wanted["userAssignedIdentities"].as_object().is_some_and(|all| all.keys().any(is_named)) {
                users.insert(id.clone(), object.clone());
            }
        }
    }
    let Some(side) = state.side_mut(place) else { return Ok(false) };
    (side.identity, side.config.identities) = (own, users);
    Ok(before != (side.identity.clone(), side.config.identities.clone()))
}
