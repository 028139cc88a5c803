//! One run at a time holds the lock of a slot, and the lock of a run that is gone expires.

use std::time::Duration;

use slot_deploy::record::Explain;
use slot_deploy::store::{Lock, StoreError};

use super::kit::Kit;

const APP: &str = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/shop";

async fn lock(kit: &Kit, slot: &str, patience: u64) -> Result<Lock, StoreError> {
    kit.store.lock(APP, slot, "run 77 of contoso/shop", Duration::from_secs(patience)).await
}

async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_second_run_is_told_who_holds_the_lock_and_another_slot_has_its_own() {
    let kit = Kit::new().await;
    let held = lock(&kit, "staging", 0).await.unwrap();
    let other = kit.next().await;
    let error = other.store.lock(&APP.to_uppercase(), "Staging", "run 78", Duration::ZERO).await.err().unwrap();
    assert_eq!(error.code().as_str(), "store-locked");
    assert!(error.to_string().contains("run 77 of contoso/shop"), "{error}");
    lock(&other, "preview", 0).await.unwrap();
    held.release().await;
    lock(&other, "staging", 0).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lock_is_renewed_as_long_as_its_run_lives_and_expires_within_a_minute_after() {
    let kit = Kit::new().await;
    let held = lock(&kit, "staging", 0).await.unwrap();
    seconds(600).await;
    assert!(held.is_held());
    let other = kit.next().await;
    assert!(lock(&other, "staging", 0).await.is_err());
    drop(held);
    assert!(lock(&other, "staging", 0).await.is_err(), "it is not taken over before it has expired");
    let began = other.pace.now();
    lock(&other, "staging", 120).await.unwrap();
    assert!(other.pace.now() - began <= Duration::from_secs(66));
}

#[tokio::test(start_paused = true)]
async fn a_run_knows_that_it_lost_the_lock() {
    use rehearsal::faults::{Fault, What, Where};
    let kit = Kit::new().await;
    let held = lock(&kit, "staging", 0).await.unwrap();
    kit.world.state().faults.push(Fault::new(Where::service("blob").path("comp=lease"), What::Never));
    seconds(59).await;
    assert!(!held.is_held() || kit.world.state().faults[0].has_struck());
    seconds(30).await;
    assert!(!held.is_held());
}
