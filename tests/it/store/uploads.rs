//! A release in the store: what is sent, what is reused, and what is there in the end.

use rehearsal::default_world::{CONTAINER, STORAGE};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Pieces;
use slot_deploy::record::Explain;
use slot_deploy::store::Way;

use super::kit::{Kit, Made, app, delete};
use crate::support::status;

/// What happens to writes.
fn fault(what: What) -> Fault {
    Fault::new(Where::service("blob").method("PUT"), what)
}

#[tokio::test(start_paused = true)]
async fn a_first_release_is_sent_block_by_block_and_becomes_visible_once() {
    let (kit, first) = (Kit::new().await, app(1));
    let uploaded = kit.upload(&first).await.unwrap();
    assert_eq!(
        (uploaded.way, uploaded.uploaded_bytes, uploaded.reused_bytes),
        (Way::Sent, first.bytes.len() as u64, 0)
    );
    assert_eq!(kit.content(&first).unwrap(), first.bytes);
    assert_eq!(
        (kit.written("releases/"), kit.seam.count(" block")),
        (1, first.blocks.len() + 3),
        "{:?}",
        kit.seam.requests()
    );
    let state = kit.world.state();
    let blob = state.storage[STORAGE].blob(CONTAINER, kit.store.release_name(&first.release).as_str()).unwrap();
    assert_eq!(blob.headers.content_type.as_deref(), Some("application/zip"));
    assert_eq!(blob.metadata["repository"], "contoso/shop");
    assert!(uploaded.url.path().ends_with(&format!("/{CONTAINER}/releases/{}.zip", first.release)));
}

#[tokio::test(start_paused = true)]
async fn a_code_change_uploads_the_code_and_the_service_reads_the_rest_out_of_the_former_release() {
    let (kit, first, second) = (Kit::new().await, app(1), app(2).without(4));
    kit.upload(&first).await.unwrap();
    kit.seam.clear();
    let uploaded = kit.upload_near(&second, &[kit.store.release_name(&first.release)]).await.unwrap();
    assert_eq!((uploaded.way, uploaded.uploaded_bytes), (Way::FromUrls, 9_900));
    assert_eq!(kit.content(&second).unwrap(), second.bytes);
    assert_eq!(uploaded.uploaded_bytes + uploaded.reused_bytes, second.bytes.len() as u64);
    assert_eq!((uploaded.requests, uploaded.sent_bytes), (kit.seam.requests().len() as u64, kit.seam.bytes()));
}

#[tokio::test(start_paused = true)]
async fn without_a_likely_base_the_newest_releases_are_looked_into() {
    let kit = Kit::new().await;
    kit.upload(&app(1)).await.unwrap();
    kit.upload(&Made::of(&[(77, 600_000)])).await.unwrap();
    let big = |code| Made::of(&[(9, 700_000), (code, 5_000)]);
    kit.upload(&big(1)).await.unwrap();
    let uploaded = kit.upload(&big(2)).await.unwrap();
    assert_eq!((uploaded.way, uploaded.uploaded_bytes), (Way::FromUrls, 5_000));
}

#[tokio::test(start_paused = true)]
async fn where_the_service_reads_no_urls_for_us_the_former_release_is_copied_and_rebuilt_in_few_requests() {
    let (kit, first, second) = (Kit::new().await, app(1), app(2).without(4));
    kit.upload(&first).await.unwrap();
    kit.seam.clear();
    kit.world.state().storage.get_mut(STORAGE).unwrap().network_rules.shut_to_urls = true;
    let uploaded = kit.upload_near(&second, &[kit.store.release_name(&first.release)]).await.unwrap();
    assert_eq!((uploaded.way, uploaded.uploaded_bytes), (Way::Copied, 9_900));
    assert_eq!(kit.content(&second).unwrap(), second.bytes);
    let requests = kit.seam.requests();
    assert_eq!(kit.seam.count("block from url"), 1, "one refusal suffices: {requests:?}");
    println!("copied in {} requests, {} bytes\n{}", requests.len(), kit.seam.bytes(), requests.join("\n"));
    assert!(requests.len() <= 12, "{requests:?}");
    assert!(!kit.names().iter().any(|name| name.starts_with("staging/")), "{:?}", kit.names());
}

#[tokio::test(start_paused = true)]
async fn a_service_that_says_that_it_cannot_is_taken_at_its_word_whatever_the_status() {
    let (kit, first, second) = (Kit::new().await, app(1), app(2));
    kit.upload(&first).await.unwrap();
    let body = Some("<Error><Code>FeatureNotSupported</Code><Message>In strict mode.</Message></Error>".to_owned());
    let refusal =
        What::Status { status: 500, body, content_type: Some("application/xml".to_owned()), retry_after: None };
    kit.world.state().faults.push(fault(refusal).times(1));
    let uploaded = kit.upload_near(&second, &[kit.store.release_name(&first.release)]).await.unwrap();
    assert_eq!(uploaded.way, Way::Copied);
    assert_eq!(kit.content(&second).unwrap(), second.bytes);
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_there_costs_no_byte() {
    let (kit, first) = (Kit::new().await, app(1));
    kit.upload(&first).await.unwrap();
    kit.seam.clear();
    let again = kit.next().await;
    let uploaded = again.upload(&first).await.unwrap();
    assert_eq!((uploaded.way, uploaded.sent_bytes, uploaded.requests), (Way::There, 0, 2));
    assert_eq!(kit.written("releases/"), 1);
}

#[tokio::test(start_paused = true)]
async fn whenever_the_machine_stops_the_next_run_finishes_and_sends_nothing_that_had_arrived() {
    for own_urls in [true, false] {
        println!("own_urls={own_urls}\nstopped after  uploaded  resumed  requests  way");
        let mut resumed_once = false;
        for stop in 1.. {
            let (kit, first, second) = (Kit::new().await, app(1), app(2));
            kit.upload(&first).await.unwrap();
            kit.world.state().storage.get_mut(STORAGE).unwrap().network_rules.shut_to_urls = !own_urls;
            kit.seam.clear();
            let likely = [kit.store.release_name(&first.release)];
            let ended = kit.seam.stopping_after(stop, kit.upload_near(&second, &likely)).await;
            let next = kit.next().await;
            let uploaded = next.upload_near(&second, &likely).await.unwrap();
            println!(
                "{stop:>13}  {:>8}  {:>7}  {:>8}  {:?}",
                uploaded.uploaded_bytes, uploaded.resumed_bytes, uploaded.requests, uploaded.way
            );
            resumed_once |= uploaded.resumed_bytes > 0;
            assert_eq!(kit.content(&second).unwrap(), second.bytes, "stopped after {stop}");
            assert_eq!(kit.written(second.release.as_str()), 1, "committed once, stopped after {stop}");
            if ended.is_some() {
                break;
            }
        }
        assert!(resumed_once || !own_urls);
    }
}

#[tokio::test(start_paused = true)]
async fn four_runs_that_upload_one_release_at_once_all_succeed_and_one_commits() {
    let (kit, release) = (Kit::new().await, app(1));
    let others = [kit.next().await, kit.next().await, kit.next().await];
    let (a, b, c, d) = tokio::join!(
        kit.upload(&release),
        others[0].upload(&release),
        others[1].upload(&release),
        others[2].upload(&release)
    );
    let ways: Vec<Way> = [a, b, c, d].into_iter().map(|uploaded| uploaded.unwrap().way).collect();
    assert_eq!(kit.written("releases/"), 1, "{ways:?}");
    assert_eq!(ways.iter().filter(|way| **way == Way::Sent).count(), 1, "{ways:?}");
    assert_eq!(kit.content(&release).unwrap(), release.bytes);
}

#[tokio::test(start_paused = true)]
async fn another_writer_between_plan_and_commit_is_detected_and_its_blob_is_left_alone() {
    let (kit, release) = (Kit::new().await, app(1));
    let name = kit.store.release_name(&release.release).to_string();
    let other = app(3);
    kit.upload(&other).await.unwrap();
    let from = kit.store.release_name(&other.release).to_string();
    kit.seam.before("PUT", move |world| {
        let mut state = world.state();
        let container = state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap();
        let mut blob = container.blobs[&from].clone();
        blob.content = Pieces::whole("something else".into());
        container.blobs.insert(name, blob);
    });
    let error = kit.upload(&release).await.unwrap_err();
    assert_eq!(error.code().as_str(), "store-release-differs", "{error}");
    assert_eq!(kit.content(&release).unwrap(), "something else");
}

#[tokio::test(start_paused = true)]
async fn a_base_that_is_deleted_or_replaced_meanwhile_is_done_without() {
    for own_urls in [true, false] {
        for replaced in [true, false] {
            let (kit, first, second) = (Kit::new().await, app(1), app(2));
            kit.upload(&first).await.unwrap();
            kit.world.state().storage.get_mut(STORAGE).unwrap().network_rules.shut_to_urls = !own_urls;
            let base = kit.store.release_name(&first.release);
            let name = base.to_string();
            let at = if own_urls { "block from url" } else { ".zip from url" };
            kit.seam.before(at, move |world| {
                if replaced {
                    let mut state = world.state();
                    let etag = state.new_etag();
                    state.storage.get_mut(STORAGE).unwrap().blob_mut(CONTAINER, &name).unwrap().etag = etag;
                } else {
                    delete(world, &name);
                }
            });
            let uploaded = kit.upload_near(&second, &[base]).await.unwrap();
            assert_eq!(kit.content(&second).unwrap(), second.bytes);
            assert_eq!(uploaded.way, Way::Sent, "own_urls={own_urls} replaced={replaced}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn blocks_that_are_neither_here_nor_in_the_store_are_an_error_before_anything_is_sent() {
    let kit = Kit::new().await;
    let error = kit.upload(&app(2).without(4)).await.unwrap_err();
    assert_eq!(error.code().as_str(), "store-blocks-missing");
    assert_eq!(kit.seam.count("PUT"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_changes_meanwhile_is_an_error_and_nothing_is_committed() {
    for change in [true, false] {
        let (kit, release) = (Kit::new().await, app(1));
        let (file, mut bytes) = (release.file.clone(), release.bytes.clone());
        kit.seam.before("GET", move |_| {
            if change {
                bytes[100_000] ^= 1
            } else {
                bytes.truncate(100_000)
            }
            std::fs::write(&file, &bytes).unwrap();
        });
        let error = kit.upload(&release).await.unwrap_err();
        assert_eq!(error.code().as_str(), "store-file-changed");
        assert_eq!(kit.written("releases/"), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn resets_and_a_busy_server_delay_an_upload_and_lose_nothing() {
    let release = app(1);
    let commit = release.blocks.len() as u32;
    for (skipped, what) in [
        (0, What::ResetBefore),
        (0, What::ResetAfter),
        (0, status(503)),
        (commit, What::ResetBefore),
        (commit, What::ResetAfter),
        (commit, status(503)),
        (commit, What::StatusAfter { status: 500 }),
        (commit, What::Duplicate),
    ] {
        let kit = Kit::new().await;
        let shown = format!("{skipped} {what:?}");
        kit.world.state().faults.push(fault(what).after(skipped).times(2));
        let uploaded = kit.upload(&release).await.unwrap_or_else(|error| panic!("{shown}: {error}"));
        let counted = uploaded.uploaded_bytes + uploaded.reused_bytes + uploaded.resumed_bytes;
        assert_eq!(counted, release.bytes.len() as u64, "{shown}");
        assert_eq!(kit.content(&release).unwrap(), release.bytes, "{shown}");
        assert_eq!(kit.written("releases/"), 1, "{shown}");
        assert!(kit.world.state().faults[0].has_struck(), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_that_is_damaged_on_its_way_is_refused_by_the_service_and_sent_again() {
    let (kit, release) = (Kit::new().await, app(1));
    kit.seam.damages.store(2, std::sync::atomic::Ordering::SeqCst);
    kit.upload(&release).await.unwrap();
    assert_eq!(kit.content(&release).unwrap(), release.bytes);
    let sent = kit.seam.requests().iter().filter(|request| request.ends_with(" block")).count();
    assert_eq!(sent, release.blocks.len() + 2);
}

#[tokio::test(start_paused = true)]
async fn the_token_is_renewed_in_the_middle_and_nothing_is_sent_elsewhere() {
    let (kit, release) = (Kit::new().await, app(1));
    kit.world.state().faults.push(fault(What::TokenExpired).after(2).times(1));
    kit.upload(&release).await.unwrap();
    assert!(kit.world.state().faults[0].has_struck());
    assert_eq!(kit.content(&release).unwrap(), release.bytes);
}
