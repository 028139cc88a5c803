//! `config/logs`: which logs a side keeps (facts: arm-calls; docs: Web Apps, Get Diagnostic Logs Configuration and Update Diagnostic Logs Config). A PUT
//! changes the parts that it names. This world writes no logs; what is set is kept.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::envelope::envelope;
use super::errors;
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::settings;
use crate::laws::value_kind::ValueKind;
use crate::state::{Place, State};

/// The four parts, as they are before anything was set.
fn unset() -> Value {
    json!({
        "applicationLogs": {
            "fileSystem": {"level": "Off"},
            "azureTableStorage": {"level": "Off", "sasUrl": null},
            "azureBlobStorage": {"level": "Off", "sasUrl": null, "retentionInDays": null},
        },
        "httpLogs": {
            "fileSystem": {"retentionInMb": 35, "retentionInDays": null, "enabled": false},
            "azureBlobStorage": {"sasUrl": null, "retentionInDays": null, "enabled": false},
        },
        "failedRequestsTracing": {"enabled": false},
        "detailedErrorMessages": {"enabled": false},
    })
}

/// The settings.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    let kept = state.side(place).and_then(|side| side.config.logs.clone());
    Reply::json(200, &envelope(state, place, "logs", kept.unwrap_or_else(unset)))
}

/// Writes them.
pub(super) fn put(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(properties) = body["properties"].as_object() else {
        return errors::invalid("properties");
    };
    let known = unset();
    if let Err(refused) = fits(&known, &body["properties"]) {
        return refused;
    }
    if let Some(side) = state.side_mut(place) {
        let mut kept = side.config.logs.take().unwrap_or(known);
        for (name, value) in properties.iter().filter(|(_, value)| !value.is_null()) {
            over(&mut kept[name], value);
        }
        side.config.logs = Some(kept);
    }
    settings::configured(state, world.clock(), place, vec!["logs".to_owned()], now);
    get(state, place)
}

/// Whether each part that is named is there and takes the value that is sent for it.
fn fits(known: &Value, sent: &Value) -> Result<(), Reply> {
    for (name, value) in sent.as_object().into_iter().flatten() {
        let Some(there) = known.get(name) else {
            return Err(errors::not_simulated(format!("config/logs with {name}")));
        };
        // What is null before it is set.
        let unset = if name == "sasUrl" { ValueKind::Text } else { ValueKind::Number };
        if !ValueKind::of(there).unwrap_or(unset).takes(value) {
            return Err(errors::invalid(name));
        }
        fits(there, value)?;
    }
    Ok(())
}

/// Puts a value over another, part by part.
fn over(kept: &mut Value, value: &Value) {
    match (kept, value) {
        (Value::Object(kept), Value::Object(parts)) => {
            for (name, part) in parts {
                over(kept.entry(name.clone()).or_insert(Value::Null), part);
            }
        }
        (kept, value) => *kept = value.clone(),
    }
}
