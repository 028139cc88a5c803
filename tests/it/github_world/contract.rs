//! Checks answers against GitHub's description of its REST API.

use serde_json::{Map, Value, json};

/// The description; OpenAPI 3.0 made into JSON Schema.
pub struct Contract {
    document: Value,
}

impl Contract {
    /// Reads the text of a description.
    pub fn read(text: &str) -> Self {
        let mut document: Value = serde_json::from_str(text).unwrap();
        with_null(&mut document);
        Self { document }
    }

    /// The differences between an answer and its description; empty when there are none. `path` is that behind the API's base.
    pub fn objections(&self, method: &str, path: &str, status: u16, body: &[u8]) -> Vec<String> {
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not described")];
        };
        let described = self.resolved(&operation["responses"][status.to_string()]);
        let schema = match described["content"].as_object() {
            Some(content) => content.values().next().unwrap()["schema"].clone(),
            None if described.is_object() && body.is_empty() => return Vec::new(),
            // Described in words only: an error like any other.
            None if described.is_object() => json!({"$ref": "#/components/schemas/basic-error"}),
            // What any operation can answer is not described with each.
            None if [400, 401, 403, 404, 410, 422, 429].contains(&status) => {
                json!({"$ref": "#/components/schemas/basic-error"})
            }
            None => return vec![format!("{method} {path} does not answer {status}")],
        };
        let whole = json!({"components": self.document["components"], "allOf": [schema]});
        let body: Value = serde_json::from_slice(body).unwrap();
        let validator = jsonschema::draft202012::new(&whole).unwrap();
        validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    fn operation(&self, method: &str, path: &str) -> Option<Value> {
        let asked: Vec<&str> = path.split('?').next().unwrap().split('/').collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = template.split('/').collect();
            let same = |(part, asked): (&&str, &&str)| part.starts_with('{') || part == asked;
            parts.len() == asked.len() && parts.iter().zip(&asked).all(same)
        };
        let paths = self.document["paths"].as_object().unwrap();
        // A literal path goes before one with names in it.
        let mut found: Vec<(&String, &Value)> = paths.iter().filter(|(template, _)| fits(template)).collect();
        found.sort_by_key(|(template, _)| template.matches('{').count());
        found.iter().find_map(|(_, operations)| operations.get(method.to_lowercase())).cloned()
    }

    fn resolved(&self, value: &Value) -> Value {
        match value["$ref"].as_str() {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap().clone(),
            None => value.clone(),
        }
    }
}

/// `nullable: true` is a word of OpenAPI 3.0 that JSON Schema does not know.
fn with_null(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(with_null);
            if object.get("nullable") == Some(&json!(true)) {
                let inner: Map<String, Value> =
                    std::mem::take(object).into_iter().filter(|(k, _)| k != "nullable").collect();
                *value = json!({"anyOf": [inner, {"type": "null"}]});
            }
        }
        Value::Array(items) => items.iter_mut().for_each(with_null),
        _ => {}
    }
}
