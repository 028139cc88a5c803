use serde_json::{Value, json};

/// How a role assignment is shown (docs: Role Assignments, 2022-04-01).
pub(super) fn assigned(scope: &str, name: &str, role: &str, [principal, kind]: [&str; 2]) -> Value {
    json!({
        "properties": {
            "roleDefinitionId": role, "principalId": principal, "principalType": kind, "scope": scope, "condition": null,
            "conditionVersion": null,
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "type": "Microsoft.Authorization/roleAssignments", "name": name,
    })
}
