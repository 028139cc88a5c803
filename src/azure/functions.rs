use std::time::Duration;

use super::wire;
use super::{Arm, AzureError, SiteRef, Unreadable};
use crate::record::{Binding, Function, FunctionSet};

/// Lists the functions of a side as of the control plane's last sync of triggers.
pub(super) async fn list_functions(arm: &Arm, side: &SiteRef) -> Result<FunctionSet, AzureError> {
    match list_if_there(arm, side).await {
        // An app whose functions were never synced has no such list.
        Err(error) if error.is_not_found() => Ok(FunctionSet::default()),
        result => result,
    }
}

/// The same; without a list an error.
pub(super) async fn list_if_there(arm: &Arm, side: &SiteRef) -> Result<FunctionSet, AzureError> {
    let doing = format!("list the functions of {side}");
    let items: Vec<wire::Function> = arm.list(&doing, &side.path().then("functions")).await?;
    // A list that lacks one would say that the function is not there.
    let functions: Vec<Function> =
        items.iter().map(function).collect::<Result<_, _>>().map_err(|what| what.during(&doing))?;
    Ok(FunctionSet::new(functions))
}

/// Tells the control plane to ask the host for its functions. The server answers 200, its
/// description says 204.
pub(super) async fn sync_triggers(arm: &Arm, side: &SiteRef) -> Result<(), AzureError> {
    let doing = format!("sync the triggers of {side}");
    let path = side.path().then("syncfunctiontriggers");
    arm.post_when_free(&doing, &path, Duration::from_secs(180)).await?;
    Ok(())
}

fn function(item: &wire::Function) -> Result<Function, Unreadable> {
    let name = item.own_name().ok_or_else(|| Unreadable::missing("properties.name"))?.to_owned();
    let trigger = item.trigger();
    let text = |names: &[&str]| trigger.and_then(|trigger| trigger.text(names)).map(str::to_owned);
    let kind = text(&["type"]).unwrap_or_default();
    Ok(Function {
        connection: text(&CONNECTIONS).or_else(|| default_connection(&kind)),
        entity: text(&ENTITIES),
        bindings: item.others().filter_map(binding).collect(),
        enabled: !item.properties.is_disabled,
        trigger: kind,
        name,
    })
}

/// One that connects to something; of an HTTP answer, for one, there is nothing to know.
fn binding(wire: &wire::Binding) -> Option<Binding> {
    let text = |names: &[&str]| wire.text(names).map(str::to_owned);
    let kind = text(&["type"])?;
    Some(Binding {
        connection: text(&CONNECTIONS).or_else(|| default_connection(&kind))?,
        entity: text(&ENTITIES),
        is_output: !wire.text(&["direction"]).is_some_and(|direction| direction.eq_ignore_ascii_case("in")),
        kind,
    })
}

/// The properties by which the extensions' triggers and bindings name their connection.
const CONNECTIONS: [&str; 4] = ["connection", "connectionStringSetting", "connectionString", "brokerList"];
/// Those by which they name what is read there.
const ENTITIES: [&str; 9] =
    ["queueName", "topicName", "eventHubName", "path", "containerName", "collectionName", "tableName", "topic", "key"];

/// Those of storage and of Service Bus have a connection also where they name none; the host looks for these names behind
/// `AzureWebJobs`.
fn default_connection(kind: &str) -> Option<String> {
    let name = match kind.to_lowercase().as_str() {
        "queuetrigger" | "blobtrigger" | "eventgridblobtrigger" | "queue" | "blob" | "table" => "AzureWebJobsStorage",
        "servicebustrigger" | "servicebus" => "ServiceBus",
        _ => return None,
    };
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(value: Value) -> Result<Function, Unreadable> {
        function(&wire::parse(value.to_string().as_bytes())?)
    }

    #[test]
    fn trigger_and_connection_are_read_from_the_bindings() {
        let function = read(json!({
            "name": "orders/TakeOrder",
            "properties": {"name": "TakeOrder", "isDisabled": true, "config": {"bindings": [
                {"type": "blob", "direction": "out"},
                {"type": "queueTrigger", "queueName": "orders"},
                {"type": "serviceBus", "direction": "out", "connection": "Bus", "topicName": "sold"},
                {"type": "http", "direction": "out"},
                {"type": "cosmosDB", "direction": "in", "connection": "Db"}
            ]}}
        }))
        .unwrap();
        let shown = |one: &Binding| (one.kind.clone(), one.is_output, one.connection.clone(), one.entity.clone());
        let others: Vec<_> = function.bindings.iter().map(shown).collect();
        let expected = [
            ("blob", true, "AzureWebJobsStorage", None),
            ("serviceBus", true, "Bus", Some("sold")),
            ("cosmosDB", false, "Db", None),
        ];
        assert_eq!(others, expected.map(|(a, b, c, d)| (a.to_owned(), b, c.to_owned(), d.map(str::to_owned))));
        assert_eq!(function.trigger, "queueTrigger");
        assert_eq!(function.connection.as_deref(), Some("AzureWebJobsStorage"));
        assert!(!function.enabled && !function.is_http());
    }

    #[test]
    fn a_function_without_a_name_makes_the_list_unreadable() {
        let nameless = read(json!({"name": null, "properties": {"isDisabled": false}}));
        assert_eq!(nameless, Err(Unreadable::missing("properties.name")));
        let silent = read(json!({"name": "orders/Take", "properties": {"name": "Take"}}));
        assert_eq!(silent, Err(Unreadable::missing("properties.isDisabled")));
        let by_resource = read(json!({"name": "orders/Take", "properties": {"isDisabled": false, "config": null}}));
        assert_eq!(by_resource.map(|function| (function.name, function.trigger)), Ok(("Take".into(), String::new())));
    }
}
