//! What the platform makes of values that are written to `config/web` (recorded, in the answer to a
//! PATCH that adds a rule of access).

use serde_json::{Value, json};

use crate::state::Side;

/// The priority of the rule that ends every list.
const LAST: u64 = 2_147_483_647;

/// Writes a property of `config/web`.
pub fn write(side: &mut Side, name: &str, value: &Value) {
    match name {
        "autoSwapSlotName" => side.auto_swap = value.as_str().filter(|slot| !slot.is_empty()).map(str::to_owned),
        _ => drop(side.config.web.insert(name.to_owned(), as_kept(name, value))),
    }
}

/// A value as it is kept.
pub fn as_kept(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("ipSecurityRestrictions" | "scmIpSecurityRestrictions", Value::Array(rules)) => json!(access(rules)),
        ("virtualApplications", Value::Array(applications)) => {
            let filled = |application: &Value| {
                let mut application = application.clone();
                if let Some(map) = application.as_object_mut() {
                    map.entry("virtualDirectories").or_insert(Value::Null);
                }
                application
            };
            applications.iter().map(filled).collect()
        }
        _ => value.clone(),
    }
}

/// By priority, and ended by a rule for all the others: who allows some denies the rest.
fn access(rules: &[Value]) -> Vec<Value> {
    let priority = |rule: &Value| rule["priority"].as_u64().unwrap_or(LAST);
    let mut kept: Vec<Value> = rules.iter().filter(|rule| rule["ipAddress"] != "Any").cloned().collect();
    kept.sort_by_key(priority);
    let (action, words) = if kept.is_empty() { ("Allow", "Allow all") } else { ("Deny", "Deny all") };
    kept.push(json!({
        "ipAddress": "Any", "action": action, "priority": LAST, "name": words, "description": format!("{words} access"),
    }));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_allows_some_denies_the_rest() {
        let everyone = json!({"ipAddress": "Any", "action": "Allow", "priority": LAST, "name": "Allow all"});
        let office = json!({"ipAddress": "192.0.2.0/27", "action": "Allow", "priority": 200, "name": "office"});
        let kept = as_kept("ipSecurityRestrictions", &json!([everyone, office]));
        let names: Vec<&Value> = kept.as_array().unwrap().iter().map(|rule| &rule["name"]).collect();
        assert_eq!(names, ["office", "Deny all"]);
        let open = as_kept("ipSecurityRestrictions", &json!([everyone]));
        assert_eq!((open.as_array().unwrap().len(), &open[0]["action"]), (1, &json!("Allow")));
    }
}
