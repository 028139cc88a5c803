//! Whether an answer of the simulated control plane is what the description of Microsoft.Web says, but where a source says
//! something else.

use std::cell::Cell;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::description::Description;
use regex::Regex;
use serde_json::Value;

/// Where the world goes by recordings and not by the description: what is said, and the source.
pub const DEVIATIONS: &[(&str, &str)] = &[
    (
        "^GET …/operationresults: no such operation$",
        "arm_slotsswap_functionapp: where the Location of a swap leads; the description has no word of it",
    ),
    (
        "^PUT /sites/{name}/extensions/onedeploy: status 202 is not described$",
        "arm_onedeploy_put: 202 with a Location; facts: arm-calls",
    ),
    (
        "/syncfunctiontriggers: status 200 is not described$",
        "facts: arm-calls: the description says 204, the service answers 200, and the Azure CLI knows",
    ),
    (
        "^GET /sites/{name}: /properties/functionAppConfig/deployment/storage/(type|authentication/type): ",
        "azd_2026_flex_publish: these two words come in small letters",
    ),
    (
        "^PUT …/onedeploy: no such operation$",
        "facts: arm-calls: the description has no path for slots, the Azure CLI uses one",
    ),
    (
        "/config/configreferences/.*/properties/identityType: ",
        "a word in the description of 2019-08-01 and in what users report, an object in that of 2023-12-01",
    ),
    (
        "^(GET|PUT) …/(authsettingsV2|authsettingsV2/list|list): no such operation$",
        "Microsoft.Web has it since 2020-12-01; the description that is held against here was cut down without it",
    ),
];

/// The patterns of the deviations.
pub fn deviations() -> Vec<Regex> {
    DEVIATIONS.iter().map(|(pattern, _)| Regex::new(&pattern.replace("{name}", r"\{name\}")).unwrap()).collect()
}

/// What the description that is held against here was cut down without.
const CUT_OUT: &[&str] = &["/config/logs", "/hostnamebindings", "/usages", "/keys/"];

thread_local! {
    static IS_OFF: Cell<bool> = const { Cell::new(false) };
}

/// Answers that come on this thread are not held against the description any more. For runs under faults by the thousand: what
/// the world answers in them, it answers in undisturbed runs too, and there it is checked.
pub fn check_no_more_on_this_thread() {
    IS_OFF.set(true);
}

/// Panics when an answer about a site is not as described. Without the description, and about anything else, it says nothing.
pub fn check(method: &str, uri: &str, status: u16, body: &[u8]) {
    static KNOWN: OnceLock<Option<(Description, Vec<Regex>)>> = OnceLock::new();
    if IS_OFF.get() {
        return;
    }
    let path = uri.split('?').next().unwrap();
    let Some(at) = path.to_lowercase().find("/providers/microsoft.web/") else { return };
    let below = path[at + "/providers/microsoft.web/".len()..].to_lowercase();
    let is_here = below.starts_with("sites/") || below.starts_with("serverfarms/");
    // What the front ends of other providers answer, or the app itself, is described elsewhere; what is not simulated, nowhere.
    let elsewhere =
        ["/providers/", "/hostruntime/"].iter().chain(CUT_OUT).any(|part| below.contains(part)) || status == 501;
    // A publish profile is XML.
    if !is_here || !path.contains("/subscriptions/") || elsewhere || below.ends_with("/publishxml") {
        return;
    }
    let known = KNOWN.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/azure/Microsoft.Web/2023-12-01");
        folder.is_dir().then(|| (Description::read(&folder), deviations()))
    });
    let Some((description, deviations)) = known else { return };
    // Front ends answer in HTML for a service that is down; nobody has described that.
    let body: Value = match serde_json::from_slice(body) {
        Ok(body) => body,
        Err(_) if status >= 400 || body.is_empty() => Value::Null,
        Err(error) => panic!("{method} {path}: {status} is not JSON: {error}"),
    };
    let objections = description.objections(method, uri, status, &body);
    let unknown: Vec<&String> =
        objections.iter().filter(|objection| !deviations.iter().any(|known| known.is_match(objection))).collect();
    assert!(unknown.is_empty(), "not as described: {unknown:#?}");
}
