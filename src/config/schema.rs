//! The JSON Schema of `slot-deploy.yml`, made from the tables of its keys, for editors and for whoever checks the file without us.

use serde_json::{Map, Value, json};

use super::keys::{APP, ENVIRONMENT, FILE};
use super::shape::{Form, Key, Least, Mapping, Names, Shape};
use crate::record::{Lowerable, RULES};

/// What text no value may hold: workflow files alone replace it.
const EXPRESSION: &str = r"\$\{\{";
/// A text with the variables of a release, or with none.
const TEMPLATE: &str = r"^([^$]|\$(?!\{)|\$\{\s*release\.(commit|digest)\s*\})*$";
/// Keys of the team's own.
const OWN_KEYS: &str = "^x-";

/// The schema as a document; these checks may be lowered.
pub fn config_schema(checks: &[Lowerable]) -> Value {
    let schema = Schema { checks };
    let definitions: Map<String, Value> = ENVIRONMENT
        .keys()
        .map(|key| (key.name.to_owned(), schema.key(key)))
        .chain([("an-environment".to_owned(), schema.layer(&ENVIRONMENT)), ("an-app".to_owned(), schema.layer(&APP))])
        .collect();
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slot-deploy.yml",
        "description": "How slot-deploy releases the apps of this repository. Inputs of the Action win over it."
    });
    if let (Value::Object(root), Value::Object(layer)) = (&mut root, schema.layer(&FILE)) {
        root.extend(layer);
        root.insert("$defs".to_owned(), Value::Object(definitions));
    }
    root
}

/// The same as text.
pub fn schema_text(checks: &[Lowerable]) -> String {
    format!("{:#}\n", config_schema(checks))
}

struct Schema<'a> {
    checks: &'a [Lowerable],
}

impl Schema<'_> {
    /// A layer of the file: what every layer may hold is defined once.
    fn layer(&self, mapping: &Mapping) -> Value {
        let property = |key: &'static Key| {
            let value = match ENVIRONMENT.key(key.name) {
                Some(_) => json!({"$ref": format!("#/$defs/{}", key.name)}),
                None => self.key(key),
            };
            (key.name.to_owned(), value)
        };
        let mut layer = self.with_keys(mapping, mapping.keys().map(property).collect());
        nullable(&mut layer);
        layer
    }

    fn key(&self, key: &Key) -> Value {
        let mut value = match (key.name, key.shape) {
            ("environments", Shape::Named(names, _)) => self.named(names, json!({"$ref": "#/$defs/an-environment"})),
            ("apps", Shape::Named(names, _)) => self.named(names, json!({"$ref": "#/$defs/an-app"})),
            (_, shape) => self.shape(shape),
        };
        if let Value::Object(members) = &mut value {
            members.insert("description".to_owned(), Value::from(key.help));
        }
        if !key.is_required {
            nullable(&mut value);
        }
        value
    }

    fn shape(&self, shape: Shape) -> Value {
        match shape {
            Shape::Text => {
                json!({"type": ["string", "number", "boolean"], "not": {"type": "string", "pattern": EXPRESSION}})
            }
            Shape::Template => json!({"type": ["string", "number", "boolean"], "pattern": TEMPLATE}),
            Shape::Form(form) => of_form(form),
            Shape::Choice(words) => {
                let mut all: Vec<Value> = words.iter().map(|word| Value::from(*word)).collect();
                all.extend(words.iter().filter_map(|word| word.parse::<bool>().ok()).map(Value::from));
                json!({"enum": all})
            }
            Shape::Numbers(words) => {
                let numbers = words.iter().filter_map(|word| word.parse::<f64>().ok()).map(Value::from);
                json!({"enum": words.iter().map(|word| Value::from(*word)).chain(numbers).collect::<Vec<_>>()})
            }
            Shape::Flag => json!({"type": "boolean"}),
            Shape::Whole(least) => json!({"type": "integer", "minimum": least, "maximum": u32::MAX}),
            Shape::Between(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
            Shape::AtLeast(least) => json!({"type": "number", "minimum": least}),
            Shape::Number => json!({"type": "number"}),
            Shape::Anything => json!({}),
            Shape::List(of, least) => {
                let mut list = json!({"type": "array", "items": self.shape(*of)});
                if least > 0 {
                    list["minItems"] = json!(least);
                }
                list
            }
            Shape::Keys(mapping) => {
                let property = |key: &'static Key| {
                    let mut value = self.key(key);
                    if !mapping.takes_nothing {
                        not_nullable(&mut value);
                    }
                    (key.name.to_owned(), value)
                };
                self.with_keys(mapping, mapping.keys().map(property).collect())
            }
            Shape::Named(names, of) => self.named(names, self.shape(*of)),
            Shape::Either(shapes) => {
                json!({"anyOf": shapes.iter().map(|shape| self.shape(*shape)).collect::<Vec<_>>()})
            }
        }
    }

    fn with_keys(&self, mapping: &Mapping, properties: Map<String, Value>) -> Value {
        let mut object = json!({
            "type": "object",
            "properties": properties,
            "patternProperties": {OWN_KEYS: true},
            "additionalProperties": false
        });
        let required: Vec<&str> = mapping.keys().filter(|key| key.is_required).map(|key| key.name).collect();
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        let each = |names: &[&str]| names.iter().map(|name| json!({"required": [name]})).collect::<Vec<_>>();
        match mapping.least {
            Least::Nothing => {}
            Least::OneOf(names) => object["anyOf"] = json!(each(names)),
            Least::JustOneOf(names) => object["oneOf"] = json!(each(names)),
        }
        object
    }

    fn named(&self, names: Names, of: Value) -> Value {
        let known = |names: Vec<&str>| {
            let properties: Map<String, Value> = names.into_iter().map(|name| (name.to_owned(), of.clone())).collect();
            json!({
                "type": "object",
                "properties": properties,
                "patternProperties": {OWN_KEYS: true},
                "additionalProperties": false
            })
        };
        match names {
            Names::Of(form) | Names::AnyCase(form) => {
                json!({"type": "object", "propertyNames": of_form(form), "additionalProperties": of})
            }
            Names::Layers(form) => json!({
                "type": "object",
                "propertyNames": of_form(form),
                "patternProperties": {OWN_KEYS: true},
                "additionalProperties": of
            }),
            Names::Rules => known(RULES.iter().map(|rule| rule.as_str()).collect()),
            Names::Checks => {
                known(self.checks.iter().filter(|check| check.never.is_none()).map(|check| check.name).collect())
            }
        }
    }
}

fn of_form(form: &Form) -> Value {
    let mut value =
        json!({"type": "string", "description": form.what, "pattern": form.pattern, "examples": form.examples});
    if form.takes_numbers {
        value["type"] = json!(["string", "number"]);
    }
    let not: Vec<Value> = [Some(EXPRESSION), form.not]
        .into_iter()
        .flatten()
        .map(|not| json!({"type": "string", "pattern": not}))
        .collect();
    value["not"] = json!({"anyOf": not});
    value
}

/// A key without a value counts as absent.
fn nullable(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if let Some(kind) = members.get_mut("type") {
        match kind {
            Value::String(one) => *kind = json!([one, "null"]),
            Value::Array(several) => several.push(Value::from("null")),
            _ => {}
        }
    } else if let Some(Value::Array(all)) = members.get_mut("enum") {
        all.push(Value::Null);
    } else if let Some(Value::Array(all)) = members.get_mut("anyOf") {
        all.push(json!({"type": "null"}));
    }
}

fn not_nullable(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
    }
    if let Some(Value::Array(all)) = members.get_mut("enum") {
        all.retain(|word| !word.is_null());
    }
}
