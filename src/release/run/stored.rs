use super::{Run, RunOnApp};

impl RunOnApp {
    /// Goes on with what the release wrote down in the container of packages before it was cut short.
    pub fn resume_stored(&self) {
        let number = self.recorder.read(|record| record.store_record);
        if let Some((records, number)) = self.app.records().zip(number) {
            self.recorder.own_stored().set(records.own(number), self.setup.pace);
        }
    }
}

impl Run {
    /// Signs in for no more than what the run wrote down in the container of packages, if it did.
    pub async fn find_stored(&self) {
        if self.recorder.read(|record| record.store_record.is_none()) {
            return;
        }
        let found = async { self.find_app(self.control_plane().await?).await };
        match found.await {
            Ok(app) => self.on(app).resume_stored(),
            Err(stop) => self.recorder.warn(&stop.problem.sentence),
        }
    }
}
