//! How the references of a side to Key Vaults and to App Configuration stand (facts: arm-calls; the description of `ApiKVReference`
//! and its examples; azure-functions-ux, `SettingSourceColumn`: those to App Configuration are in the same list). The kind of identity
//! is a word, as the older descriptions say and users report, not an object as the newer one has it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{errors, site_json};
use crate::doors::Reply;
use crate::laws::app_configuration_reference;
use crate::laws::key_vault_reference::{self, Status};
use crate::state::{Place, State};

/// All references among the app settings or connection strings, or the one of this name.
pub(super) fn answer(state: &State, place: &Place, kind: &str, key: Option<&str>) -> Reply {
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let values: BTreeMap<String, String> = match kind {
        "appsettings" => side.settings.clone(),
        "connectionstrings" => side
            .config
            .connection_strings
            .iter()
            .filter_map(|(name, string)| Some((name.clone(), string["value"].as_str()?.to_owned())))
            .collect(),
        _ => return errors::not_simulated(format!("references in {kind}")),
    };
    let mut references = values.iter().filter(|(_, value)| {
        key_vault_reference::is_reference(value) || app_configuration_reference::is_reference(value)
    });
    match key {
        None => {
            let all: Vec<Value> = references.map(|(name, value)| one(state, place, kind, name, value)).collect();
            Reply::json(200, &json!({"value": all, "nextLink": null}))
        }
        Some(key) => match references.find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            Some((name, value)) => Reply::json(200, &one(state, place, kind, name, value)),
            None => errors::provider(404, "NotFound", "51004", format!("Cannot find Reference with name {key}.")),
        },
    }
}

fn one(state: &State, place: &Place, kind: &str, name: &str, value: &str) -> Value {
    let identity = state.side(place).and_then(key_vault_reference::identity);
    let app = state.app(&place.app).map(|app| site_json::id(state, app, place)).unwrap_or_default();
    let shown = |properties: Value| {
        json!({
            "id": format!("{app}/config/configreferences/{kind}/{name}"), "name": name, "type": "Microsoft.Web/sites/config",
            "location": state.app(&place.app).map(|app| app.location.clone()), "properties": properties,
        })
    };
    if app_configuration_reference::is_reference(value) {
        let resolved = app_configuration_reference::resolved(&state.config_stores, identity, value);
        // What more is said of these is not known.
        return shown(json!({"reference": value, "status": resolved.err().unwrap_or("Resolved")}));
    }
    let status = key_vault_reference::status(&state.vaults, identity, value);
    let reference = key_vault_reference::read(value).unwrap_or_default();
    let (word, details) = status.words();
    let active = match &status {
        Status::Resolved(version) => Some(version.id.clone()),
        _ => None,
    };
    shown(json!({
        "reference": value, "status": word, "vaultName": reference.vault, "secretName": reference.secret,
        "secretVersion": reference.version.unwrap_or_default(), "identityType": "SystemAssigned", "details": details,
        "source": "KeyVault", "activeVersion": active,
    }))
}
