//! What happened between the interactions that a file keeps: each line stands for requests of the upstream recording
//! that the file leaves out.

use bytes::Bytes;
use rehearsal::World;
use rehearsal::faults::{Fault, What, Where};
use rehearsal::laws::zip_deploy::Sent;
use rehearsal::state::{Place, State, StickyNames, SwapStatus};
use serde_json::json;

use super::arrange::found;
use super::replay::package;
use super::{Conversation, Interaction};

/// Before the first interaction.
pub fn at_first(recording: &str, state: &mut State, place: &Place) {
    let pairs =
        |all: &[(&str, &str)]| all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    match recording {
        // Production's settings were written, and one of them made sticky.
        "test_webapp_slot_swap" => {
            let app = state.app_mut(&place.app).unwrap();
            app.production.settings = pairs(&[("WEBSITE_NODE_DEFAULT_VERSION", "~16"), ("s1", "prod")]);
            let s1 = vec!["s1".to_owned()];
            app.sticky = Some(StickyNames { app_settings: s1, ..StickyNames::default() });
            // The app was made for an old stack.
            let documents = [
                "Default.htm",
                "Default.html",
                "Default.asp",
                "index.htm",
                "index.html",
                "iisstart.htm",
                "default.aspx",
                "index.php",
                "hostingstart.html",
            ];
            app.production.config.web = [
                ("defaultDocuments", json!(documents)),
                ("netFrameworkVersion", json!("v4.0")),
                ("phpVersion", json!("5.6")),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
        }
        // Its slots were swapped with each other, and one with production before.
        "test_webapp_slot" => {
            let app = state.app_mut(&place.app).unwrap();
            let names: Vec<String> = app.slots.keys().rev().cloned().collect();
            let last =
                SwapStatus { at: app.production.modified, source: names[0].clone(), destination: names[1].clone() };
            app.slots.get_mut(&names[1]).unwrap().moving.deployment_id = app.name.clone();
            app.slots.values_mut().for_each(|slot| slot.swap_status = Some(last.clone()));
        }
        // The service that is polled was away for a moment.
        "test_webapp_deleted_restore_to_non_existent_site" => {
            let what = What::Status { status: 503, body: None, content_type: None, retry_after: None };
            state.faults.push(Fault::new(Where::service("arm").path("/operationresults/"), what).times(1));
        }
        // The key was set before.
        "test_functionapp_keys_set" => {
            let keys = &mut state.side_mut(place).unwrap().keys.functions;
            keys.insert("keyname1".to_owned(), "keyvalue1".to_owned());
        }
        _ => {}
    }
}

/// In front of one interaction.
pub fn before(recording: &str, interaction: &Interaction, world: &World, place: &Place) {
    // FOO was written to the slot.
    if (recording, interaction.index) == ("test_functionapp_slot_swap", 36) {
        let mut state = world.state();
        let app = state.app_mut(&place.app).unwrap();
        for side in app.slots.values_mut() {
            side.settings.insert("FOO".to_owned(), "BAR".to_owned());
        }
    }
}

/// The package that was sent, and what was said with it.
pub fn upload(conversation: &Conversation) -> (Bytes, Sent) {
    let package = match conversation.recording.as_str() {
        "test_webapp_deployment_source_track_runtimestatus_buildfailed" => Bytes::from_static(b"no zip"),
        "test_webapp_deployment_source_track_runtimestatus_runtimefailed" => does_not_start(),
        _ => package(),
    };
    let text = |name: &str, otherwise: &str| {
        found(conversation, &format!("\"{name}\":\"([^\"]+)\"")).unwrap_or_else(|| otherwise.to_owned())
    };
    let sent = Sent {
        deployer: text("deployer", "Push-Deployer"),
        message: "Created via a push deployment".to_owned(),
        author: text("author", "N/A"),
        ..Sent::default()
    };
    (package, sent)
}

fn does_not_start() -> Bytes {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("scripted.json", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(br#"{"startup_error":"exit 1"}"#).unwrap();
    Bytes::from(zip.finish().unwrap().into_inner())
}
