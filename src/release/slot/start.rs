use std::time::Duration;

use crate::azure::Side;
use crate::config::show_duration;
use crate::record::{Accepted, Came, Change, Code, HostHealth, Outcome, Problem, Tried};
use crate::release::ground::Stop;
use crate::release::run::Run;
use crate::runner::PROGRESS;

/// A host that has not come up by then is judged by what follows.
pub(in crate::release) const LONGEST_START: Duration = Duration::from_secs(4 * 60);
const POLL: Duration = Duration::from_secs(5);

impl Run {
    /// Starts a stopped slot and waits until it is read back as running and its host says that it runs, for at most `limit`. A host that
    /// says nothing of the kind by then is no error: the slot is started, and what follows judges what runs there.
    pub async fn start_slot(&self, slot: &Side, why: &str, limit: Duration) -> Result<(), Stop> {
        let name = slot.at().slot_name().to_owned();
        self.recorder.say(&format!("the slot `{name}` is stopped; starting it, {why}"));
        self.recorder.intend(Change::Start { slot: name.clone() }).await?;
        let began = self.setup.pace.now();
        let asked = slot.start().await;
        let started = self.until_started(slot, limit).await;
        let came = started.clone().map(|_| Accepted {});
        self.recorder.did(Came::Start(Tried::of(&came, String::clone))).await;
        let took = self.setup.pace.now() - began;
        match (started, asked) {
            (Ok(runs), _) => {
                self.recorder.note(|record| record.slot_life.started_in = Some(took.as_secs()));
                self.recorder.say(&match runs {
                    None => format!("the slot `{name}` runs since {}: a cold start", show_duration(took)),
                    Some(what) => format!("the slot `{name}` is started, and its host is not up yet: {what}"),
                });
                Ok(())
            }
            // A lost answer is a question; what was read back decides.
            (Err(_), Err(error)) => Err(Stop::aborted(&error)),
            (Err(why), Ok(())) => {
                let sentence = format!("the slot `{name}` was told to start, and is not running: {why}");
                let problem = Problem::new(Code::SLOT_NOT_STARTED, sentence)
                    .command("start it with", &slot.at().command("functionapp start", &[]));
                Err(Stop::new(Outcome::Aborted, problem))
            }
        }
    }

    /// What its host says where it is not up in time; an error where the slot itself is not read as running.
    async fn until_started(&self, slot: &Side, limit: Duration) -> Result<Option<String>, String> {
        let end = self.setup.pace.now() + limit;
        loop {
            let seen = match slot.site().await {
                Ok(site) if site.is_running() => match slot.host.health().await {
                    HostHealth::Running => return Ok(None),
                    HostHealth::Broken(what)
                    | HostHealth::AsBefore(what)
                    | HostHealth::Starting(what)
                    | HostHealth::Unknown(what) => Ok(Some(what)),
                },
                Ok(site) => Err(format!("Azure says that it is {}", site.state.to_lowercase())),
                Err(error) => Err(error.to_string()),
            };
            if self.setup.pace.now() > end {
                return seen;
            }
            tracing::info!(target: PROGRESS, "the slot is starting");
            self.setup.pace.sleep(POLL).await;
        }
    }
}
