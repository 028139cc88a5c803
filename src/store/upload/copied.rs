use super::plan::{Base, Plan, Source};
use super::{Again, Attempt, Bytes, Upload, plan_bytes};
use crate::azure::{AzureError, BlobName, Condition, CopyEnd};
use crate::store::look::told_apart;
use crate::store::{StoreError, Way, layout};

impl Upload<'_> {
    /// Copies the release that has most in common to a blob of our own, puts the blocks together there, and copies the result to
    /// its name. Copies keep blocks and their ids (facts: block-blobs). Nothing is copied straight to the name: until the blocks
    /// are put together it would hold the content of another release.
    pub(super) async fn by_copy(&self, mut bases: Vec<Base>, total: &mut Bytes) -> Result<Attempt, StoreError> {
        bases.sort_by_key(|base| std::cmp::Reverse(base.bytes_of(self.parcel.blocks)));
        bases.truncate(1);
        let Some(base) = bases.first() else { return Ok(Attempt::Again(Again::Anew("there is no base".to_owned()))) };
        let plan = Plan::of(self.parcel.blocks, &Default::default(), &bases);
        if plan.missing > 0 {
            return Err(StoreError::BlocksMissing { count: plan.missing, bytes: plan.missing_bytes });
        }
        let bytes = plan_bytes(&plan);
        let staging = layout::staging(&layout::nonce());
        let made = self.make(&plan, base, &staging, total).await;
        let etag = match made {
            Ok(Ok(etag)) => etag,
            Ok(Err(again)) => {
                self.remove(&staging, None).await;
                return Ok(Attempt::Again(again));
            }
            Err(error) => {
                self.remove(&staging, None).await;
                return Err(error);
            }
        };
        let copied = self.store.blobs.copy(&staging, &etag, &self.name, Some(&Condition::New)).await;
        let (seen, again) = match copied {
            Ok((CopyEnd::Success, _)) => (None, None),
            Ok(_) => (self.await_copy(&self.name).await?, None),
            Err(error) => (None, Some(self.after_commit(error)?)),
        };
        // A copy whose answer was lost may go on: then its source stays until garbage collection finds it.
        if !matches!(again, Some(Again::Anew(_))) {
            self.remove(&staging, Some(etag)).await;
        }
        match again {
            Some(again) => Ok(Attempt::Again(again)),
            None => {
                self.verify(seen).await.map(|again| again.map_or(Attempt::Done(Way::Copied, bytes), Attempt::Again))
            }
        }
    }

    /// Makes the release under a name that nobody else knows; answers its entity tag.
    async fn make(
        &self,
        plan: &Plan,
        base: &Base,
        staging: &BlobName,
        total: &mut Bytes,
    ) -> Result<Result<String, Again>, StoreError> {
        let begun = match self.store.blobs.copy(&base.name, &base.etag, staging, None).await {
            Ok(begun) => begun,
            Err(error) => return self.why_not_copied(error, base).map(Err),
        };
        let etag = match begun {
            (CopyEnd::Success, etag) => etag,
            _ => match self.await_copy(staging).await? {
                Some(copy) if copy.copy == Some(CopyEnd::Success) => copy.etag,
                Some(copy) => {
                    let why = match copy.copy {
                        Some(CopyEnd::Failed(why)) => why,
                        _ => "the service does not say why".to_owned(),
                    };
                    return Err(StoreError::CopyFailed { how: format!("of {} failed: {why}", base.name) });
                }
                None => return Ok(Err(Again::Anew(format!("{staging} was deleted")))),
            },
        };
        let mut new = plan.clone();
        new.steps.retain(|step| matches!(step.source, Source::File { .. }));
        if let Some(again) = self.stage_all(&new, staging, total).await? {
            return Ok(Err(again));
        }
        let condition = Condition::Etag(etag);
        match self.store.blobs.commit(staging, &self.parcel.ids(), &self.meta.meta(), &condition).await {
            Ok(etag) => Ok(Ok(etag)),
            Err(error) if error.said("InvalidBlockList") => Ok(Err(Again::Without(base.name.clone()))),
            Err(error) => self.after_commit(error).map(Err),
        }
    }

    fn why_not_copied(&self, error: AzureError, base: &Base) -> Result<Again, StoreError> {
        match error.status() {
            Some(404 | 412) => Ok(Again::Without(base.name.clone())),
            _ if error.effect_is_possible() || error.is_transient() => Ok(Again::Anew(error.to_string())),
            // Nothing of the others can be used, so everything has to come from here.
            Some(401 | 403 | 409 | 501) => Ok(Again::Without(base.name.clone())),
            _ => Err(told_apart(&self.store.blobs, error)),
        }
    }

    /// What is left behind costs a little until garbage collection finds it.
    async fn remove(&self, staging: &BlobName, etag: Option<String>) {
        let etag = match etag {
            Some(etag) => Some(etag),
            None => self.store.blobs.properties(staging).await.ok().flatten().map(|properties| properties.etag),
        };
        if let Some(etag) = etag
            && let Err(error) = self.store.blobs.delete(staging, &etag).await
        {
            tracing::debug!("{staging} is left for garbage collection: {error}");
        }
    }
}
