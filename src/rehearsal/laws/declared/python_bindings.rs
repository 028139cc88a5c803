//! What the decorators of Python's programming model v2 declare, as bindings of a `function.json` (azure-functions-python-library,
//! `decorators/function_app.py`).

use serde_json::{Map, Value, json};

use super::python_module::Decorator;
use super::said::{Arguments, Constants, Said};

/// What one decorator adds to a function.
pub(super) enum Part {
    /// Its name.
    Name(String),
    /// A trigger, with the output that comes with it.
    Trigger(Vec<Value>),
    /// Another binding.
    Binding(Value),
    /// Nothing that the host is told.
    Nothing,
}

/// Decorators whose binding is not named after them.
const TYPES: [(&str, &str); 14] = [
    ("schedule", "timerTrigger"),
    ("service_bus_queue_trigger", "serviceBusTrigger"),
    ("service_bus_topic_trigger", "serviceBusTrigger"),
    ("event_hub_message_trigger", "eventHubTrigger"),
    ("cosmos_db_trigger", "cosmosDBTrigger"),
    ("cosmos_db_trigger_v3", "cosmosDBTrigger"),
    ("warm_up_trigger", "warmupTrigger"),
    ("cosmos_db_input", "cosmosDB"),
    ("cosmos_db_output", "cosmosDB"),
    ("cosmos_db_input_v3", "cosmosDB"),
    ("cosmos_db_output_v3", "cosmosDB"),
    ("service_bus_queue_output", "serviceBus"),
    ("service_bus_topic_output", "serviceBus"),
    ("durable_client_input", "durableClient"),
];

/// The names of arguments that are given by their place.
const PLACES: [(&str, &[&str]); 9] = [
    ("schedule", &["arg_name", "schedule"]),
    ("timer_trigger", &["arg_name", "schedule"]),
    ("queue_trigger", &["arg_name", "queue_name", "connection"]),
    ("service_bus_queue_trigger", &["arg_name", "connection", "queue_name"]),
    ("service_bus_topic_trigger", &["arg_name", "connection", "topic_name", "subscription_name"]),
    ("event_hub_message_trigger", &["arg_name", "connection", "event_hub_name"]),
    ("blob_trigger", &["arg_name", "path", "connection"]),
    ("cosmos_db_trigger", &["arg_name", "connection", "database_name", "container_name"]),
    ("generic_trigger", &["arg_name", "type"]),
];

/// What this decorator of an app or a blueprint adds.
pub(super) fn part(decorator: &Decorator, constants: &Constants) -> Part {
    let arguments = &decorator.arguments;
    let Some(method) = decorator.path.last() else { return Part::Nothing };
    match method.as_str() {
        "function_name" => {
            let name = arguments.get("name", 0).and_then(|name| name.text(constants));
            name.map_or(Part::Nothing, |name| Part::Name(name.to_owned()))
        }
        "route" => Part::Trigger(route(arguments, constants)),
        method if method == "schedule" || method.ends_with("_trigger") => {
            let mut binding = binding(method, arguments, constants);
            binding.insert("direction".to_owned(), json!("in"));
            Part::Trigger(vec![Value::Object(binding)])
        }
        method if method.contains("_input") || method.contains("_output") => {
            let mut binding = binding(method, arguments, constants);
            let direction = if method.contains("_output") { "out" } else { "in" };
            binding.insert("direction".to_owned(), json!(direction));
            Part::Binding(Value::Object(binding))
        }
        _ => Part::Nothing,
    }
}

/// The trigger and the output of `route`; who may call it is said by the app where the function does not.
fn route(arguments: &Arguments, constants: &Constants) -> Vec<Value> {
    let known = |name: &str, place| arguments.get(name, place).and_then(|said| said.json(constants));
    let mut trigger =
        json!({"type": "httpTrigger", "direction": "in", "name": known("trigger_arg_name", 1).unwrap_or(json!("req"))});
    for (name, key, place) in [("route", "route", 0), ("methods", "methods", 3), ("auth_level", "authLevel", 4)] {
        if let Some(value) = known(name, place) {
            trigger[key] = value;
        }
    }
    let output =
        json!({"type": "http", "direction": "out", "name": known("binding_arg_name", 2).unwrap_or(json!("$return"))});
    vec![trigger, output]
}

fn binding(method: &str, arguments: &Arguments, constants: &Constants) -> Map<String, Value> {
    let places = PLACES.iter().find(|(name, _)| *name == method).map_or(&["arg_name"][..], |(_, places)| *places);
    let mut binding = Map::new();
    binding.insert("type".to_owned(), json!(kind(method)));
    for (place, (name, said)) in arguments.0.iter().enumerate() {
        let name = name.as_deref().or_else(|| places.get(place).copied());
        if let (Some(name), Some(value)) = (name, said.json(constants)) {
            binding.insert(key(name), value);
        }
    }
    binding
}

fn kind(method: &str) -> String {
    if let Some((_, kind)) = TYPES.iter().find(|(name, _)| *name == method) {
        return (*kind).to_owned();
    }
    camel(method.trim_end_matches("_input").trim_end_matches("_output"))
}

/// The property that an argument becomes.
fn key(argument: &str) -> String {
    match argument {
        "arg_name" | "context_name" | "input_name" | "client_name" => "name".to_owned(),
        other => camel(other),
    }
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut all, word| {
        let mut letters = word.chars();
        all.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        all + letters.as_str()
    })
}

/// Who may call the functions of an app that do not say so themselves.
pub(super) fn app_level(arguments: &Arguments, constants: &Constants, place: usize) -> String {
    match arguments.get("http_auth_level", place).map(|said| said.meant(constants)) {
        Some(Said::Text(text)) => text.clone(),
        Some(Said::Name(path)) => path.last().cloned().unwrap_or_default(),
        _ => "FUNCTION".to_owned(),
    }
}
