//! Every recorded answer of the real services is understood by the struct that reads its call. The recordings lie beside the
//! project and are not part of it.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;
use crate::azure::{Site as ReadSite, Unreadable};

/// Answers that do not fit: the file, the number of the interaction, and why that is right.
const DOES_NOT_FIT: &[(&str, usize, &str)] =
    &[("arm_errors", 5, "a page of a front end and not JSON: it is reported by its text")];

/// Calls that this program does not make, or whose answers it does not read, by the end of their path.
const NOT_READ: &[(&str, &str, &str)] = &[
    ("PUT", "", "it changes no resource by PUT"),
    ("PATCH", "", "it changes no resource by PATCH"),
    ("DELETE", "", "it deletes nothing"),
    ("GET", "/basicPublishingCredentialsPolicies/scm", "publishing credentials are never used"),
    ("GET", "/deploymentStatus/*", "the SCM site itself is asked how a deployment stands"),
    ("GET", "/operationresults/*", "of a running operation only status and `Location` count"),
    ("GET", "/api/settings", "settings are read from the control plane"),
    ("GET", "/", "the answer of an app's own code"),
    ("GET", "/api/httptrigger", "the answer of an app's own code"),
    ("POST", "/resetSlotConfig", "of an action only the status counts"),
    ("POST", "/applySlotConfig", "of an action only the status counts"),
    ("POST", "/slotsswap", "of an action only status and `Location` count"),
    ("POST", "/restart", "of an action only the status counts"),
    ("POST", "/start", "it starts no app"),
    ("POST", "/stop", "it stops no app"),
    ("POST", "/api/publish", "packages are sent to `zipdeploy`"),
    ("POST", "/api/zipdeploy", "the deployment's id is in a header"),
];

fn reads<T: DeserializeOwned>(body: &str) -> Result<(), Unreadable> {
    parse::<T>(body.as_bytes()).map(|_| ())
}

/// Reads the answer as this program reads that call; `None`: it does not read it.
fn read_as(method: &str, path: &str, status: u16, body: &str) -> Option<Result<(), Unreadable>> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    if status >= 400 {
        let said = parse::<Refusal>(body.as_bytes());
        return Some(said.and_then(|said| said.message().map(|_| ()).ok_or_else(|| Unreadable::missing("message"))));
    }
    Some(match (method, &parts[parts.len().saturating_sub(2)..]) {
        ("GET", ["sites" | "slots", _]) => parse::<Site>(body.as_bytes()).and_then(ReadSite::of).map(|_| ()),
        ("GET", ["serverfarms", _]) => reads::<Plan>(body),
        ("GET", [_, "slots" | "instances"]) => reads::<Page<Resource>>(body),
        ("GET", ["config", "web"]) => reads::<SiteConfig>(body),
        ("GET", ["config", "slotConfigNames"]) => reads::<SlotConfigNames>(body),
        ("POST", ["appsettings", "list"]) => reads::<Settings>(body),
        ("POST", ["connectionstrings", "list"]) => reads::<ConnectionStrings>(body),
        ("POST", ["default", "listkeys"]) => reads::<HostKeys>(body),
        ("GET", ["api", "deployments"]) => reads::<Vec<Deployment>>(body),
        ("GET", ["deployments", _]) => reads::<Deployment>(body),
        ("GET", [_, "log"]) => reads::<Vec<LogEntry>>(body),
        _ => return None,
    })
}

fn why_not_read(method: &str, path: &str) -> Option<&'static str> {
    let ends = |end: &str| match end.strip_suffix('*') {
        Some(folder) => path.rsplit_once('/').is_some_and(|(before, _)| format!("{before}/").ends_with(folder)),
        None if end == "/" => path == "/",
        None => path.ends_with(end),
    };
    NOT_READ.iter().find(|(known, end, _)| *known == method && ends(end)).map(|(.., why)| *why)
}

#[test]
fn every_recorded_answer_is_understood_or_listed_with_a_reason() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/azure/wire-captures");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped for want of ../shared: data/azure/wire-captures");
        return;
    };
    let (mut understood, mut wrong, mut used) = (0, Vec::new(), vec![false; DOES_NOT_FIT.len()]);
    let mut paths: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let recording: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for (number, interaction) in recording["interactions"].as_array().unwrap().iter().enumerate() {
            let text = |place: &str| interaction.pointer(place).and_then(Value::as_str).unwrap();
            let url: url::Url = text("/request/uri").parse().unwrap();
            let status = interaction["response"]["status"].as_u64().unwrap() as u16;
            let body = match &interaction["response"]["body"] {
                Value::String(text) => text.clone(),
                json => json.to_string(),
            };
            let at = format!("{file} #{number}: {} {} {status}", text("/request/method"), url.path());
            let listed = DOES_NOT_FIT.iter().position(|(is, which, _)| *is == file && *which == number);
            match (read_as(text("/request/method"), url.path(), status, &body), listed) {
                (Some(Ok(())), None) => understood += 1,
                (Some(Err(_)), Some(entry)) => {
                    used[entry] = true;
                    eprintln!("does not fit: {at}: {}", DOES_NOT_FIT[entry].2);
                }
                (Some(Err(error)), None) => wrong.push(format!("{at}: {error}")),
                (None, None) => match why_not_read(text("/request/method"), url.path()) {
                    Some(why) => eprintln!("not read: {at}: {why}"),
                    None => wrong.push(format!("{at}: neither read nor listed")),
                },
                (_, Some(_)) => wrong.push(format!("{at}: fits although it is listed")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n"));
    assert!(used.iter().all(|used| *used), "an entry of the list fits although it is listed");
    assert!(understood > 40, "only {understood} answers");
    eprintln!("{understood} recorded answers are understood");
}
