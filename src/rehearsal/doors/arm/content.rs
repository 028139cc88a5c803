//! What the gateway looks at in the body of a write before the provider sees it (facts: arm-errors, the gateway's dialect; Microsoft
//! Learn, "Common deployment errors", `InvalidRequestContent`).

use serde_json::Value;

use super::errors;
use super::path::Resource;
use crate::doors::{Incoming, Reply};

/// Why a PUT or PATCH goes no further: its body is no JSON object. A site or slot is not written without any.
pub(super) fn refused(incoming: &Incoming, resource: &Resource) -> Option<Reply> {
    if !matches!(incoming.method.as_str(), "PUT" | "PATCH") {
        return None;
    }
    let is_site = matches!(resource, Resource::Site(path) if path.rest.is_empty());
    if incoming.body.is_empty() && !is_site {
        return None;
    }
    match serde_json::from_slice::<Value>(&incoming.body) {
        Ok(Value::Object(_)) => None,
        Ok(_) => Some(errors::unreadable("The content is no JSON object")),
        Err(error) => Some(errors::unreadable(&format!("The content is no JSON: {error}"))),
    }
}
