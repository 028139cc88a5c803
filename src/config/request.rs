use http::{HeaderName, HeaderValue, Method};

use super::keys::{AUTH, FUNCTION_KEY, REQUEST};
use super::node::Node;
use super::own_header::may_be_set;
use super::place::Place;
use super::problems::Report;
use super::read::Keys;
use super::{Auth, RequestSpec, Template};
use crate::names::{FunctionName, NameError};
use crate::record::{brief, is_invisible};

const METHODS: [(&str, &Method); 7] = [
    ("GET", &Method::GET),
    ("HEAD", &Method::HEAD),
    ("OPTIONS", &Method::OPTIONS),
    ("POST", &Method::POST),
    ("PUT", &Method::PUT),
    ("PATCH", &Method::PATCH),
    ("DELETE", &Method::DELETE),
];

/// The request of a check.
pub(super) struct Request {
    pub spec: RequestSpec,
    pub allows_mutation: bool,
    /// Where the method stands.
    pub method_place: Place,
}

/// Reads `request:`.
pub(super) fn read(node: &Node, report: &mut Report) -> Request {
    let keys = Keys::of(node, REQUEST.what, &REQUEST.names(), report);
    let method_node = keys.get("method");
    let method = method_node.and_then(|node| report.choice(node, "`method`", &METHODS).cloned());
    let path = keys.required("path", "`request`", report).and_then(|node| read_path(node, report));
    let mut headers = Vec::new();
    for (key, node) in keys.get("headers").map(|node| report.entries(node, "`headers`")).unwrap_or_default() {
        let name = read_header_name(&key.text, node, report).filter(|name| may_be_set(name, node, report));
        let value = read_header_value(&key.text, node, report);
        headers.extend(name.zip(value));
    }
    let body = keys.get("body").and_then(|node| report.json(node, "`body`"));
    let auth = keys.get("auth").and_then(|node| read_auth(node, report));
    let allows = keys.get("allow_mutation").and_then(|node| report.flag(node, "`allow_mutation`"));
    // Without a path there is a problem, and nothing is asked.
    let path = path.unwrap_or_else(|| Template::text("/"));
    Request {
        spec: RequestSpec { method: method.unwrap_or(Method::GET), path, headers, body, auth },
        allows_mutation: allows.unwrap_or(false),
        method_place: method_node.unwrap_or(node).place,
    }
}

/// A path on the app's own host; never a URL.
fn read_path(node: &Node, report: &mut Report) -> Option<Template> {
    let text = report.text(node, "`path`")?;
    let shown = brief(text);
    let says = if !text.starts_with('/') {
        format!("`{shown}` is not a path: it begins with `/` and is asked of the app's own host")
    } else if text.starts_with("//") || text.contains('\\') {
        format!("`{shown}` is not a path: it begins with one `/` and has no `\\`")
    } else if text.chars().any(is_invisible) {
        format!("`{shown}` is not a path: it holds a character that is not seen (shown as `·`)")
    } else {
        return report.template(node, "`path`");
    };
    report.wrong(node.place, says);
    None
}

fn read_header_value(name: &str, node: &Node, report: &mut Report) -> Option<Template> {
    let what = format!("the header `{}`", brief(name));
    let text = report.text(node, &what)?;
    if HeaderValue::from_bytes(text.as_bytes()).is_err() {
        let says = format!("{what} holds a line break or another control character, which no header can");
        report.wrong(node.place, says);
        return None;
    }
    report.template(node, &what)
}

fn read_auth(node: &Node, report: &mut Report) -> Option<Auth> {
    let keys = Keys::of(node, "`auth`", &AUTH.names(), report);
    match (keys.get("function_key"), keys.get("host_key"), keys.get("entra")) {
        (Some(node), None, None) => {
            let keys = Keys::of(node, "`function_key`", &FUNCTION_KEY.names(), report);
            let function = keys.required("function", "`function_key`", report);
            let function = function.and_then(|node| read_function(node, report));
            let name = keys.get("name").map(|node| read_key_name(node, "`name`", report));
            Some(Auth::FunctionKey { function: function?, name: name.unwrap_or_else(|| Some("default".to_owned()))? })
        }
        (None, Some(node), None) => Some(Auth::HostKey { name: read_key_name(node, "`host_key`", report)? }),
        (None, None, Some(node)) => read_scope(node, report).map(|scope| Auth::Entra { scope }),
        _ => {
            report.contradiction(node.place, "`auth` takes exactly one of `function_key`, `host_key` and `entra`");
            None
        }
    }
}

fn read_function(node: &Node, report: &mut Report) -> Option<FunctionName> {
    let text = report.text(node, "`function`")?;
    text.parse().map_err(|error: NameError| report.wrong(node.place, error.to_string())).ok()
}

/// Azure's names of keys are short.
const LONGEST_KEY_NAME: usize = 128;

fn read_key_name(node: &Node, what: &str, report: &mut Report) -> Option<String> {
    let text = report.text(node, what)?;
    let is_plain = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    if text.trim() != text || text.is_empty() || text.len() > LONGEST_KEY_NAME || !text.chars().all(is_plain) {
        report.wrong(node.place, format!("{what}, `{}`, is not the name of a key", brief(text)));
        return None;
    }
    Some(text.to_owned())
}

/// A scope of the app's own registration. A token for Azure itself would be sent to the app under test, and so would one that
/// Entra takes as proof of an identity: the audience of federated credentials.
fn read_scope(node: &Node, report: &mut Report) -> Option<String> {
    let text = report.text(node, "`entra`")?;
    let registration = text.strip_prefix("api://").and_then(|rest| rest.strip_suffix("/.default"));
    let is_own = |name: &str| {
        // White space would separate this scope from another one.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:".contains(c);
        !name.is_empty() && name.chars().all(is_plain) && !name.to_lowercase().starts_with("azureadtokenexchange")
    };
    if registration.is_some_and(is_own) {
        return Some(text.to_owned());
    }
    let says = format!(
        "`{}` is refused: a probe may ask for a token of the app's own registration only, `api://…/.default`",
        brief(text)
    );
    report.wrong(node.place, says);
    None
}

/// The name of a header, in a request or an answer.
pub(super) fn read_header_name(name: &str, node: &Node, report: &mut Report) -> Option<HeaderName> {
    let parsed = name.parse::<HeaderName>();
    if parsed.is_err() {
        report.contradiction(node.place, format!("`{}` is not a header name", brief(name)));
    }
    parsed.ok()
}
