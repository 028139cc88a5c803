//! Which action a request needs (facts: rights). Requests on slots need the twin with `slots`.

use http::Method;

use super::path::SitePath;

/// The action that a request on a site needs.
pub(super) fn action(method: &Method, path: &SitePath) -> String {
    let scope = match path.slot {
        Some(_) => "Microsoft.Web/sites/slots",
        None => "Microsoft.Web/sites",
    };
    let verb = match method.as_str() {
        "GET" | "HEAD" => "Read",
        "DELETE" => "Delete",
        "POST" => "Action",
        _ => "Write",
    };
    let rest = path.action();
    let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    match &parts[..] {
        [] => format!("{scope}/{verb}"),
        ["slots"] => "Microsoft.Web/sites/slots/Read".to_owned(),
        ["config", _, "list"] => format!("{scope}/config/list/Action"),
        ["config", ..] => format!("{scope}/config/{verb}"),
        ["functions"] | ["functions", _] => format!("{scope}/functions/{verb}"),
        ["functions", _, "keys", _] => format!("{scope}/functions/keys/{verb}"),
        ["functions", _, "listsecrets"] => format!("{scope}/functions/listsecrets/action"),
        ["functions", _, "listkeys"] => format!("{scope}/functions/listkeys/action"),
        ["functions", "admin", "token"] => format!("{scope}/functions/token/read"),
        ["host", "default", "listkeys"] => format!("{scope}/host/listkeys/action"),
        ["host", "default", kind @ ("functionkeys" | "systemkeys"), _] => format!("{scope}/host/{kind}/{verb}"),
        ["host", "default", "masterkey", _] => format!("{scope}/host/masterKey/{verb}"),
        ["deploymentstatus", ..] => format!("{scope}/deploymentStatus/Read"),
        ["extensions", ..] => format!("{scope}/extensions/{verb}"),
        ["host", "default", "sync"] => format!("{scope}/host/sync/action"),
        ["hostruntime", ..] => format!("{scope}/hostruntime/host/action"),
        ["operationresults", _] => format!("{scope}/operationresults/read"),
        ["deployments", ..] => format!("{scope}/deployments/read"),
        ["instances", ..] => format!("{scope}/instances/read"),
        ["providers", "microsoft.authorization", "permissions"] => {
            "Microsoft.Authorization/permissions/read".to_owned()
        }
        ["providers", "microsoft.authorization", "roleassignments"] => {
            "Microsoft.Authorization/roleAssignments/read".to_owned()
        }
        ["providers", "microsoft.insights", "metricdefinitions"] => {
            "Microsoft.Insights/metricDefinitions/read".to_owned()
        }
        ["providers", "microsoft.insights", "metrics"] => "Microsoft.Insights/metrics/read".to_owned(),
        ["basicpublishingcredentialspolicies", what] => {
            format!("{scope}/basicPublishingCredentialsPolicies/{what}/{verb}")
        }
        ["usages"] => format!("{scope}/usages/read"),
        ["hostnamebindings", ..] => format!("{scope}/hostNameBindings/{verb}"),
        [one] => format!("{scope}/{one}/Action"),
        [first, ..] => format!("{scope}/{first}/{verb}"),
    }
}
