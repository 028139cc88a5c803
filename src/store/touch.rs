use time::{Duration, OffsetDateTime};

use super::look::told_apart;
use super::{Store, StoreError};
use crate::azure::{BlobName, BlobProperties};

/// Garbage collection leaves alone what is younger than a day at least.
const FRESH: Duration = Duration::hours(12);

impl Store {
    /// A blob that is about to be used again becomes young, so that garbage collection which judged it before leaves it alone:
    /// its entity tag is another one then. Answers whether it is still there.
    pub(super) async fn touch(&self, name: &BlobName, blob: &BlobProperties) -> Result<bool, StoreError> {
        if age(blob).is_some_and(|age| age < FRESH) {
            return Ok(true);
        }
        match self.blobs.describe(name, blob.metadata.clone(), &blob.etag).await {
            Ok(()) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            // Another run did it first, or the answer was lost: what is there now tells.
            Err(error) if error.status() == Some(412) || error.effect_is_possible() => {
                Ok(self.asked(self.blobs.properties(name).await)?.is_some())
            }
            Err(error) => Err(told_apart(&self.blobs, error)),
        }
    }
}

/// How old it is, by the clock of the service alone.
fn age(blob: &BlobProperties) -> Option<Duration> {
    let (modified, answered): (OffsetDateTime, OffsetDateTime) = (blob.modified?, blob.answered?);
    Some(answered - modified)
}
