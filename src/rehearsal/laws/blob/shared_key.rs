//! Requests signed with an account's key (REST reference, "Authorize with Shared Key").

use http::HeaderMap;

use super::sign;

/// The headers that are signed with their values only, in this order.
const PLAIN: [&str; 11] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// A request, as far as it is signed.
pub struct Signed<'a> {
    /// The method.
    pub method: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The path as it was sent.
    pub path: &'a str,
    /// The query, undecoded.
    pub query: &'a str,
}

/// Whether one of the keys made this signature. `account` is the name that the client signs with.
pub fn verify(keys: &[String], account: &str, request: &Signed<'_>, signature: &str) -> bool {
    let texts = [request.text(account, plain_order), request.text(account, cultural_order)];
    keys.iter().any(|key| texts.iter().any(|text| sign(key, text) == signature))
}

impl Signed<'_> {
    fn text(&self, account: &str, order: fn(&str) -> String) -> String {
        let value = |name: &str| self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut text = format!("{}\n", self.method);
        for name in PLAIN {
            let value = match (name, value(name)) {
                ("content-length", "0") => "",
                // Of two dates only the other one counts.
                ("date", _) if self.headers.contains_key("x-ms-date") => "",
                (_, value) => value,
            };
            text.push_str(value);
            text.push('\n');
        }
        let mut own: Vec<&str> = self.headers.keys().map(|name| name.as_str()).collect();
        own.retain(|name| name.starts_with("x-ms-"));
        own.sort_by_key(|name| order(name));
        for name in own {
            text.push_str(&format!("{name}:{}\n", value(name).trim()));
        }
        text.push_str(&format!("/{account}{}", self.path));
        let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(self.query.replace('+', "%2B").as_bytes())
            .map(|(name, value)| (name.to_lowercase(), value.into_owned()))
            .collect();
        pairs.sort();
        for (name, value) in pairs {
            text.push_str(&format!("\n{name}:{value}"));
        }
        text
    }
}

fn plain_order(name: &str) -> String {
    name.to_owned()
}

/// Microsoft's clients emulate the service's cultural order: hyphens count last, underscores before digits.
fn cultural_order(name: &str) -> String {
    name.replace('-', "").replace('_', "!")
}
