use std::collections::BTreeMap;

use serde::Deserialize;

/// `POST …/host/default/listkeys` (`HostKeys` in WebApps.json, where every field is optional). No `Debug`: secrets.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostKeys {
    pub master_key: Option<String>,
    pub function_keys: Option<BTreeMap<String, Option<String>>>,
}

/// `POST …/functions/NAME/listkeys`: each key by its name. No `Debug`: secrets.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct FunctionKeys(pub BTreeMap<String, Option<String>>);
