//! What a registration of Node's programming model v4 declares, as bindings of a `function.json` (azure-functions-nodejs-library,
//! `app.ts`, `trigger.ts`, `input.ts` and `output.ts`; azure-functions-durable-js).

use serde_json::{Map, Value, json};

use super::javascript::Registration;
use super::said::{Arguments, Constants, Said};
use crate::state::FunctionInfo;

/// The type of the trigger that a method registers.
const TRIGGERS: [(&str, &str); 22] = [
    ("http", "httpTrigger"),
    ("get", "httpTrigger"),
    ("put", "httpTrigger"),
    ("post", "httpTrigger"),
    ("patch", "httpTrigger"),
    ("deleteRequest", "httpTrigger"),
    ("timer", "timerTrigger"),
    ("storageBlob", "blobTrigger"),
    ("storageQueue", "queueTrigger"),
    ("serviceBusQueue", "serviceBusTrigger"),
    ("serviceBusTopic", "serviceBusTrigger"),
    ("eventHub", "eventHubTrigger"),
    ("eventGrid", "eventGridTrigger"),
    ("cosmosDB", "cosmosDBTrigger"),
    ("sql", "sqlTrigger"),
    ("mySql", "mysqlTrigger"),
    ("warmup", "warmupTrigger"),
    ("webPubSub", "webPubSubTrigger"),
    ("mcpTool", "mcpToolTrigger"),
    ("orchestration", "orchestrationTrigger"),
    ("activity", "activityTrigger"),
    ("entity", "entityTrigger"),
];

/// Options that are about a function and not about its trigger.
const NOT_OF_THE_TRIGGER: [&str; 7] = ["handler", "trigger", "return", "extraInputs", "extraOutputs", "retry", "input"];

/// The function that a registration in this file declares; `None` where only running code knows its name or its trigger.
pub(super) fn function(registration: &Registration, constants: &Constants, file: &str) -> Option<FunctionInfo> {
    let name = registration.arguments.get("name", 0)?.text(constants)?.to_owned();
    let nothing = Vec::new();
    let options = match registration.arguments.get("options", 1)?.meant(constants) {
        Said::Map(options) => options,
        // A handler alone.
        _ => &nothing,
    };
    let option = |wanted: &str| options.iter().find(|(key, _)| key == wanted).map(|(_, said)| said.meant(constants));
    let mut bindings = vec![trigger(registration, options, &option, constants)?];
    for (key, direction) in [("extraInputs", "in"), ("extraOutputs", "out")] {
        if let Some(Said::List(more)) = option(key) {
            bindings.extend(more.iter().filter_map(|said| binding(said.meant(constants), direction, constants)));
        }
    }
    match option("return") {
        Some(said) => bindings.extend(binding(said, "out", constants)),
        None if is_http(&registration.method) => bindings.push(json!({"type": "http", "direction": "out"})),
        None => {}
    }
    if registration.has_client {
        bindings.push(json!({"type": "durableClient", "direction": "in"}));
    }
    for (number, binding) in bindings.iter_mut().enumerate() {
        // The library makes up names, which say nothing.
        let made_up = format!("{}{number}", binding["type"].as_str().unwrap_or_default());
        binding["name"] =
            json!(if number > 0 && binding["direction"] == "out" { "$return".to_owned() } else { made_up });
    }
    let config = json!({"scriptFile": file, "language": "node", "bindings": bindings});
    Some(FunctionInfo { name, config })
}

fn is_http(method: &str) -> bool {
    TRIGGERS.iter().any(|(name, kind)| *name == method && *kind == "httpTrigger")
}

fn trigger<'s>(
    registration: &Registration,
    options: &[(String, Said)],
    option: &dyn Fn(&str) -> Option<&'s Said>,
    constants: &Constants,
) -> Option<Value> {
    let method = registration.method.as_str();
    if method == "generic" {
        let trigger = match option("trigger")? {
            Said::Map(entries) => object(entries, constants),
            Said::Call(path, arguments) => made(path, arguments, constants)?,
            _ => return None,
        };
        return typed(trigger, "in");
    }
    let (_, kind) = TRIGGERS.iter().find(|(name, _)| *name == method)?;
    let of_the_trigger = options.iter().filter(|(key, _)| !NOT_OF_THE_TRIGGER.contains(&key.as_str()));
    let mut trigger = object(of_the_trigger, constants);
    trigger.insert("type".to_owned(), json!(kind));
    if is_http(method) {
        let methods = if method == "http" { json!(["GET", "POST"]) } else { json!([verb(method)]) };
        trigger.entry("methods").or_insert(methods);
        trigger.entry("authLevel").or_insert(json!("anonymous"));
    }
    typed(trigger, "in")
}

fn verb(method: &str) -> String {
    method.trim_end_matches("Request").to_uppercase()
}

/// `output.storageQueue({…})`, or an object that is a binding.
fn binding(said: &Said, direction: &str, constants: &Constants) -> Option<Value> {
    match said {
        Said::Map(entries) => typed(object(entries, constants), direction),
        Said::Call(path, arguments) => typed(made(path, arguments, constants)?, direction),
        _ => None,
    }
}

fn typed(mut binding: Map<String, Value>, direction: &str) -> Option<Value> {
    binding.get("type")?.as_str()?;
    binding.insert("direction".to_owned(), json!(direction));
    Some(Value::Object(binding))
}

/// What `trigger.x({…})`, `input.x({…})` or `output.x({…})` makes.
fn made(path: &[String], arguments: &Arguments, constants: &Constants) -> Option<Map<String, Value>> {
    let (method, holder) = path.split_last()?;
    let mut binding = match arguments.get("options", 0).map(|said| said.meant(constants)) {
        Some(Said::Map(entries)) => object(entries, constants),
        _ => Map::new(),
    };
    let is_trigger = holder.last().is_some_and(|last| last == "trigger");
    let trigger = TRIGGERS.iter().find(|(name, _)| name == method).map(|(_, kind)| *kind);
    let kind = match method.as_str() {
        // Says its type itself.
        "generic" => return Some(binding),
        "durableClient" => "durableClient",
        "table" => "table",
        other => match (is_trigger, trigger?) {
            (true, kind) => kind,
            (false, kind) => kind.strip_suffix("Trigger").unwrap_or(other),
        },
    };
    binding.insert("type".to_owned(), json!(kind));
    Some(binding)
}

fn object<'e>(entries: impl IntoIterator<Item = &'e (String, Said)>, constants: &Constants) -> Map<String, Value> {
    entries.into_iter().filter_map(|(key, said)| Some((key.clone(), said.json(constants)?))).collect()
}
