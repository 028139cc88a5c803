use std::collections::BTreeMap;

use serde_json::Value;

use super::wire::MovingConfig;

/// What of `config/web` moves with a swap and decides how content runs (facts: what-moves).
const MOVES: [&str; 15] = [
    "appCommandLine",
    "handlerMappings",
    "javaContainer",
    "javaContainerVersion",
    "javaVersion",
    "linuxFxVersion",
    "netFrameworkVersion",
    "nodeVersion",
    "phpVersion",
    "powerShellVersion",
    "pythonVersion",
    "use32BitWorkerProcess",
    "virtualApplications",
    "webSocketsEnabled",
    "windowsFxVersion",
];
const MOUNTS: &str = "azureStorageAccounts";
/// What a person sets of a mount; whether it works at the moment is beside it.
const OF_A_MOUNT: [&str; 4] = ["accountName", "mountPath", "shareName", "type"];

/// Texts that are equal as long as nothing of it was changed, by property.
pub(super) fn moving(config: &MovingConfig) -> BTreeMap<String, String> {
    let mut moving: BTreeMap<String, String> = MOVES
        .into_iter()
        .filter_map(|name| {
            Some((name.to_owned(), config.properties.get(name).filter(|value| !value.is_null())?.to_string()))
        })
        .collect();
    for (name, mount) in config.properties.get(MOUNTS).and_then(Value::as_object).into_iter().flatten() {
        for field in OF_A_MOUNT {
            moving.insert(format!("{MOUNTS}/{name}/{field}"), mount[field].to_string());
        }
    }
    moving
}
