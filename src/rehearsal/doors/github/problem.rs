use serde_json::{Value, json};

use crate::doors::{Incoming, Reply};

const DOCUMENTATION: &str = "https://docs.github.com/rest";

fn body(status: u16, message: &str, page: &str) -> Value {
    json!({"message": message, "documentation_url": format!("{DOCUMENTATION}{page}"), "status": status.to_string()})
}

/// An error with nothing but words; `page` is the part of the documentation it names.
pub(super) fn plain(status: u16, message: &str, page: &str) -> Reply {
    Reply::json(status, &body(status, message, page))
}

/// What GitHub has and this world has not; a 404 would say that it is not there.
pub(super) fn not_simulated(incoming: &Incoming) -> Reply {
    let message =
        format!("The simulated GitHub of slot-deploy does not simulate this: {} {}.", incoming.method, incoming.path);
    Reply::json(501, &json!({"message": message, "status": "501"}))
}

/// An error with a list of what is wrong.
pub(super) fn with_errors(status: u16, message: &str, errors: Vec<Value>, page: &str) -> Reply {
    let mut body = body(status, message, page);
    body["errors"] = json!(errors);
    Reply::json(status, &body)
}

/// A value that does not pass: which field of which resource, and why.
pub(super) fn invalid(resource: &str, field: &str, code: &str, message: &str, page: &str) -> Reply {
    let error = json!({"resource": resource, "field": field, "code": code, "message": message});
    with_errors(422, "Validation Failed", vec![error], page)
}

/// A field that has to be there is not.
pub(super) fn missing(field: &str, page: &str) -> Reply {
    plain(422, &format!("Invalid request.\n\n\"{field}\" wasn't supplied."), page)
}

/// The body is no JSON.
pub(super) fn not_json(page: &str) -> Reply {
    plain(400, "Problems parsing JSON", page)
}
