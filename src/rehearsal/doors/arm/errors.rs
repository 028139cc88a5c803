//! The two dialects in which the control plane says no (facts: arm-errors; both recorded).

use serde_json::json;

use crate::doors::{Incoming, Reply};

/// The gateway's dialect.
pub(super) fn gateway(status: u16, code: &str, message: impl AsRef<str>) -> Reply {
    let body = json!({"error": {"code": code, "message": message.as_ref()}});
    Reply::json(status, &body).header("x-ms-failure-cause", "gateway")
}

/// The provider's dialect: names in Pascal case and no wrapper.
pub(super) fn provider(status: u16, code: &str, extended: &str, message: impl AsRef<str>) -> Reply {
    let message = message.as_ref();
    Reply::json(
        status,
        &json!({
            "Code": code,
            "Message": message,
            "Target": null,
            "Details": [
                {"Message": message},
                {"Code": code},
                {"ErrorEntity": {
                    "ExtendedCode": extended, "MessageTemplate": message, "Parameters": [], "Code": code, "Message": message,
                }},
            ],
            "Innererror": null,
        }),
    )
}

/// A part of a request that is not what the provider describes.
pub(super) fn invalid(parameter: &str) -> Reply {
    provider(400, "BadRequest", "51021", format!("The parameter {parameter} has an invalid value."))
}

/// A body that the gateway cannot read: of a write of a resource it is a JSON object.
pub(super) fn unreadable(why: &str) -> Reply {
    let message = format!("The request content was invalid and could not be deserialized: '{why}'.");
    gateway(400, "InvalidRequestContent", message)
}

/// What this world does not do. It says so in its own name, so that it is not taken for an answer of Azure.
pub(super) fn not_simulated(what: impl AsRef<str>) -> Reply {
    let message = format!("The simulated Azure of slot-deploy does not simulate this: {}.", what.as_ref());
    Reply::json(501, &json!({"error": {"code": "NotSimulated", "message": message}}))
}

/// A request that this world has no answer to.
pub(super) fn unknown(incoming: &Incoming) -> Reply {
    not_simulated(format!("{} {}", incoming.method, incoming.path))
}

/// A `$filter` that the resource manager cannot read.
pub(super) fn invalid_filter(filter: &str) -> Reply {
    gateway(400, "InvalidFilterInQueryString", format!("Invalid $filter '{filter}' specified in the query string."))
}

/// A resource that is not there.
pub(super) fn not_found(kind: &str, name: &str, group: &str) -> Reply {
    let message = format!(
        "The Resource 'Microsoft.Web/{kind}/{name}' under resource group '{group}' was not found. For more details please go \
         to https://aka.ms/ARMResourceNotFoundFix"
    );
    gateway(404, "ResourceNotFound", message)
}
