//! Garbage collection deletes what nothing needs, and nothing else.

use std::time::Duration;

use rehearsal::default_world::{CONTAINER, STORAGE};
use slot_deploy::record::Explain;
use slot_deploy::store::{Keep, Live};

use super::kit::{Kit, Made, app};

const KEEP: Keep = Keep { last: 1, days: 14 };

async fn days(days: u64) {
    tokio::time::sleep(Duration::from_secs(days * 24 * 3600)).await;
}

fn live(kit: &Kit, made: &Made) -> Live {
    let mut live = Live::default();
    live.setting("production", &format!("{}/releases/{}.zip", kit.store.container(), made.release));
    live.setting("staging", "https://elsewhere.test/app.zip");
    live.setting("beta", "1");
    live
}

/// Three releases that are a month old.
async fn three() -> (Kit, [Made; 3]) {
    let (kit, made) = (Kit::new().await, [app(1), app(2), app(3)]);
    for release in &made {
        kit.upload(release).await.unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    days(30).await;
    (kit.next().await, made)
}

#[tokio::test(start_paused = true)]
async fn what_runs_and_the_last_of_a_repository_stay_and_a_dry_run_deletes_nothing() {
    let (kit, made) = three().await;
    let live = live(&kit, &made[0]);
    let dry = kit.store.collect_garbage(&live, KEEP, true).await.unwrap();
    assert_eq!((dry.unneeded.len(), dry.deleted.len(), kit.names().len()), (1, 0, 3));
    let collected = kit.store.collect_garbage(&live, KEEP, false).await.unwrap();
    assert_eq!(collected.deleted, [kit.store.release_name(&made[1].release)]);
    assert!(kit.content(&made[0]).is_some() && kit.content(&made[1]).is_none() && kit.content(&made[2]).is_some());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_when_it_is_unknown_what_runs() {
    let (kit, made) = three().await;
    let mut live = live(&kit, &made[0]);
    live.unread("the settings of shop-orders are not readable".to_owned());
    let error = kit.store.collect_garbage(&live, KEEP, false).await.unwrap_err();
    assert_eq!((error.code().as_str(), kit.names().len()), ("store-live-unknown", 3));
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_released_again_between_judgement_and_deletion_survives() {
    let (kit, made) = three().await;
    let other = kit.next().await;
    // What the upload of a release that is there does to it: it becomes young.
    other.upload(&made[1]).await.unwrap();
    assert_eq!(other.seam.count("metadata"), 1, "{:?}", other.seam.requests());
    let collected = kit.store.collect_garbage(&live(&kit, &made[0]), KEEP, false).await.unwrap();
    assert_eq!(collected.deleted, [kit.store.release_name(&made[2].release)], "the youngest is the last now");
    let (kit, made) = three().await;
    let name = kit.store.release_name(&made[1].release).to_string();
    kit.seam.before("DELETE", move |world| {
        let mut state = world.state();
        let etag = state.new_etag();
        state.storage.get_mut(STORAGE).unwrap().blob_mut(CONTAINER, &name).unwrap().etag = etag;
    });
    let collected = kit.store.collect_garbage(&live(&kit, &made[0]), KEEP, false).await.unwrap();
    assert_eq!((collected.deleted.len(), collected.changed.len(), kit.names().len()), (0, 1, 3));
}

#[tokio::test(start_paused = true)]
async fn what_a_run_left_behind_is_removed_after_a_day() {
    let (kit, first, second) = (Kit::new().await, app(1), app(2));
    kit.upload(&first).await.unwrap();
    kit.world.state().storage.get_mut(STORAGE).unwrap().network_rules.shut_to_urls = true;
    let stopped = kit.next().await;
    let likely = [kit.store.release_name(&first.release)];
    let ended = stopped.seam.stopping_after(6, stopped.upload_near(&second, &likely)).await;
    assert!(ended.is_none() && kit.names().iter().any(|name| name.starts_with("staging/")), "{:?}", kit.names());
    let live = live(&kit, &first);
    assert!(kit.store.collect_garbage(&live, KEEP, false).await.unwrap().deleted.is_empty());
    days(2).await;
    let kit = kit.next().await;
    assert_eq!(kit.store.collect_garbage(&live, KEEP, false).await.unwrap().deleted.len(), 1);
    assert!(!kit.names().iter().any(|name| name.starts_with("staging/")));
}
