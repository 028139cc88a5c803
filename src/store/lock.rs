use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;

use super::look::told_apart;
use super::{Store, StoreError, layout};
use crate::azure::{AzureError, BlobName, Blobs, Condition, Meta};
use crate::http::{Growing, Pace};
use crate::record::Digest;

/// How long a lock holds after its last renewal: the longest finite lease there is (REST reference, "Lease Blob").
const LEASE: Duration = Duration::from_secs(60);
/// A lease is renewed three times in its length.
const RENEWAL: Duration = Duration::from_secs(20);

/// The right to change one slot of one app, until it is given back or its run is gone for a minute.
pub struct Lock {
    blobs: Blobs,
    name: BlobName,
    id: String,
    is_held: Arc<AtomicBool>,
    /// Renews it, and ends with it.
    _renewing: AbortOnDropHandle<()>,
}

impl Store {
    /// Takes the lock of a slot. `holder` is what other runs are told about this one. A lock that another run holds is waited
    /// for, for as long as `patience`.
    pub async fn lock(&self, app: &str, slot: &str, holder: &str, patience: Duration) -> Result<Lock, StoreError> {
        // ARM answers ids in any case.
        let name = layout::lock(&Digest::of(format!("{app}\n{slot}").to_lowercase().as_bytes()));
        let id = guid(&layout::nonce());
        let end = self.pace.now() + patience;
        let mut polls = Growing::to(Duration::from_secs(5));
        let mut taken = self.take(&name, &id).await;
        while matches!(taken, Err(StoreError::Locked { .. })) && self.pace.now() < end {
            self.pace.sleep(polls.wait()).await;
            taken = self.take(&name, &id).await;
        }
        taken?;
        let since = self.pace.now();
        let meta = lock_meta(holder);
        // What the lock says of its holder is for people; the lease alone counts.
        if let Err(error) = self.blobs.describe(&name, meta.values(), Some(&id), None).await {
            tracing::debug!("the lock does not say who holds it: {error}");
        }
        let is_held = Arc::new(AtomicBool::new(true));
        let renewing = renew(self.blobs.clone(), name.clone(), id.clone(), self.pace, since, is_held.clone());
        let renewing = AbortOnDropHandle::new(tokio::spawn(renewing));
        Ok(Lock { blobs: self.blobs.clone(), name, id, is_held, _renewing: renewing })
    }

    async fn take(&self, name: &BlobName, id: &str) -> Result<(), StoreError> {
        let seconds = i32::try_from(LEASE.as_secs()).unwrap_or(60);
        let mut taken = self.blobs.acquire_lease(name, id, seconds).await;
        if taken.as_ref().is_err_and(|error| error.said("BlobNotFound")) {
            match self.blobs.put(name, Vec::new(), &lock_meta(""), &Condition::New).await {
                Err(error) if !matches!(error.status(), Some(409 | 412)) && !error.effect_is_possible() => {
                    return Err(told_apart(&self.blobs, error));
                }
                _ => {}
            }
            taken = self.blobs.acquire_lease(name, id, seconds).await;
        }
        match taken {
            Ok(()) => Ok(()),
            Err(error) if error.status() == Some(409) => {
                let there = self.blobs.properties(name).await.ok().flatten();
                let holder = there.and_then(|there| there.metadata.get("holder").cloned());
                Err(StoreError::Locked { holder: holder.unwrap_or_else(|| "another run".to_owned()) })
            }
            Err(error) => Err(told_apart(&self.blobs, error)),
        }
    }
}

impl Lock {
    /// Whether the lock is certainly still held. It is lost when it could not be renewed for a minute, or another run has it.
    pub fn is_held(&self) -> bool {
        self.is_held.load(Ordering::Acquire)
    }

    /// Gives it back. A lock that cannot be given back expires.
    pub async fn release(self) {
        if let Err(error) = self.blobs.release_lease(&self.name, &self.id).await {
            tracing::debug!("the lock in the store expires by itself: {error}");
        }
    }
}

async fn renew(
    blobs: Blobs,
    name: BlobName,
    id: String,
    pace: Pace,
    since: crate::http::Moment,
    is_held: Arc<AtomicBool>,
) {
    let mut good_until = since + LEASE;
    loop {
        pace.sleep(RENEWAL).await;
        let asked = pace.now();
        let left = good_until - asked;
        match pace.within(left, blobs.renew_lease(&name, &id)).await {
            Some(Ok(())) => good_until = asked + LEASE,
            Some(Err(error)) if !is_lost(&error) && pace.now() + RENEWAL < good_until => {
                tracing::debug!("the lock in the store was not renewed: {error}");
            }
            _ => {
                is_held.store(false, Ordering::Release);
                return;
            }
        }
    }
}

/// Another run has it, or nobody can have it any more.
fn is_lost(error: &AzureError) -> bool {
    matches!(error.status(), Some(404 | 409 | 412))
}

fn lock_meta(holder: &str) -> Meta {
    Meta::new("application/octet-stream").with("slotdeploy", "lock").with("holder", holder)
}

/// A digest in the form that lease ids have.
fn guid(digest: &Digest) -> String {
    let text = digest.as_str();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
