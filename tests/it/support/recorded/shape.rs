//! What counts as the same answer: names, types, null or not, and words; not ids, times and places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// Fields whose text is a place, an address or a measure of the real Azure; only their type is compared.
const PLACES: &[&str] = &[
    "webSpace",
    "selfLink",
    "ftpsHostName",
    "homeStamp",
    "mdmId",
    "subscription",
    "customDomainVerificationId",
    "inboundIpAddress",
    "possibleInboundIpAddresses",
    "outboundIpAddresses",
    "possibleOutboundIpAddresses",
    "inboundIpv6Address",
    "possibleInboundIpv6Addresses",
    "outboundIpv6Addresses",
    "possibleOutboundIpv6Addresses",
    "eligibleLogCategories",
    "machineName",
    "publishingUsername",
    "masterKey",
    "default",
    "tenantId",
    "principalId",
];

/// Numbers and truths that are words in disguise; of all others only the type is compared.
const TELLING: &[&str] = &[
    "status",
    "complete",
    "active",
    "is_temp",
    "is_readonly",
    "allow",
    "enabled",
    "reserved",
    "capacity",
    "numberOfInstancesInProgress",
    "numberOfInstancesSuccessful",
    "numberOfInstancesFailed",
    "remoteBuild",
    "maximumNumberOfWorkers",
    "workerSizeId",
    "elasticScaleEnabled",
    "isXenon",
    "hyperV",
];

/// Which of the world's ids stands for which recorded one.
pub type Ids = BTreeMap<String, String>;

/// What differs between two answers, as `path: what`.
pub fn differences(recorded: &Value, answered: &Value, ids: &mut Ids) -> Vec<String> {
    let mut found = Vec::new();
    compare("", "", recorded, answered, ids, &mut found);
    found
}

fn compare(path: &str, name: &str, recorded: &Value, answered: &Value, ids: &mut Ids, found: &mut Vec<String>) {
    let mut say = |what: String| found.push(format!("{}: {what}", path.trim_start_matches('.')));
    match (recorded, answered) {
        (Value::Object(recorded), Value::Object(answered)) => {
            for name in recorded.keys().filter(|name| !answered.contains_key(*name)) {
                found.push(format!("{}: missing", format!("{path}.{name}").trim_start_matches('.')));
            }
            for name in answered.keys().filter(|name| !recorded.contains_key(*name)) {
                found.push(format!("{}: not recorded", format!("{path}.{name}").trim_start_matches('.')));
            }
            for (name, recorded) in recorded {
                if let Some(answered) = answered.get(name) {
                    compare(&format!("{path}.{name}"), name, recorded, answered, ids, found);
                }
            }
        }
        (Value::Array(recorded), Value::Array(answered)) => {
            if recorded.len() != answered.len() {
                say(format!("{} items, recorded {}", answered.len(), recorded.len()));
            }
            for (recorded, answered) in paired(recorded, answered) {
                compare(&format!("{path}[]"), name, recorded, answered, ids, found);
            }
        }
        (Value::String(recorded), Value::String(answered)) => {
            let (recorded, answered) = match name {
                // Some versions call a deployment by its id here, others by the word that was asked for.
                "url" | "log_url" => (&called_latest(recorded), &called_latest(answered)),
                _ => (recorded, answered),
            };
            if !PLACES.contains(&name) && !same_text(recorded, answered, ids) {
                say(format!("\"{}\", recorded \"{}\"", abstracted(answered), abstracted(recorded)));
            }
        }
        (Value::Number(_), Value::Number(_)) | (Value::Bool(_), Value::Bool(_)) => {
            if TELLING.contains(&name) && recorded != answered {
                say(format!("{answered}, recorded {recorded}"));
            }
        }
        (Value::Null, Value::Null) => {}
        _ => say(format!("{}, recorded {}", kind(answered), kind(recorded))),
    }
}

/// Things that have names are compared by them, since no order of a list is promised; all others by their place.
fn paired<'a>(recorded: &'a [Value], answered: &'a [Value]) -> Vec<(&'a Value, &'a Value)> {
    let names = |all: &[Value]| -> Option<BTreeSet<String>> {
        all.iter().map(|one| Some(one["name"].as_str()?.to_owned())).collect()
    };
    match names(recorded).zip(names(answered)) {
        Some((of, is)) if of == is => {
            let named = |name: &Value| answered.iter().find(|one| one["name"] == *name);
            recorded.iter().filter_map(|one| Some((one, named(&one["name"])?))).collect()
        }
        _ => recorded.iter().zip(answered).collect(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn called_latest(url: &str) -> String {
    static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new("/api/deployments/[^/]+").unwrap());
    ID.replace(url, "/api/deployments/latest").into_owned()
}

/// Whether two texts say the same, when each recorded id always stands for the same one of the world.
pub fn same_text(recorded: &str, answered: &str, ids: &mut Ids) -> bool {
    if abstracted(recorded) != abstracted(answered) {
        return false;
    }
    let all = |text: &str| -> Vec<String> { id().find_iter(text).map(|found| found.as_str().to_owned()).collect() };
    let mut pairs = all(recorded).into_iter().zip(all(answered));
    pairs.all(|(recorded, answered)| ids.entry(recorded).or_insert_with(|| answered.clone()) == &answered)
}

fn id() -> &'static Regex {
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("temp-[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}").unwrap()
    });
    &ID
}

/// Text without its ids, times and signatures.
pub fn abstracted(text: &str) -> String {
    static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            ("temp-[0-9a-f]{8}", "(temporary id)"),
            ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(guid)"),
            ("<?64-(hex|HEX)>?|[0-9a-f]{64}", "(64 hex)"),
            ("[0-9a-f]{32}", "(32 hex)"),
            // The beginning of an id, in a message.
            ("'[0-9a-f]{8}-?[0-9a-f]{1,2}'", "'(id)'"),
            ("__[0-9a-f]{4}$", "__(4 hex)"),
            (r"\d{4}-\d\d-\d\d[T_]\d\d[:-]\d\d[:-]\d\d(\.\d{1,7})?", "(time)"),
            ("&t=[^&]*&c=[^&]*&s=[^&]*&h=[^&]*", "(signature)"),
        ]
        .map(|(pattern, by)| (Regex::new(pattern).unwrap(), by))
        .into()
    });
    RULES.iter().fold(text.to_owned(), |text, (rule, by)| rule.replace_all(&text, *by).into_owned())
}
