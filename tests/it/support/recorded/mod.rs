//! Recorded conversations with the real Azure, replayed against the simulated one.
//!
//! A file holds pieces of several recordings; what follows each other and comes from one recording is one
//! conversation, and has a world of its own.

mod arrange;
mod left_out;
mod names;
mod pace;
mod replay;
mod shape;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

pub use names::renamed;
pub use replay::{call, replay};

/// One request and what the real Azure answered.
#[derive(Debug, Clone)]
pub struct Interaction {
    /// Its number in the file.
    pub number: usize,
    /// Its number in the recording that it was taken from.
    pub index: u64,
    pub method: String,
    pub uri: String,
    pub sent: Value,
    pub status: u16,
    /// By name in lower case; the first value of each.
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

impl Interaction {
    /// When it was answered.
    pub fn at(&self) -> OffsetDateTime {
        let date = self.headers["date"].replace("GMT", "+0000");
        OffsetDateTime::parse(&date, &Rfc2822).unwrap()
    }
}

/// What one client and Azure said to each other.
#[derive(Debug, Clone)]
pub struct Conversation {
    pub file: String,
    /// The upstream recording.
    pub recording: String,
    pub interactions: Vec<Interaction>,
}

/// All conversations of all files, in order.
pub fn conversations(folder: &Path) -> Vec<Conversation> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all: Vec<Conversation> = Vec::new();
    for path in files {
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for (number, interaction) in json["interactions"].as_array().unwrap().iter().enumerate() {
            let recording = interaction["recording"].as_str().unwrap().trim_end_matches(".yaml").to_owned();
            if all.last().is_none_or(|last| last.file != file || last.recording != recording) {
                all.push(Conversation { file: file.clone(), recording, interactions: Vec::new() });
            }
            all.last_mut().unwrap().interactions.push(read(number, interaction));
        }
    }
    all
}

fn read(number: usize, json: &Value) -> Interaction {
    let (request, response) = (&json["request"], &json["response"]);
    let headers = response["headers"].as_object().unwrap();
    Interaction {
        number,
        index: json["index"].as_u64().unwrap(),
        method: request["method"].as_str().unwrap().to_owned(),
        // The recorder wrote `mock-deployment` over `latest`.
        uri: request["uri"].as_str().unwrap().replace("mock-deployment", "latest"),
        sent: request["body"].clone(),
        status: u16::try_from(response["status"].as_u64().unwrap()).unwrap(),
        headers: headers
            .iter()
            .map(|(name, values)| (name.to_lowercase(), values[0].as_str().unwrap_or_default().to_owned()))
            .collect(),
        body: response["body"].clone(),
    }
}
