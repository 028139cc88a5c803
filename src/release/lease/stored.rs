use super::deployment::About;
use crate::record::{Digest, HistoryEntry};
use crate::release::memory::{end_stored, not_written};
use crate::release::run::{Run, RunOnApp};
use crate::store::StoreError;

impl RunOnApp {
    /// The release history as the container of packages has it, newest first; `None` without a container. An error: it
    /// could not be read, and no other memory is asked in its place.
    pub(super) async fn stored_history(&self, of: &[&Digest]) -> Option<Result<Vec<HistoryEntry>, StoreError>> {
        let records = self.app.records()?;
        let report = |why: &str| {
            self.recorder.say(&format!("{why}: whether that release holds the app is unknown"));
        };
        Some(match records.read(of, report).await {
            Ok(known) => {
                let staged_by = self.recorder.read(|record| record.staged_by.clone());
                Ok(known.into_iter().filter(|one| Some(&one.memo.release) != staged_by.as_ref()).collect())
            }
            Err(error) => {
                self.recorder.say(&format!(
                    "the release history of this app cannot be read from the container of packages ({error}); using Azure's state \
                     alone"
                ));
                Err(error)
            }
        })
    }

    /// Writes down in the container of packages that this release begins. `Err`: it could not, so that others do not see it.
    pub(super) async fn open_stored(&self, about: &About<'_>) -> Result<(), StoreError> {
        let Some(records) = self.app.records() else { return Ok(()) };
        let run = &self.setup.run;
        let (memo, pace) = (self.memo(about), self.setup.pace);
        let commit = self.recorder.read(|record| record.commit.clone());
        let own =
            records.open(&memo, commit.as_deref(), run.actor.as_deref(), about.switch.as_ref(), pace.wall()).await?;
        self.recorder.note(|record| record.store_record = Some(own.number()));
        self.recorder.own_stored().set(own, pace);
        Ok(())
    }

    /// Tells others that a rollback begins. It is not held up by what cannot be told.
    pub async fn remember(&self, about: &About<'_>) {
        if let Err(error) = self.open_stored(about).await {
            self.recorder.warn(&not_written(&error));
        }
        self.open_deployment(about).await;
    }
}

impl Run {
    /// Leaves the app to another release: this one changed nothing.
    pub(super) async fn withdraw_stored(&self) {
        if let Some(own) = self.recorder.own_stored().take()
            && let Some(warning) =
                end_stored(&own, None, "it waits for another release of the app", self.setup.pace).await
        {
            self.recorder.warn(&warning);
        }
    }
}
