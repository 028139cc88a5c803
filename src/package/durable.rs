use serde_json::Value;

use crate::record::{DurableHost, Function};

/// What the files of a package say of Durable Functions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackagedDurable {
    /// What its `host.json` says.
    pub host: DurableHost,
    /// Whether a function is listed that they start; where functions are declared in code, none is.
    pub is_used: bool,
}

/// Whether Durable Functions start a function with these bindings.
pub(super) fn is_durable(bindings: &[Value]) -> bool {
    bindings.iter().filter_map(|binding| binding["type"].as_str()).any(Function::is_durable_trigger)
}
