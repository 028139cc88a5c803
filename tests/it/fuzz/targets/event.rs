use slot_deploy::runner::{Environment, Event};

use super::Folder;

/// The event's payload. A pull request whose head repository is not ours is from a fork.
pub fn run(data: &[u8]) {
    let folder = Folder::new();
    let path = folder.file("event.json", data);
    let environment = Environment::of([
        ("GITHUB_EVENT_PATH".to_owned(), path.display().to_string()),
        ("GITHUB_REPOSITORY".to_owned(), "contoso/shop".to_owned()),
    ]);
    let event = Event::read(&environment);
    let Some(pull) = event.pull_request else { return };
    let payload: serde_json::Value = serde_json::from_slice(data).expect("a pull request was read from it");
    let head = payload["pull_request"]["head"]["repo"]["full_name"].as_str().unwrap_or_default();
    assert_eq!(pull.from_fork, !head.eq_ignore_ascii_case("contoso/shop"));
}
