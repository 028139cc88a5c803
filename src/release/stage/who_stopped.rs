use crate::judge::{StoppedBy, who_stopped};
use crate::release::run::RunOnApp;

impl RunOnApp {
    /// Says who left the slot stopped. One that another client stopped is started all the same, since `after: stop` says that a release
    /// starts it; but whoever stopped it may have had a reason.
    pub(super) async fn say_who_stopped_the_slot(&self) {
        let slot = &self.setup.options.slot;
        let history = self.release_history(&[]).await;
        match who_stopped(history.as_deref()) {
            StoppedBy::Release(release) => {
                self.recorder.say(&format!("the slot `{slot}` is as the release {release} left it: stopped (`after: stop`)"));
            }
            StoppedBy::Others => self.recorder.warn(&format!(
                "the slot `{slot}` is stopped, and the last release did not leave it so: another client stopped it. It is started, \
                 since `after: stop` is set"
            )),
            StoppedBy::Untold => self.recorder.warn(&format!(
                "the slot `{slot}` is stopped, and whether a release or another client stopped it is not known. It is started, since \
                 `after: stop` is set"
            )),
        }
    }
}
