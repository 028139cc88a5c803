use std::collections::BTreeMap;

use serde::Deserialize;

/// `POST …/config/appsettings/list` (`StringDictionary` in WebApps.json). No `Debug`: the values are secrets.
#[derive(Deserialize)]
pub(crate) struct Settings {
    /// A setting may be there without a value: Azure then writes null.
    pub properties: BTreeMap<String, Option<String>>,
}

/// `POST …/config/connectionstrings/list` (`ConnectionStringDictionary` in WebApps.json). No `Debug`: the values are secrets.
#[derive(Deserialize)]
pub(crate) struct ConnectionStrings {
    pub properties: BTreeMap<String, ConnectionString>,
}

/// One of them; its type decides nothing here.
#[derive(Deserialize)]
pub(crate) struct ConnectionString {
    pub value: Option<String>,
}
