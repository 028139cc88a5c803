use std::time::Duration;

use serde_json::Value;

use super::{Arm, AzureError, SiteRef};
use crate::record::{Function, FunctionSet};

/// Lists the functions of a side as the control plane knows them since the last sync of triggers.
pub async fn list_functions(arm: &Arm, side: &SiteRef) -> Result<FunctionSet, AzureError> {
    let doing = format!("list the functions of {side}");
    let items = match arm.list(&doing, &format!("{}/functions", side.path())).await {
        // An app whose functions were never synced has no such list.
        Err(error) if error.is_not_found() => Vec::new(),
        result => result?,
    };
    Ok(FunctionSet::new(items.iter().filter_map(function)))
}

/// Tells the control plane to ask the host for its functions. The server answers 200, its
/// description says 204.
pub async fn sync_triggers(arm: &Arm, side: &SiteRef) -> Result<(), AzureError> {
    let doing = format!("sync the triggers of {side}");
    let path = format!("{}/syncfunctiontriggers", side.path());
    arm.post_when_free(&doing, &path, Duration::from_secs(180)).await?;
    Ok(())
}

fn function(value: &Value) -> Option<Function> {
    // `name` is `app/function`; the last part is what people call it.
    let name = value["properties"]["name"].as_str().or_else(|| value["name"].as_str()?.rsplit('/').next())?.to_owned();
    let properties = &value["properties"];
    let trigger = properties["config"]["bindings"].as_array().and_then(|bindings| {
        bindings
            .iter()
            .find(|binding| binding["type"].as_str().is_some_and(|kind| kind.to_lowercase().ends_with("trigger")))
    });
    let text = |name: &str| trigger.and_then(|trigger| trigger[name].as_str().map(str::to_owned));
    let kind = text("type").unwrap_or_default();
    Some(Function {
        connection: text("connection").filter(|name| !name.is_empty()).or_else(|| default_connection(&kind)),
        enabled: !properties["isDisabled"].as_bool().unwrap_or_default(),
        trigger: kind,
        name,
    })
}

/// The storage triggers connect by `AzureWebJobsStorage` unless they say otherwise.
fn default_connection(trigger: &str) -> Option<String> {
    let storage = ["queuetrigger", "blobtrigger", "eventgridblobtrigger"];
    storage.contains(&trigger.to_lowercase().as_str()).then(|| "AzureWebJobsStorage".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn trigger_and_connection_are_read_from_the_bindings() {
        let value = json!({
            "name": "orders/TakeOrder",
            "properties": {"name": "TakeOrder", "isDisabled": true, "config": {"bindings": [
                {"type": "blob", "direction": "out"},
                {"type": "queueTrigger", "queueName": "orders"}
            ]}}
        });
        let function = function(&value).unwrap();
        assert_eq!(function.trigger, "queueTrigger");
        assert_eq!(function.connection.as_deref(), Some("AzureWebJobsStorage"));
        assert!(!function.enabled && !function.is_http());
    }
}
