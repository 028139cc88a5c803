use serde::Deserialize;
use serde_json::{Map, Value};

/// `GET …/config/web` (`SiteConfigResource` in WebApps.json), by property. No `Debug`: mounted storage may come with its key.
#[derive(Deserialize)]
pub(crate) struct MovingConfig {
    pub properties: Map<String, Value>,
}
