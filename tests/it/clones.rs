//! Worlds are cheap: what they hold is shared until one of them changes it.

use std::time::Instant;

use rehearsal::default_world::{APP, build};
use rehearsal::state::{Effect, File, State};
use rehearsal::{World, WorldOptions};
use time::OffsetDateTime;

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap()
}

fn bytes_at(state: &State, path: &str) -> *const u8 {
    state.app(APP).unwrap().production.moving.content.get(path).unwrap().bytes.as_ptr()
}

#[test]
fn clones_share_content_and_a_change_affects_one_clone_only() {
    let original = build("sim.test", now());
    let mut clone = original.clone();
    assert_eq!(bytes_at(&original, "host.json"), bytes_at(&clone, "host.json"), "the bytes are there once");
    let file = File { bytes: bytes::Bytes::from_static(b"{}"), executable: false, modified: 2 };
    clone.app_mut(APP).unwrap().production.moving.content.put("host.json", file);
    clone.note(now(), Effect::GitHubStatusSet { id: 1, state: "success".to_owned() });
    assert_ne!(bytes_at(&original, "host.json"), bytes_at(&clone, "host.json"));
    assert_eq!(
        bytes_at(&original, "version.json"),
        bytes_at(&clone, "version.json"),
        "what did not change is still shared"
    );
    assert!(original.effects.is_empty());
}

#[tokio::test]
async fn thousands_of_worlds_are_created_from_one_build() {
    let original = build("sim.test", now());
    let (worlds, began) = (2_000, Instant::now());
    for _ in 0..worlds {
        let options = WorldOptions { wall: now(), scale: 1.0, authority: "sim.test".to_owned(), run_apps: false };
        let world = World::new(original.clone(), options);
        assert!(world.state().app(APP).is_some());
    }
    println!("{:.0} worlds a minute", f64::from(worlds) / began.elapsed().as_secs_f64() * 60.0);
}
