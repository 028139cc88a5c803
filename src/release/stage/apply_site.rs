use std::collections::BTreeMap;

use super::settings_back::may_have_swapped;
use crate::azure::{AzureError, WebChange};
use crate::deliver::LastLook;
use crate::record::{Accepted, Came, Change, Phase, Problem, SiteWrite, Tried, site_key};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

impl RunOnSides {
    /// Gives the slot the properties of its site that the release brings, right before its settings, so that both restarts fall
    /// together. Where everything is so already nothing is written.
    pub(super) async fn apply_site(&self, last_look: &dyn LastLook) -> Result<(), Stop> {
        let wanted = WebChange::of(&self.setup.options.site);
        if wanted.is_empty() {
            return Ok(());
        }
        self.recorder.begin_phase(Phase::Settings);
        let slot = &self.sides.slot;
        let found = slot.web_values().await?;
        let change = wanted.missing_in(&found);
        if change.is_empty() {
            self.recorder.end_phase("the site of the slot is as `site:` says");
            return Ok(());
        }
        last_look.look().await.map_err(|error| Stop::aborted(&error))?;
        let former = change.names().filter_map(|name| Some((name.to_owned(), found.get(name)?.clone()))).collect();
        let write = SiteWrite { slot: slot.at().slot_name().to_owned(), written: change.values().clone(), former };
        let words = write.words();
        self.recorder.intend(Change::ApplySite(write)).await?;
        let made = Box::pin(slot.write_web(&change)).await;
        let came = made.as_ref().map(|()| Accepted {});
        self.recorder.did(Came::ApplySite(Tried::of(&came, ToString::to_string))).await;
        made?;
        self.recorder.note(|record| record.site = Some(words.clone()));
        self.recorder.end_phase(&words);
        Ok(())
    }

    /// Gives the site of the slot its former properties back, when the release ends without a swap. What somebody changed since is left
    /// alone. After a swap there is nothing to be done: the stack is production's, and a swap back brings it back.
    pub(super) async fn put_site_back(&self, stop: Stop) -> Stop {
        let reached = self.recorder.reached();
        if may_have_swapped(&reached, &stop) {
            return stop;
        }
        let Some(write) = reached.site else { return stop };
        let slot = write.slot.clone();
        if let Err(failed) = self.recorder.intend(Change::RestoreSite { slot: slot.clone() }).await {
            return Stop::new(stop.outcome, beside(stop.problem, &write, &failed.problem.sentence));
        }
        let restored = Box::pin(self.restore_site(&write)).await;
        let came = restored.as_ref().map(|_| Accepted {});
        self.recorder.did(Came::RestoreSite(Tried::of(&came, ToString::to_string))).await;
        match restored {
            Ok(back) => {
                let names: Vec<&String> = back.keys().collect();
                let left: Vec<&str> =
                    write.written.keys().filter(|name| !names.contains(name)).map(|name| site_key(name)).collect();
                let names: Vec<&str> = names.into_iter().map(|name| site_key(name)).collect();
                let mut stop = stop;
                if !names.is_empty() {
                    stop = stop
                        .hint(format!("the site of the slot `{slot}` is as before this release: {}", names.join(", ")));
                }
                if !left.is_empty() {
                    stop = stop.hint(format!(
                        "another client changed {} of the slot `{slot}` since this release wrote it, so it was left as it is",
                        left.join(", ")
                    ));
                }
                self.recorder.note(|record| record.site = None);
                stop
            }
            Err(error) => Stop::new(stop.outcome, beside(stop.problem, &write, &error.to_string())),
        }
    }

    async fn restore_site(&self, write: &SiteWrite) -> Result<BTreeMap<String, serde_json::Value>, AzureError> {
        let slot = &self.sides.slot;
        let found = slot.web_values().await?;
        let back = WebChange::of_values(&write.written).undo(&write.former, &found);
        // What is as before already, since the write had no effect, or it was given back before.
        let as_before = write
            .written
            .iter()
            .filter(|(name, _)| !back.values().contains_key(*name) && found.get(*name) == write.former.get(*name));
        let mut all: BTreeMap<String, serde_json::Value> =
            as_before.map(|(name, value)| (name.clone(), value.clone())).collect();
        if !back.is_empty() {
            slot.write_web(&back).await?;
        }
        all.extend(back.values().clone());
        Ok(all)
    }
}

/// What went wrong, and that the slot did not get its site back.
fn beside(problem: Problem, write: &SiteWrite, why: &str) -> Problem {
    let sentence = format!("{}; in addition, the site of the slot was not set back: {why}", problem.sentence);
    Problem { sentence, ..problem }.hint(format!(
        "the slot `{}` may have what this release wrote ({}); the post-step of the same job gives it back, and the next \
         release writes its own",
        write.slot,
        write.words()
    ))
}
