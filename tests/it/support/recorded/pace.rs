//! How fast the real Azure was that day, read from the recordings' own times.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::time::Duration;

use super::{Conversation, Interaction};

/// What the world takes from an upload to the end of a deployment, and for a swap, at a scale of one.
const DEPLOYMENT: f64 = 20.0;
const SWAP: f64 = 48.0;

/// By what factor the world has to be slower, or faster, than it is by itself.
pub fn scale(conversation: &Conversation) -> f64 {
    match conversation.recording.as_str() {
        // These show no time but that of the answers.
        "test_one_deploy_scm" if conversation.file.starts_with("arm") => return 1.25,
        "test_webapp_deployment_source_track_runtimestatus_runtimefailed" => return 2.6,
        "Test_CLI_Deploy_SlotDeployment" => return 10.0,
        // The site's clock was ahead of the one that dates its answers.
        "Test_CLI_Up_Down_FuncApp" => return 0.95,
        // So slow that the gateway did not wait.
        "test_one_deploy_scm" => return 1.5,
        "test_functionapp_cors_credentials" => return 5.0,
        _ => {}
    }
    deployment(conversation).or_else(|| swap(conversation)).unwrap_or(1.0)
}

fn deployment(conversation: &Conversation) -> Option<f64> {
    let upload = conversation.interactions.iter().find(|is| is_upload(&is.uri)).map(Interaction::at);
    let began = upload.or(received(conversation).map(|(_, at)| at))?;
    let ended = conversation.interactions.iter().find_map(|is| time(one(&is.body), "end_time"))?;
    Some((ended - began).as_seconds_f64() / DEPLOYMENT)
}

fn swap(conversation: &Conversation) -> Option<f64> {
    let polls = || conversation.interactions.iter().filter(|is| is.uri.contains("/operationresults/"));
    let asked = conversation.interactions.iter().find(|is| is.uri.contains("/slotsswap"))?.at();
    let going_on = polls().rfind(|poll| poll.status == 202)?.at();
    let done = polls().find(|poll| poll.status == 200)?.at();
    Some(((going_on - asked) + (done - asked)).as_seconds_f64() / 2.0 / SWAP)
}

/// An upload that the recording leaves out: in front of which interaction, and how long.
pub fn left_out_upload(conversation: &Conversation) -> Option<(usize, Duration)> {
    let is_upload =
        |uri: &str| ["/api/zipdeploy", "/api/publish", "/extensions/onedeploy"].iter().any(|path| uri.contains(path));
    if conversation.interactions.iter().any(|interaction| is_upload(&interaction.uri)) {
        return None;
    }
    if conversation.interactions[0].uri.contains("/deploymentStatus/") {
        let seconds = if conversation.recording == "test_one_deploy_scm" { 10 } else { 1 };
        return Some((0, Duration::from_secs(seconds)));
    }
    let (at, began) = received(conversation)?;
    let lag = conversation.interactions[at].at() - began;
    Some((at, Duration::try_from(lag).unwrap_or_default()))
}

fn is_upload(uri: &str) -> bool {
    ["/api/zipdeploy", "/api/publish", "/extensions/onedeploy"].iter().any(|path| uri.contains(path))
}

/// The first sight of a deployment, and when it was received.
fn received(conversation: &Conversation) -> Option<(usize, OffsetDateTime)> {
    let mut all = conversation.interactions.iter().enumerate();
    all.find_map(|(at, interaction)| Some((at, time(one(&interaction.body), "received_time")?)))
}

fn one(body: &Value) -> &Value {
    body.as_array().and_then(|all| all.first()).unwrap_or(body)
}

fn time(body: &Value, name: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(body[name].as_str()?, &Rfc3339).ok()
}
