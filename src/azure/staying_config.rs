use std::collections::BTreeMap;

use serde_json::Value;

use super::wire::MovingConfig;

/// What of `config/web` stays with its side (facts: what-moves), or of which one document says that it moves and another that it
/// stays (facts: moves-unclear). None of it holds a secret.
const STAYS: [&str; 17] = [
    "alwaysOn",
    "autoHealEnabled",
    "detailedErrorLoggingEnabled",
    "elasticWebAppScaleLimit",
    "ftpsState",
    "functionAppScaleLimit",
    "functionsRuntimeScaleMonitoringEnabled",
    "healthCheckPath",
    "http20Enabled",
    "httpLoggingEnabled",
    "managedPipelineMode",
    "minimumElasticInstanceCount",
    "numberOfWorkers",
    "preWarmedInstanceCount",
    "requestTracingEnabled",
    "vnetRouteAllEnabled",
    "webSocketsEnabled",
];

/// Their values as a person reads them, by property.
pub(super) fn staying(config: &MovingConfig) -> BTreeMap<String, String> {
    let shown = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    };
    let one = |name: &str| Some((name.to_owned(), shown(config.properties.get(name)?)?));
    let origins = config.properties.get("cors").and_then(|cors| cors["allowedOrigins"].as_array());
    let cors = origins.filter(|origins| !origins.is_empty()).map(|origins| {
        let listed: Vec<&str> = origins.iter().filter_map(Value::as_str).collect();
        ("cors".to_owned(), listed.join(", "))
    });
    STAYS.into_iter().filter_map(one).chain(cors).collect()
}
