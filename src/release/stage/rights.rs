use super::preflight::{line, stopped_by};
use crate::preflight::{PreflightOptions, look_at_rights};
use crate::record::{Finding, Severity};
use crate::release::ground::Stop;
use crate::release::run::RunOnApp;

impl RunOnApp {
    /// What Azure's list of this identity's rights on both sides says of what the command does, for what makes no survey.
    pub async fn look_at_rights(&self) -> Finding {
        // A rollback is not held up by what could not be told.
        let options = PreflightOptions { strict: false, ..self.preflight_options(false) };
        let sides = [self.app.target.clone(), self.app.slot.clone()];
        let found = vec![Box::pin(look_at_rights(&self.app.arm, sides, options)).await];
        self.setup.options.checks.lower(found).remove(0)
    }

    /// The same, told; an end where an action is missing without which the command does not succeed.
    pub async fn judge_rights(&self) -> Result<(), Stop> {
        let found = self.tell_rights().await;
        let errors: Vec<&Finding> = [&found].into_iter().filter(|found| found.is_error()).collect();
        stopped_by(&errors).map_or(Ok(()), Err)
    }

    /// The same, only told.
    pub async fn tell_rights(&self) -> Finding {
        let found = self.look_at_rights().await;
        if found.severity != Severity::Fine {
            self.recorder.say(&line(&found));
            self.take_in_findings(vec![found.clone()]);
        }
        found
    }
}
