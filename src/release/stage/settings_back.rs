use crate::azure::{AzureError, GivenBack, unmake_sticky};
use crate::judge::Reached;
use crate::record::{Accepted, Came, Change, Outcome, Problem, SettingsWrite, Tried};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

/// What came of giving settings back.
struct Restored {
    /// The names that have their former values again.
    back: Vec<String>,
    /// The names that another client changed since.
    changed_since: Vec<String>,
    /// The names whose former values are not known.
    unknown: Vec<String>,
}

impl RunOnSides {
    /// Gives the slot back everything that the release changed of it, when it ends without a swap: its package, and its settings.
    pub async fn put_slot_back(&self, stop: Stop) -> Stop {
        let stop = self.put_package_back(stop).await;
        self.put_settings_back(stop).await
    }

    /// Gives the settings of the slot their former values back, when the release ends without a swap. What somebody changed since is
    /// named and left alone. After a swap there is nothing to be done: they are production's, and a swap back brings them back.
    pub async fn put_settings_back(&self, stop: Stop) -> Stop {
        let stop = Box::pin(self.put_site_back(stop)).await;
        let reached = self.recorder.reached();
        if may_have_swapped(&reached, &stop) {
            return stop;
        }
        let Some(write) = reached.applied else { return stop };
        let slot = self.sides.slot.at().slot_name().to_owned();
        if let Err(failed) = self.recorder.intend(Change::RestoreSettings { slot: slot.clone() }).await {
            return Stop::new(stop.outcome, beside(stop.problem, &write, &failed.problem.sentence));
        }
        let restored = Box::pin(self.restore(&write)).await;
        let came = restored.as_ref().map(|_| Accepted {});
        self.recorder.did(Came::RestoreSettings(Tried::of(&came, ToString::to_string))).await;
        match restored {
            Ok(restored) => self.tell_restored(&restored, &slot, stop),
            Err(error) => Stop::new(stop.outcome, beside(stop.problem, &write, &error.to_string())),
        }
    }

    async fn restore(&self, write: &SettingsWrite) -> Result<Restored, AzureError> {
        let slot = &self.sides.slot;
        let GivenBack { change, changed_since, unknown } =
            GivenBack::of(write, &slot.settings().await?, self.recorder.key());
        if !change.is_empty() {
            slot.write_settings(&change).await?;
        }
        let sticky = unmake_sticky(&self.sides.arm, &slot.at().app, &write.sticky).await?;
        let mut back: Vec<String> = change.names().map(str::to_owned).collect();
        back.extend(sticky.into_iter().filter(|name| !change.concerns(name)));
        Ok(Restored { back, changed_since, unknown })
    }

    fn tell_restored(&self, restored: &Restored, slot: &str, stop: Stop) -> Stop {
        let Restored { back, changed_since, unknown } = restored;
        let mut says = Vec::new();
        if !back.is_empty() {
            says.push(format!("the slot `{slot}` has its former settings again: {}", back.join(", ")));
        }
        if !changed_since.is_empty() {
            says.push(format!(
                "another client changed {} of the slot `{slot}` since this release wrote it, so it was left as it is",
                changed_since.join(", ")
            ));
        }
        if !unknown.is_empty() {
            says.push(format!(
                "the slot `{slot}` keeps what this release wrote to {}: what it was before could not be written down",
                unknown.join(", ")
            ));
        }
        says.iter().for_each(|line| self.recorder.say(line));
        let is_whole = changed_since.is_empty() && unknown.is_empty();
        self.recorder.note(|record| {
            if let Some(entry) = &mut record.settings {
                entry.given_back = is_whole;
            }
        });
        let mut hints = stop.problem.hints;
        hints.extend(says);
        Stop { problem: Problem { hints, ..stop.problem }, ..stop }
    }
}

/// Whether what the release wrote may be production's by now. It ends `aborted` after the request for its swap only where it was
/// read back that none was made, nor will be.
pub(super) fn may_have_swapped(reached: &Reached, stop: &Stop) -> bool {
    stop.outcome != Outcome::Aborted && (reached.swap_intended || reached.back_intended)
}

/// What went wrong, and that the slot did not get its settings back.
fn beside(problem: Problem, write: &SettingsWrite, why: &str) -> Problem {
    let names = write.names().join(", ");
    let sentence = format!("{}; in addition, the slot was not given back its former settings: {why}", problem.sentence);
    Problem { sentence, ..problem }.hint(format!(
        "the slot `{}` may have the settings of this release ({names}); the post-step of the same job gives \
         them back, any other job cannot, since their former values are sealed with its key; and the next release writes its own",
        write.slot
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Code, FormerSetting, WrittenSetting};

    #[test]
    fn what_went_wrong_first_is_said_first_and_the_settings_are_named() {
        let settings = vec![WrittenSetting { name: "KEY".into(), former: FormerSetting::Unset, wrote: None }];
        let write = SettingsWrite { slot: "staging".into(), settings, sticky: Vec::new() };
        let both = beside(Problem::new(Code::PROBE_FAILED, "the probe failed"), &write, "Azure was away");
        assert!(both.sentence.starts_with("the probe failed; in addition"), "{}", both.sentence);
        assert!(both.hints.iter().any(|hint| hint.contains("(KEY)")), "{:?}", both.hints);
    }
}
