use serde_json::{Value, json};
use time::OffsetDateTime;

use super::envelope::envelope;
use super::{auth_settings, config_references, errors, logs_config, publishing, web_config};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::value_kind::{self, ValueKind};
use crate::laws::{settings, site_values};
use crate::state::{Place, State, StickyNames};

/// Everything below `config`.
pub(super) fn answer(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    rest: &[&str],
    now: OffsetDateTime,
) -> Reply {
    match (incoming.method.as_str(), rest) {
        ("POST", ["appsettings", "list"]) => Reply::json(200, &app_settings(state, place)),
        ("POST", ["connectionstrings", "list"]) => Reply::json(200, &connection_strings(state, place)),
        ("PUT", [kind @ ("appsettings" | "connectionstrings")]) => put(world, state, incoming, place, kind, now),
        ("POST", ["publishingcredentials", "list"]) => publishing::credentials(state, place),
        ("GET", ["slotconfignames"]) => Reply::json(200, &sticky_names(state, place)),
        ("PUT", ["slotconfignames"]) => put_sticky_names(state, incoming, place),
        ("GET", ["authsettingsv2"] | ["authsettingsv2", "list"]) => auth_settings::get(state, place),
        ("PUT", ["authsettingsv2"]) => auth_settings::put(world, state, incoming, place, now),
        ("GET", ["configreferences", kind]) => config_references::answer(state, place, kind, None),
        ("GET", ["configreferences", kind, key]) => config_references::answer(state, place, kind, Some(key)),
        ("GET", ["logs"]) => logs_config::get(state, place),
        ("PUT", ["logs"]) => logs_config::put(world, state, incoming, place, now),
        ("GET", ["web"]) => web_config::get(state, place),
        ("PUT" | "PATCH", ["web"]) => web_config::write(world, state, incoming, place, now),
        _ => errors::unknown(incoming),
    }
}

fn app_settings(state: &State, place: &Place) -> Value {
    let settings = state.side(place).map(|side| json!(side.settings)).unwrap_or_default();
    envelope(state, place, "appsettings", settings)
}

fn connection_strings(state: &State, place: &Place) -> Value {
    let strings = state.side(place).map(|side| json!(side.config.connection_strings)).unwrap_or_default();
    envelope(state, place, "connectionstrings", strings)
}

/// Replaces a whole collection, or leaves all of it where one value is not as described.
fn put(world: &World, state: &mut State, incoming: &Incoming, place: &Place, kind: &str, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(properties) = body["properties"].as_object() else {
        return errors::invalid("properties");
    };
    if kind == "appsettings" {
        let Some(texts) = value_kind::texts(properties).filter(|texts| texts.iter().all(|(name, _)| !name.is_empty()))
        else {
            return errors::invalid("properties");
        };
        settings::write(state, world.clock(), place, texts.into_iter().collect(), now);
        return Reply::json(200, &app_settings(state, place));
    }
    let is_string = |pair: &Value| {
        pair.is_object() && ValueKind::Text.takes(&pair["value"]) && site_values::is_connection_type(&pair["type"])
    };
    if !properties.iter().all(|(name, pair)| !name.is_empty() && is_string(pair)) {
        return errors::invalid("properties");
    }
    if let Some(side) = state.side_mut(place) {
        side.config.connection_strings = properties.clone().into_iter().collect();
    }
    settings::configured(state, world.clock(), place, properties.keys().cloned().collect(), now);
    Reply::json(200, &connection_strings(state, place))
}

/// All three lists are null until first written, and empty afterwards (recorded).
fn sticky_names(state: &State, place: &Place) -> Value {
    let app = state.app(&place.app);
    let properties = match app.and_then(|app| app.sticky.as_ref()) {
        None => {
            json!({"connectionStringNames": null, "appSettingNames": null, "azureStorageConfigNames": null})
        }
        Some(sticky) => json!({
            "connectionStringNames": sticky.connection_strings, "appSettingNames": sticky.app_settings,
            "azureStorageConfigNames": sticky.storage,
        }),
    };
    json!({
        "id": null, "name": place.app, "type": "Microsoft.Web/sites", "location": app.map(|app| app.location.clone()),
        "properties": properties,
    })
}

/// What can be sticky, by the description of `SlotConfigNames`.
const STICKY: [&str; 3] = ["appSettingNames", "connectionStringNames", "azureStorageConfigNames"];

/// Replaces all three lists; one that is left out becomes empty (recorded). What is no list of names changes none of them.
fn put_sticky_names(state: &mut State, incoming: &Incoming, place: &Place) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(properties) = body["properties"].as_object() else {
        return errors::invalid("properties");
    };
    if let Some(unknown) = properties.keys().find(|key| !STICKY.contains(&key.as_str())) {
        return errors::invalid(unknown);
    }
    let names = |key: &'static str| match &body["properties"][key] {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => {
            let names: Option<_> = list.iter().map(|name| name.as_str().map(str::to_owned)).collect();
            names.ok_or(key)
        }
        _ => Err(key),
    };
    let lists = (names("appSettingNames"), names("connectionStringNames"), names("azureStorageConfigNames"));
    let sticky = match lists {
        (Ok(app_settings), Ok(connection_strings), Ok(storage)) => {
            StickyNames { app_settings, connection_strings, storage }
        }
        (Err(name), ..) | (_, Err(name), _) | (.., Err(name)) => return errors::invalid(name),
    };
    if let Some(app) = state.app_mut(&place.app) {
        app.sticky = Some(sticky);
    }
    Reply::json(200, &sticky_names(state, place))
}
