use serde_json::json;

/// Every action that a release needs in some way of releasing (facts: rights).
const ACTIONS: &[&str] = &[
    "Microsoft.Web/sites/Read",
    "Microsoft.Web/sites/slots/Read",
    "Microsoft.Web/sites/config/Read",
    "Microsoft.Web/sites/slots/config/Read",
    "Microsoft.Web/sites/config/list/Action",
    "Microsoft.Web/sites/slots/config/list/Action",
    "Microsoft.Web/sites/slots/config/Write",
    "Microsoft.Web/sites/functions/Read",
    "Microsoft.Web/sites/slots/functions/Read",
    "Microsoft.Web/sites/functions/listkeys/Action",
    "Microsoft.Web/sites/slots/functions/listkeys/Action",
    "Microsoft.Web/sites/host/listkeys/Action",
    "Microsoft.Web/sites/slots/host/listkeys/Action",
    "Microsoft.Web/sites/hostruntime/host/action",
    "Microsoft.Web/sites/slots/hostruntime/host/action",
    "Microsoft.Web/sites/publish/Action",
    "Microsoft.Web/sites/slots/publish/Action",
    "Microsoft.Web/sites/slots/restart/Action",
    "Microsoft.Web/sites/slots/syncfunctiontriggers/Action",
    "Microsoft.Web/sites/slots/slotsswap/Action",
    "Microsoft.Web/sites/slots/applySlotConfig/Action",
    "Microsoft.Web/sites/resetSlotConfig/Action",
    "Microsoft.Web/sites/instances/Read",
    "Microsoft.Web/sites/slots/operationresults/Read",
    "Microsoft.Web/serverfarms/Read",
    "Microsoft.Insights/Metrics/Read",
    "Microsoft.Insights/components/read",
    "Microsoft.Insights/logs/AppRequests/read",
    "Microsoft.Authorization/permissions/read",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/roleDefinitions/read",
    "Microsoft.Resources/subscriptions/resources/read",
];
/// In place of the subscription's id.
const ANY: &str = "00000000-0000-0000-0000-000000000000";

/// The role as `az role definition create` takes it, for a subscription whose id is still to be put in.
pub fn role_definition() -> String {
    let role = json!({
        "Name": "slot-deploy",
        "Description": "Releases function apps through deployment slots",
        "Actions": ACTIONS,
        "AssignableScopes": [format!("/subscriptions/{ANY}")],
    });
    format!("{role:#}\n")
}
