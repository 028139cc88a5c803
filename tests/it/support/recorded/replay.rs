//! A conversation is held again, with the world in the place of Azure.

use std::io::Write;

use bytes::Bytes;
use serde_json::Value;

use super::arrange::Stage;
use super::shape::{Ids, differences, same_text};
use super::{Conversation, Interaction};
use crate::support::plain_client::{PlainClient, Reply};

/// Headers that say nothing about the service: about the connection, the moment, or which of several gateways answered.
const OF_THE_WAY: &[&str] = &[
    "date",
    "content-length",
    "transfer-encoding",
    "vary",
    "cache-control",
    "pragma",
    "expires",
    "strict-transport-security",
    "x-content-type-options",
    "x-ms-operation-identifier",
    "request-context",
    "x-ms-original-request-ids",
    "x-ms-correlation-id",
];

/// Headers that no answer may have which the recordings do not.
const TELLING: &[&str] = &[
    "location",
    "retry-after",
    "retryafter",
    "azure-asyncoperation",
    "scm-deployment-id",
    "x-ms-failure-cause",
    "etag",
];

/// One exchange of a replay.
pub struct Exchange {
    /// The method and the path without names.
    pub request: String,
    /// What differs, as `status: …`, `header …` or the path in the body.
    pub differences: Vec<String>,
    pub method: String,
    pub uri: String,
    pub status: u16,
    pub body: Value,
}

/// Holds a conversation again; `later` says of a call which telling headers only newer recordings have.
pub async fn replay(conversation: &Conversation, later: impl Fn(&str, &str) -> bool) -> Vec<Exchange> {
    let mut stage = Stage::of(conversation);
    let client = PlainClient::of(&stage.world).await;
    let lead_in = stage.lead_in();
    let began = stage.world.clock().now() + lead_in - conversation.interactions[0].at();
    let mut exchanges = Vec::new();
    for (at, interaction) in conversation.interactions.iter().enumerate() {
        stage.before(at, interaction.at() + began).await;
        // The recorder wrote over the signatures; the world signs with other words and looks at none.
        let unsigned = interaction.uri.replace(['<', '>'], "");
        let uri = stage.ids.iter().fold(unsigned, |uri, (old, new)| uri.replace(old, new));
        let reply = client.send(&interaction.method, &addressed(&uri), body_of(interaction)).await;
        exchanges.push(compared(interaction, &uri, &reply, &mut stage.ids, &later));
    }
    exchanges
}

/// The world finds apps and SCM sites below a path of its own.
fn addressed(uri: &str) -> String {
    let rest = uri.strip_prefix("https://").unwrap();
    let host = rest.split(['/', '?']).next().unwrap();
    match (host.starts_with("management."), host.contains(".scm.")) {
        (true, _) => uri.to_owned(),
        (_, true) => format!("/scm/{rest}"),
        (_, false) => format!("/site/{rest}"),
    }
}

fn body_of(interaction: &Interaction) -> Bytes {
    match &interaction.sent {
        Value::Null => Bytes::new(),
        Value::String(text) if text.starts_with("<zip bytes") => package(),
        Value::String(text) => Bytes::from(text.clone()),
        json => Bytes::from(json.to_string()),
    }
}

/// Some package; what the recorded ones held is not known.
pub fn package() -> Bytes {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("host.json", r#"{"version":"2.0"}"#),
        (
            "httptrigger/function.json",
            r#"{"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous"}]}"#,
        ),
        (
            "scripted.json",
            r#"{"answers":{"GET /api/httptrigger":{"status":200,"body":"This HTTP triggered function executed successfully. Pass a name in the query string or in the request body for a personalized response."}}}"#,
        ),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    Bytes::from(zip.finish().unwrap().into_inner())
}

fn compared(
    interaction: &Interaction,
    uri: &str,
    reply: &Reply,
    ids: &mut Ids,
    later: &impl Fn(&str, &str) -> bool,
) -> Exchange {
    let request = call(interaction);
    let mut found = Vec::new();
    if reply.status != interaction.status {
        found.push(format!("status: {}, recorded {}", reply.status, interaction.status));
    }
    // ARM writes its server's name on some answers only; of SCM sites it tells the system.
    let arm = interaction.uri.starts_with("https://management.");
    let compared = |name: &&String| !(OF_THE_WAY.contains(&name.as_str()) || arm && *name == "server");
    for (name, value) in interaction.headers.iter().filter(|(name, _)| compared(name)) {
        match reply.header(name) {
            None => found.push(format!("header {name}: missing")),
            Some(answered)
                if ["location", "content-type", "server", "retry-after", "retryafter"].contains(&name.as_str()) =>
            {
                let answered = answered.to_owned();
                if !same_text(value, &answered, ids) {
                    found.push(format!("value of {name}: \"{answered}\", recorded \"{value}\""));
                }
            }
            Some(_) => {
                let answered = reply.header(name).unwrap().to_owned();
                if name == "scm-deployment-id" {
                    ids.insert(value.clone(), answered);
                }
            }
        }
    }
    for name in TELLING.iter().filter(|name| reply.header(name).is_some() && !interaction.headers.contains_key(**name))
    {
        if !later(&format!("{} {request}", interaction.status), name) {
            found.push(format!("header {name}: not recorded"));
        }
    }
    let answered = match serde_json::from_slice(&reply.body) {
        Ok(json) => json,
        Err(_) if reply.body.is_empty() => Value::Null,
        Err(_) => Value::String(String::from_utf8_lossy(&reply.body).into_owned()),
    };
    if reply.status == interaction.status {
        found.extend(differences(&interaction.body, &answered, ids));
    }
    Exchange {
        request,
        differences: found,
        method: interaction.method.clone(),
        uri: uri.to_owned(),
        status: reply.status,
        body: answered,
    }
}

/// The method and the path of a request, without names and ids.
pub fn call(interaction: &Interaction) -> String {
    let path = interaction.uri.split('?').next().unwrap();
    let segments: Vec<&str> = path.split('/').skip(3).collect();
    let mut shown: Vec<String> = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let named = at > 0
            && [
                "subscriptions",
                "resourceGroups",
                "sites",
                "slots",
                "serverfarms",
                "operationresults",
                "deploymentStatus",
                "functionKeys",
                "staticSites",
            ]
            .contains(&segments[at - 1]);
        let is_id = segment.len() >= 32 && segment.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        shown.push(if named || is_id { "*".to_owned() } else { (*segment).to_owned() });
    }
    let path = shown.join("/");
    let path = path.replace("subscriptions/*/resourceGroups/*/providers/Microsoft.Web/", "");
    let side = match (path.contains("api/"), interaction.uri.contains(".scm.")) {
        (_, true) => "scm/",
        _ => "",
    };
    format!("{} {side}{path}", interaction.method)
}
