//! Which of what is written to `config/web` moves with a swap (facts: what-moves): stack and version, 32 or 64 bit, handler and
//! path mappings, and mounted storage that is not sticky. All else stays with its side, rules of access and `alwaysOn` among it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::state::{App, Side};

const MOVES: &[&str] = &[
    "linuxFxVersion",
    "windowsFxVersion",
    "netFrameworkVersion",
    "phpVersion",
    "pythonVersion",
    "nodeVersion",
    "powerShellVersion",
    "javaVersion",
    "javaContainer",
    "javaContainerVersion",
    "use32BitWorkerProcess",
    "handlerMappings",
    "virtualApplications",
];

const MOUNTED: &str = "azureStorageAccounts";

/// What of a side's `config/web` would move.
pub fn moving(app: &App, side: &Side) -> BTreeMap<String, Value> {
    let web = &side.config.web;
    let mut moving: BTreeMap<String, Value> = web
        .iter()
        .filter(|(name, _)| MOVES.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mounts = mounts(side).into_iter().filter(|(name, _)| !app.is_sticky_storage(name)).collect::<Map<_, _>>();
    if !mounts.is_empty() {
        moving.insert(MOUNTED.to_owned(), Value::Object(mounts));
    }
    moving
}

/// Exchanges it.
pub fn exchange(app: &App, a: &mut Side, b: &mut Side) {
    let (of_a, of_b) = (moving(app, a), moving(app, b));
    put(app, a, of_b);
    put(app, b, of_a);
}

fn put(app: &App, side: &mut Side, moved: BTreeMap<String, Value>) {
    let mut mounts: Map<String, Value> =
        mounts(side).into_iter().filter(|(name, _)| app.is_sticky_storage(name)).collect();
    let web = &mut side.config.web;
    web.retain(|name, _| name != MOUNTED && !MOVES.contains(&name.as_str()));
    for (name, value) in moved {
        match value {
            Value::Object(moved) if name == MOUNTED => mounts.extend(moved),
            value => drop(web.insert(name, value)),
        }
    }
    if !mounts.is_empty() {
        web.insert(MOUNTED.to_owned(), Value::Object(mounts));
    }
}

fn mounts(side: &Side) -> Map<String, Value> {
    side.config.web.get(MOUNTED).and_then(Value::as_object).cloned().unwrap_or_default()
}
