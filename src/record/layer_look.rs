use serde::{Deserialize, Serialize};

use super::Digest;

/// Whether a release of the app would take its dependencies from a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerLook {
    /// It would; `None` where that could not be told.
    #[serde(default)]
    pub hit: Option<bool>,
    /// The name of the layer; `None` when nothing decides what the dependencies are, or none is looked for.
    pub key: Option<Digest>,
}
