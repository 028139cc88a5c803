//! The machine-readable description of Microsoft.Web, as JSON Schema.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Validator;
use regex::Regex;
use serde_json::{Map, Value, json};

const FILES: &[&str] = &["WebApps.trimmed", "AppServicePlans", "CommonDefinitions"];

/// What the description says of one method on one path.
struct Operation {
    /// The method and the path below the provider.
    name: String,
    method: String,
    path: Regex,
    /// Whoever has another number of parts, or another last one, need not be held against the pattern, which is slow.
    parts: usize,
    /// `None` for a placeholder.
    last: Option<String>,
    /// By status; `None` where no body is described.
    answers: BTreeMap<String, Option<Schema>>,
}

/// A schema that is made ready when it is first needed: most never are.
struct Schema {
    is: Value,
    ready: OnceLock<Validator>,
}

pub struct Description {
    operations: Vec<Operation>,
    definitions: Map<String, Value>,
}

impl Description {
    pub fn read(folder: &Path) -> Self {
        let read = |file: &&str| -> (String, Value) {
            let bytes = std::fs::read(folder.join(format!("{file}.json"))).unwrap();
            ((*file).to_owned(), serde_json::from_slice(&bytes).unwrap())
        };
        let files: Vec<(String, Value)> = FILES.iter().map(read).collect();
        let mut definitions = Map::new();
        for (file, json) in &files {
            for (name, schema) in json["definitions"].as_object().unwrap() {
                definitions.insert(format!("{file}.{name}"), converted(schema, file));
            }
        }
        let mut operations = Vec::new();
        for (file, json) in &files {
            for (path, methods) in json["paths"].as_object().unwrap() {
                for (method, operation) in
                    methods.as_object().unwrap().iter().filter(|(_, is)| is["responses"].is_object())
                {
                    operations.push(Operation::of(file, path, method, operation));
                }
            }
        }
        Self { operations, definitions }
    }

    /// What an answer says that the description does not, as `METHOD path: what`; nothing when all is well.
    pub fn objections(&self, method: &str, uri: &str, status: u16, body: &Value) -> Vec<String> {
        let path = uri.split('?').next().unwrap();
        let path = &path[path.find("/subscriptions/").unwrap_or(0)..];
        let (parts, last) = parts(path);
        let is_last = |one: &Operation| one.last.as_ref().is_none_or(|part| part.eq_ignore_ascii_case(last));
        let find =
            |one: &&Operation| one.parts == parts && one.method == method && is_last(one) && one.path.is_match(path);
        // The most words and the fewest placeholders describe a path best.
        let Some(operation) = self.operations.iter().filter(find).min_by_key(|one| one.name.matches('{').count())
        else {
            let tail = path.split("/Microsoft.Web/").nth(1).unwrap_or(path);
            let last = tail.split('/').rev().find(|part| !part.contains('-') && !part.contains("00"));
            return vec![format!("{method} …/{}: no such operation", last.unwrap_or_default())];
        };
        let Some(answer) = operation
            .answers
            .get(&status.to_string())
            .or_else(|| operation.answers.get("default").filter(|_| status >= 400))
        else {
            return vec![format!("{}: status {status} is not described", operation.name)];
        };
        let Some(schema) = answer else { return Vec::new() };
        let say = |error: jsonschema::ValidationError<'_>| {
            format!(
                "{}: {}: {}",
                operation.name,
                error.instance_path(),
                error.to_string().chars().take(200).collect::<String>()
            )
        };
        let ready = schema.ready.get_or_init(|| {
            let mut whole = schema.is.clone();
            whole["definitions"] = json!(self.reached(&schema.is));
            jsonschema::draft4::new(&whole).unwrap()
        });
        ready.iter_errors(body).map(say).collect()
    }

    /// The definitions that a schema leads to.
    fn reached(&self, schema: &Value) -> Map<String, Value> {
        let reference = Regex::new(r##""#/definitions/([^"]+)""##).unwrap();
        let (mut found, mut open) = (Map::new(), vec![schema.to_string()]);
        while let Some(text) = open.pop() {
            for name in reference.captures_iter(&text).map(|one| one[1].to_owned()) {
                if !found.contains_key(&name) {
                    open.push(self.definitions[&name].to_string());
                    found.insert(name.clone(), self.definitions[&name].clone());
                }
            }
        }
        found
    }

    /// How many operations there are.
    pub fn operations(&self) -> usize {
        self.operations.len()
    }
}

impl Operation {
    fn of(file: &str, path: &str, method: &str, operation: &Value) -> Self {
        let pattern = Regex::new(r"\\\{[^}]*\\\}").unwrap().replace_all(&regex::escape(path), "[^/]+").into_owned();
        let tail = path.split("/Microsoft.Web").nth(1).unwrap_or(path);
        let answers = operation["responses"].as_object().unwrap().iter().map(|(status, answer)| {
            let schema = answer["schema"]
                .is_object()
                .then(|| Schema { is: converted(&answer["schema"], file), ready: OnceLock::new() });
            (status.clone(), schema)
        });
        Self {
            name: format!("{} {tail}", method.to_uppercase()),
            method: method.to_uppercase(),
            path: Regex::new(&format!("(?i)^{pattern}/?$")).unwrap(),
            parts: parts(path).0,
            last: Some(parts(path).1).filter(|part| !part.contains('{')).map(str::to_owned),
            answers: answers.collect(),
        }
    }
}

/// How many parts a path has, and the last.
fn parts(path: &str) -> (usize, &str) {
    let path = path.trim_end_matches('/');
    (path.split('/').count(), path.rsplit('/').next().unwrap_or_default())
}

/// A schema of the description as JSON Schema: everything may be null, as in Azure it may; references lead into one
/// document; what is not described here allows everything.
fn converted(schema: &Value, file: &str) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let (to, name) = reference.split_once("#/definitions/").unwrap_or(("", ""));
        let to = if to.is_empty() { file } else { to.trim_start_matches("./").trim_end_matches(".json") };
        return if FILES.contains(&to) { json!({"$ref": format!("#/definitions/{to}.{name}")}) } else { json!({}) };
    }
    let mut new = Map::new();
    for (key, value) in schema.as_object().unwrap() {
        let value = match key.as_str() {
            "type" if value == "file" => continue,
            "type" => json!([value, "null"]),
            "enum" => json!(value.as_array().unwrap().iter().cloned().chain([Value::Null]).collect::<Vec<_>>()),
            "items" | "additionalProperties" if value.is_object() => converted(value, file),
            "properties" => {
                let map = value.as_object().unwrap().iter();
                map.map(|(name, schema)| (name.clone(), converted(schema, file))).collect()
            }
            "allOf" => value.as_array().unwrap().iter().map(|schema| converted(schema, file)).collect(),
            "required" | "additionalProperties" => value.clone(),
            _ => continue,
        };
        new.insert(key.clone(), value);
    }
    Value::Object(new)
}
